import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SettingError } from '../../lambda/errors';
import { valueAt } from '../../lib/configuration-error';

const CDK_JSON = resolve(__dirname, '..', '..', 'cdk.json');

/** What `cdk.json` says under these names of its context; undefined where it says nothing. Throws `SettingError` when it is not JSON. */
export function cdkContext(names: readonly string[], file = CDK_JSON): unknown {
  return valueAt(parseCdkJson(readFileSync(file, 'utf8')), ['context', ...names]);
}

function parseCdkJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SettingError(`cdk.json is not valid JSON: ${reason}. Check for a missing or extra comma.`, {
      cause,
    });
  }
}
