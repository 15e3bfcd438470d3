import * as z from 'zod/mini';

/** Whether Keepwatch also archives CloudTrail events about itself. */
export interface TrailConfiguration {
  /** @default false */
  readonly enabled: boolean;
  /** Whether the stack creates the CloudTrail trail that this needs, for accounts without one. @default false */
  readonly createCloudTrail: boolean;
}

const fields = {
  enabled: z._default(z.boolean('true or false'), false),
  createCloudTrail: z._default(z.boolean('true or false'), false),
};

/** Names of the fields of `keepwatch.deploymentTrail`. */
export const TRAIL_FIELDS: readonly string[] = Object.keys(fields);

/** The field `keepwatch.deploymentTrail`. */
export const trailField = z.prefault(z.strictObject(fields, `an object with ${TRAIL_FIELDS.join(' or ')}`), {});
