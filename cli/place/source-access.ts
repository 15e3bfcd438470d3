import { SettingError } from '../../lambda/errors';
import type { PullKind } from '../../lambda/sources/pullers';
import { terminalText } from '../terminal/terminal-text';

/** A source of the configuration: its API, its secret, how often it is polled, how long it may be silent. */
export interface SourceAccess {
  readonly name: string;
  readonly kind: PullKind;
  readonly secretName: string;
  readonly apiBaseUrl?: string | undefined;
  readonly intervalMinutes: number;
  readonly silenceMinutes: number | false;
}

/** The source of that name. Throws `SettingError` when the configuration has none. */
export function configuredSource(name: string, sources: readonly SourceAccess[]): SourceAccess {
  const found = sources.find((source) => source.name === name);
  if (found) return found;
  throw new SettingError(
    `Unknown source ${terminalText(name)}. In cdk.json: ${sources.map((source) => source.name).join(', ')}.`,
  );
}
