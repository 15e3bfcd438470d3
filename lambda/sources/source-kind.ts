import type { Clock } from '../platform/clock';
import type { SecretReader } from '../platform/secrets';
import type { PullSource } from './pull-source';
import type { RecordFormat } from './record-format';

/** All that differs from one kind of source to another, for whoever reads its captures. */
export interface SourceKindDefinition {
  readonly format: RecordFormat;
}

/** The same of a kind that is polled. */
export interface PullKindDefinition extends SourceKindDefinition {
  /** JSON that a secret holds until an operator enters the credential. Never changed: a changed template overwrites what was entered. */
  readonly secretPlaceholder: string;
  /** A source that is ready to be polled. */
  open(options: PullSourceOptions): PullSource;
}

/** What a source needs from outside. */
export interface PullSourceOptions {
  /** Where the API is, for kinds that can be told so. @default the vendor's own address */
  readonly apiBaseUrl: string | undefined;
  readonly secret: SecretReader;
  readonly clock: Clock;
  /** Between 0 and 1, for jitter. */
  readonly random: () => number;
}
