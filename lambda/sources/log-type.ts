import type { SchemaEvent } from '../schema/event';
import type { Schema } from '../schema/language';

/** Names of fields, from the event inwards: `['attributes', 'actor', 'email']`. */
export type FieldPath = readonly string[];

/** Who or what acted. A name need not be a person's, an email need not be an address. */
export interface Actor {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
}

/** What happened, in words that are the same for every log type. */
export type EventType =
  | 'successful login'
  | 'failed login'
  | 'logout'
  | 'user created'
  | 'MFA disabled'
  | 'group created'
  | 'group deleted'
  | 'role created'
  | 'role modified'
  | 'role deleted'
  | 'admin role assigned';

/**
 * A log type: what its records look like, and where rules, alerts and the terminal find the essentials of an event.
 * Every path may lead nowhere in an event.
 */
export interface LogTypeDefinition<S extends Schema = Schema, E extends object = SchemaEvent<S>> {
  readonly schema: S;
  /** The id of the action: a field of type `string` whose name needs no escaping, not within one of type `json`. */
  readonly action: FieldPath;
  readonly actor: { readonly [Part in keyof Actor]: FieldPath };
  /** The IP address that the actor came from. */
  readonly ip: FieldPath;
  /** The event in one line, for a person. @default nothing */
  message?(event: E): string | undefined;
  /** What was acted upon, as a person calls it. @default nothing */
  target?(event: E): string | undefined;
  /** What happened; `action` is the action's id in lower case. @default the event is of no known type */
  eventType?(event: E, action: string): EventType | undefined;
  /** Action ids, in lower case, that `eventType` takes for a login, successful or not. @default none */
  readonly loginActions?: readonly string[];
}
