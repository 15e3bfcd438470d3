import * as z from 'zod/mini';

const actor = z.object({
  id: z.string(),
  type: z.enum(['USER', 'TOKEN']),
  name: z.optional(z.string()),
  attributes: z.record(z.string(), z.union([z.string(), z.boolean()])),
});

/** Reads an action as it stands in a capture. */
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
 * What Keepwatch did itself, or a person with its commands, which CloudTrail does not know by that name. `id`: of this one
 * time, so that it is kept once however often it is told. `about`: the name of what it was done to.
 */
export type OwnAction = Readonly<z.infer<typeof ownActionSchema>>;

/** Who or what did something, as `actor` of a record of Panther.Audit. */
export type Actor = Readonly<z.infer<typeof actor>>;
