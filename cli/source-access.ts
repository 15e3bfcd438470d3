import type { PullKind } from '../lambda/sources/kinds';

/** A source of the configuration: where its API is, in which secret its credential stands, how often it is polled, how long it may be silent. */
export interface SourceAccess {
  readonly name: string;
  readonly kind: PullKind;
  readonly secretName: string;
  readonly apiBaseUrl?: string | undefined;
  readonly intervalMinutes: number;
  readonly silenceMinutes: number | false;
}
