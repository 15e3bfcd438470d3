import * as z from 'zod/mini';

const actor = z.object({
  id: z.string(),
  type: z.enum(['USER', 'TOKEN']),
  name: z.optional(z.string()),
  attributes: z.record(z.string(), z.union([z.string(), z.boolean()])),
});

/** Schema of an action in a capture. */
export const ownActionSchema = z.object({
  id: z.string().check(z.minLength(1)),
  name: z.string(),
  description: z.string(),
  result: z.enum(['SUCCEEDED', 'FAILED', 'PARTIALLY_FAILED']),
  errors: z.array(z.string()),
  actor,
  parameters: z.record(z.string(), z.unknown()),
  about: z.nullable(z.string()),
});

/**
 * An action of Keepwatch, or of a person with its commands, that CloudTrail does not know by this name. `id` identifies one
 * occurrence, so that a repeated report is archived once. `about` names the target.
 */
export type OwnAction = Readonly<z.infer<typeof ownActionSchema>>;

/** The `actor` of a record of Panther.Audit. */
export type Actor = Readonly<z.infer<typeof actor>>;
