import * as z from 'zod/mini';
import { isObject } from '../../schema/canonical-json';

// A field that is not as documented counts as absent, so that no event is lost because of one field.
const text = z.catch(z.optional(z.string()), undefined);
const flag = z.catch(
  z.optional(
    z.union([
      z.boolean(),
      z.pipe(
        z.string(),
        z.transform((given) => given === 'true'),
      ),
    ]),
  ),
  undefined,
);
const part = <S extends z.core.$ZodLooseShape>(shape: S) => z.catch(z.optional(z.object(shape)), undefined);

const userIdentity = part({
  type: text,
  principalId: text,
  arn: text,
  accountId: text,
  userName: text,
  invokedBy: text,
  sessionContext: part({
    attributes: part({ mfaAuthenticated: flag }),
    sessionIssuer: part({ userName: text, arn: text }),
  }),
  onBehalfOf: part({ userId: text, identityStoreArn: text }),
});

const eventSchema = z.object({
  eventSource: text,
  eventName: text,
  eventTime: text,
  eventID: text,
  userIdentity,
  sourceIPAddress: text,
  userAgent: text,
  errorCode: text,
  errorMessage: text,
  readOnly: flag,
  sessionCredentialFromConsole: flag,
  // Not z.record, which drops a parameter named __proto__.
  requestParameters: z.catch(z.optional(z.nullable(z.custom<Readonly<Record<string, unknown>>>(isObject))), undefined),
});

/**
 * The fields of a CloudTrail event that the trail uses.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export type CloudTrailEvent = Readonly<z.infer<typeof eventSchema>>;
/** The identity that made the call. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export type UserIdentity = NonNullable<CloudTrailEvent['userIdentity']>;

/** The parameters of a call, named by the service. */
export type Parameters = NonNullable<CloudTrailEvent['requestParameters']>;

/** Reads an event; every field may be missing. Undefined when the value is not an object. */
export function readCloudTrailEvent(value: unknown): CloudTrailEvent | undefined {
  return eventSchema.safeParse(value).data;
}
