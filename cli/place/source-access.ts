import { SettingError } from '../../lambda/errors';
import { nearName } from '../../lambda/schema/near-name';
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
  const names = sources.map((source) => source.name);
  throw new SettingError(`Unknown source ${terminalText(name)}.${meant(name, names)} Available: ${names.join(', ')}.`);
}

/** A question after an unknown name, with a blank before it; empty when no known name resembles it. */
export function meant(name: string, names: readonly string[]): string {
  const near = nearName(name, names);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}
