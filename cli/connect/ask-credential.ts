import input from '@inquirer/input';
import password from '@inquirer/password';
import * as z from 'zod/mini';
import { SettingError } from '../../lambda/errors';
import type { SecretReader } from '../../lambda/platform/secrets';
import { expiryOf, misspeltField, unknownFieldProblem } from '../../lambda/sources/credential';
import { PULLERS, type PullKind } from '../../lambda/sources/pullers';
import { credentialFields } from '../place/directory/credentials';
import { terminalText } from '../terminal/terminal-text';

/** Standard input: a terminal, or what a script pipes in. */
export interface Entry extends AsyncIterable<Buffer | string> {
  readonly isTTY?: boolean;
}

/** A credential as it is stored: its fields, and optionally its expiry. */
export type EnteredCredential = Readonly<Record<string, string>>;

const EXPIRES = 'expiresAt';
/** Where a person sees questions, and answers. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

// Standard output is for the findings.
const TERMINAL: Terminal = { input: process.stdin, output: process.stderr };
const LONGEST_ENTRY = 64 * 1024;

/** A credential that was just entered, as a secret to be read. */
export function enteredSecret(text: string): SecretReader {
  return { name: 'your entry', howToEnter: 'Enter it again.', read: async () => text };
}

/**
 * Asks a person at a terminal; secret fields are not shown. Return alone repeats the entry `before`, except the key.
 * Rejects when the person stops it.
 */
export async function askCredential(
  kind: PullKind,
  before: EnteredCredential,
  terminal = TERMINAL,
): Promise<EnteredCredential> {
  const entered: Record<string, string> = {};
  for (const { name: field, question, isSecret } of PULLERS[kind].credential.fields) {
    const message = `${question} (${field})${isSecret ? ', which is not shown' : ''}:`;
    const asked = { message, validate: (text: string) => text.trim() !== '' || 'It cannot be empty.' };
    const answer = isSecret
      ? await password({ ...asked, mask: true }, terminal)
      : await input({ ...asked, ...defaultOf(before[field]) }, terminal);
    entered[field] = answer.trim();
  }
  const expiresAt = await input(
    {
      message: 'Expires on, such as 2027-01-31 (empty if unknown):',
      validate: (text) => text.trim() === '' || expiryProblem(text.trim()) || true,
      ...defaultOf(before[EXPIRES]),
    },
    terminal,
  );
  return expiresAt.trim() === '' ? entered : { ...entered, [EXPIRES]: expiresAt.trim() };
}

function defaultOf(entered: string | undefined): { readonly default?: string } {
  return entered === undefined ? {} : { default: entered };
}

/** Reads the JSON that a script pipes in, the same as in the secret. Throws `SettingError`, which never quotes it. */
export async function readCredential(kind: PullKind, stream: Entry): Promise<EnteredCredential> {
  const fields = credentialFields(kind);
  const example = `{${[...fields, EXPIRES].map((field) => `"${field}":"..."`).join(',')}}`;
  let text = '';
  for await (const part of stream) {
    text += part.toString();
    if (text.length > LONGEST_ENTRY) throw new SettingError(`Standard input is too long. Expected ${example}.`);
  }
  const given = entrySchema(fields).safeParse(parsed(text));
  if (!given.success) {
    const misspelt = misspeltField(text, [...fields, EXPIRES]);
    if (misspelt !== undefined) {
      throw new SettingError(
        `Unknown field "${misspelt.name}" on standard input: did you mean "${misspelt.near}"? Expected: ${example}.`,
      );
    }
    const unknown = unknownFieldProblem(text, fields, [EXPIRES]);
    const problem = unknown === undefined ? '' : ` It has ${unknown}.`;
    throw new SettingError(`Standard input must be ${example}; ${EXPIRES} is optional.${problem}`);
  }
  const problem = given.data[EXPIRES] === undefined ? '' : expiryProblem(given.data[EXPIRES]);
  if (problem !== '') throw new SettingError(`${EXPIRES} on standard input: ${problem}`);
  return given.data;
}

// The parser's message quotes the text, which is the secret.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entrySchema(fields: readonly string[]) {
  const names = new Set([...fields, EXPIRES]);
  return z.record(z.string(), z.string()).check(
    z.refine((entry) => fields.every((field) => Object.hasOwn(entry, field))),
    z.refine((entry) => Object.keys(entry).every((name) => names.has(name))),
  );
}

// The text may be a key, pasted into the wrong field: so it is not quoted.
function expiryProblem(text: string): string {
  const expiry = expiryOf(JSON.stringify({ [EXPIRES]: text }));
  if (expiry === undefined) return 'Use the form YYYY-MM-DD.';
  return expiry < Date.now() ? `${terminalText(text)} has passed.` : '';
}
