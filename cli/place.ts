import { terminalText } from '../local/terminal-text';
import type { LakeOptions } from './open-engine';

const DEFAULT_LAKE = '.keepwatch';

/** What has to be typed behind a command to have it about the same place, a blank in front; empty where nothing has to be. */
export function placeOptions({ lake, stack }: LakeOptions): string {
  if (stack !== undefined) return ` --stack ${terminalText(stack)}`;
  return lake === DEFAULT_LAKE ? '' : ` --lake ${quoted(terminalText(lake, 400))}`;
}

// As a shell takes it.
function quoted(path: string): string {
  return /^[\w./@%+:=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
