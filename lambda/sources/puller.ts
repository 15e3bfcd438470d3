import type { Clock } from '../platform/clock';
import type { SecretReader } from '../platform/secrets';
import type { ApiHostRule } from './api-host';
import type { PullSource } from './pull-source';

/** A kind of source that is polled: its credential, its limits, and how its API is called. */
export interface Puller {
  readonly credential: CredentialDefinition;
  readonly apiHost: ApiHostRule;
  readonly limits: PollLimits;
  /** A source that is ready to be polled. */
  open(options: PullSourceOptions): PullSource;
  /** Every action that the API can report, for `detections coverage`. @default the API has no such list */
  fetchActions?(options: PullSourceOptions): Promise<readonly EventAction[]>;
}

/** What an operator enters for a source. */
export interface CredentialDefinition {
  /**
   * JSON that a secret holds until the credential is entered: an object of the fields. Never changed: CloudFormation would
   * overwrite what was entered.
   */
  readonly placeholder: string;
  /** The fields, in the order in which `connect` asks for them. */
  readonly fields: readonly CredentialField[];
}

/** One field of a credential. */
export interface CredentialField {
  readonly name: string;
  /** What `connect` asks for, such as `Organization ID`. */
  readonly question: string;
  /** The terminal shows only fields that are no secret. */
  readonly isSecret: boolean;
}

/** What a configuration of the kind may ask for. */
export interface PollLimits {
  /** The furthest that a first poll may reach back. */
  readonly lookbackDays: number;
  /** Fewest minutes between two polls, and why, as the end of a sentence. @default 1 minute */
  readonly shortestInterval?: { readonly minutes: number; readonly reason: string };
}

/** What a source needs from outside. */
export interface PullSourceOptions {
  /** Where the API is, allowed by the kind's `apiHost`. @default the vendor's own address, or the one in the credential */
  readonly apiBaseUrl: string | undefined;
  readonly secret: SecretReader;
  readonly clock: Clock;
  /** Between 0 and 1, for jitter. */
  readonly random: () => number;
}

/** An action that an API can report. */
export interface EventAction {
  readonly id: string;
  readonly displayName: string;
  readonly group: string;
}
