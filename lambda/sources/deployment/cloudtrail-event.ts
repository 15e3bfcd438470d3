import * as z from 'zod/mini';
import { isObject } from '../../schema/canonical-json';

// Whatever is not as documented counts as absent: no event is lost because one field of it is odd.
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
  // Not a record of zod, which drops a parameter named __proto__.
  requestParameters: z.catch(z.optional(z.nullable(z.custom<Readonly<Record<string, unknown>>>(isObject))), undefined),
});

/**
 * What a trail needs of an event of CloudTrail.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export type CloudTrailEvent = Readonly<z.infer<typeof eventSchema>>;
/** Who or what made the call. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
export type UserIdentity = NonNullable<CloudTrailEvent['userIdentity']>;

/** What a call was given; its names are the service's own. */
export type Parameters = NonNullable<CloudTrailEvent['requestParameters']>;

/** Reads an event, whose every field may be missing; undefined when it is no object. */
export function readCloudTrailEvent(value: unknown): CloudTrailEvent | undefined {
  return eventSchema.safeParse(value).data;
}
