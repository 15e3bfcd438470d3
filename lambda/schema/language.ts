/**
 * The schema of a log type's records, in a subset of Panther's schema language:
 * https://docs.panther.com/data-onboarding/custom-log-types/reference
 */
export interface Schema {
  /** The log type's name, such as `Acme.Audit`. */
  readonly schema: string;
  readonly description: string;
  readonly referenceURL: string;
  readonly fields: readonly Field[];
}

/** A named field of an object. */
export type Field = FieldType & {
  readonly name: string;
  readonly description: string;
  /** The key is present and not null. `""`, `0`, `false`, `{}` and `[]` satisfy it. */
  readonly required?: true;
};

/** What a value may be. */
export type FieldType =
  | {
      readonly type: 'string';
      readonly indicators?: readonly Indicator[];
      /** The allowed values. @default any */
      readonly validate?: { readonly allow: readonly string[] };
    }
  | { readonly type: 'timestamp'; readonly timeFormat: TimeFormat; readonly isEventTime?: true }
  | { readonly type: 'int' | 'smallint' | 'bigint' | 'float' | 'boolean' }
  | { readonly type: 'array'; readonly element: FieldType }
  | { readonly type: 'object'; readonly fields: readonly Field[] }
  /** Free form, stored as JSON text. `indicatorsAt` names keys of the value that hold indicators. */
  | { readonly type: 'json'; readonly indicatorsAt?: Readonly<Record<string, readonly Indicator[]>> };

/** `rfc3339` text; `utc` the same, with optional `T` and zone (UTC if absent); `unix` and `unix_ms` counts since 1970. */
export type TimeFormat = 'rfc3339' | 'utc' | 'unix' | 'unix_ms';

/** What a text identifies, and so which `p_any_*` column holds it. */
export type Indicator =
  | 'ip'
  | 'email'
  | 'username'
  | 'url'
  | 'hostname'
  | 'domain'
  | 'actor_id'
  | 'trace_id'
  | 'md5'
  | 'sha1'
  | 'sha256';
