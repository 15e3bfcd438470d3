import type * as z from 'zod/mini';
import { nearName } from '../lambda/schema/near-name';
import { clipped, printableJson } from '../lambda/schema/printable';

/** As much of a received value as one line can bear. */
const LONGEST_SHOWN = 80;

const MOST_FIELDS_SHOWN = 8;

/**
 * The configuration cannot be deployed. `problems` has one line for each thing that is wrong: the field, the value
 * received, what is allowed. Correct them in `cdk.json` or in the `-c` option and run the command again.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly string[]) {
    super(['The configuration is not valid:', ...problems].join('\n'));
  }
}

/**
 * The lines that tell what is wrong with `input`. An issue's message completes the sentence "…is not allowed; use";
 * `fieldsAt` gives the fields that exist where an unknown one was found.
 */
export function describeProblems(
  input: unknown,
  issues: readonly z.core.$ZodIssue[],
  fieldsAt: (path: readonly PropertyKey[]) => readonly string[],
): string[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [`${pathText(issue.path)}: ${valueText(valueAt(input, issue.path))} is not allowed; use ${issue.message}`];
    }
    const fields = fieldsAt(issue.path);
    return issue.keys.map((key) => {
      const near = nearName(key, fields);
      const meant = near === undefined ? '' : ` (did you mean ${near}?)`;
      // The value is not shown: a misplaced field may well be a credential, and this ends up in build logs.
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

// Of fifty detections the first few are as much help as all.
function listText(fields: readonly string[]): string {
  const shown = fields.slice(0, MOST_FIELDS_SHOWN).join(', ');
  return fields.length > MOST_FIELDS_SHOWN ? `${shown}, … (one of ${fields.length})` : shown;
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : clipped(printableJson(value), LONGEST_SHOWN);
}
