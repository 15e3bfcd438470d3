import type * as z from 'zod/mini';
import { nearName } from '../lambda/schema/near-name';
import { clipped, printableJson } from '../lambda/schema/printable';

/** Characters of a received value that an error line shows. */
const MAX_VALUE_LENGTH = 80;

const MAX_FIELDS_SHOWN = 9;

/**
 * The configuration is not valid. `problems` has one line for each problem: the field, the received value, what is
 * allowed. Correct them in `cdk.json` or in the `-c` option and run the command again.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly string[]) {
    super(['The configuration is not valid:', ...problems].join('\n'));
  }
}

/**
 * One line for each problem with `input`. An issue's message completes the sentence "… is not allowed; use".
 * `fieldsAt` returns the known fields at the path of an unknown field.
 */
export function describeProblems(
  input: unknown,
  issues: readonly z.core.$ZodIssue[],
  fieldsAt: (path: readonly PropertyKey[]) => readonly string[],
): string[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      const value = valueAt(input, issue.path);
      const problem = value === undefined ? 'missing' : `${valueText(value)} is not allowed`;
      return [`${pathText(issue.path)}: ${problem}; use ${issue.message}`];
    }
    const fields = fieldsAt(issue.path);
    return issue.keys.map((key) => {
      const near = nearName(key, fields);
      const meant = near === undefined ? '' : ` (did you mean ${near}?)`;
      // Without the value: an unknown field may hold a credential, and this line ends up in build logs.
      return `${pathText([...issue.path, key])}: unknown field${meant}. Available: ${listText(fields)}`;
    });
  });
}

/** The value at a path, undefined where the path leads nowhere. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[A-Za-z_]\w{0,39}$/.test(String(key))) text += `${text === '' ? '' : '.'}${String(key)}`;
    else text += `[${valueText(String(key))}]`;
  }
  return text;
}

// There are many detections; the first few show the form.
function listText(fields: readonly string[]): string {
  const shown = fields.slice(0, MAX_FIELDS_SHOWN).join(', ');
  return fields.length > MAX_FIELDS_SHOWN ? `${shown}, … (one of ${fields.length})` : shown;
}

function valueText(value: unknown): string {
  return clipped(printableJson(value), MAX_VALUE_LENGTH);
}
