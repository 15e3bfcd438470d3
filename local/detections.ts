import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { type Detection, SEVERITIES } from '../lambda/detection/detection';
import {
  type DetectionSettings,
  type LocatedDetection,
  packOf,
  parseDetectionSettings,
} from '../lambda/detection/settings';
import { KeepwatchError } from '../lambda/errors';
import { TABLES } from '../lambda/names';
import { clipped } from '../lambda/schema/printable';

/** The folder of the rules. Every file in it and in its folders is one, save the index. */
export const DETECTIONS_FOLDER = resolve(__dirname, '..', 'detections');

/** What `keepwatch.detections` in `cdk.json` says: the same as in the deployment. Throws `SettingError`. */
export function configuredDetections(file = resolve(__dirname, '..', 'cdk.json')): DetectionSettings {
  const cdk: { context?: { keepwatch?: { detections?: unknown } } } = JSON.parse(readFileSync(file, 'utf8'));
  const settings = cdk.context?.keepwatch?.detections;
  return parseDetectionSettings(settings === undefined ? undefined : JSON.stringify(settings));
}

const INDEX = 'index.ts';
const ID = /^[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)+$/;

/** Files in `detections/` cannot be used. `problems` has a line for each: the file, its id, what is wrong, what is allowed. */
export class DetectionsInvalidError extends KeepwatchError {
  override readonly name = 'DetectionsInvalidError';

  constructor(readonly problems: readonly string[]) {
    super(['Some detections cannot be used:', ...problems].join('\n'));
  }
}

/**
 * Every detection in the folder, in order of its files.
 * Throws `DetectionsInvalidError` when a file exports none, or one that is malformed or whose id another has.
 */
export function loadDetections(folder = DETECTIONS_FOLDER): readonly LocatedDetection[] {
  const found = detectionFiles(folder).map((name) => ({ file: `detections/${name}`, ...load(join(folder, name)) }));
  const files = new Map<string, string>();
  const problems = found.flatMap(({ file, exported, failure }) => {
    if (failure !== undefined) return [`${file}: ${failure}`];
    const checked = definition.safeParse(exported);
    const id = typeof exported === 'object' && exported !== null && 'id' in exported ? String(exported.id) : '';
    const place = id === '' ? file : `${file} (${clipped(id, 80)})`;
    const twin = files.get(id.toLowerCase());
    if (id !== '') files.set(id.toLowerCase(), file);
    return [
      ...(twin === undefined ? [] : [`${place}: ${twin} has the same id; ids differ in more than case`]),
      ...(checked.error?.issues ?? []).map(({ path, message }) => `${place}: ${[...path, message].join(': ')}`),
    ];
  });
  if (problems.length > 0) throw new DetectionsInvalidError(problems);
  return found.flatMap(({ file, exported }) => (isDetection(exported) ? [{ file, detection: exported }] : []));
}

/** What a configuration may name. */
export function detectionNames(located: readonly LocatedDetection[]) {
  return {
    ids: located.map(({ detection }) => detection.id),
    packs: [...new Set(located.map(({ file }) => packOf(file)))],
  };
}

/** Writes the index that the processor's bundle takes its detections from. Answers whether it had to be changed. */
export function writeDetectionIndex(located: readonly LocatedDetection[], folder = DETECTIONS_FOLDER): boolean {
  const path = join(folder, INDEX);
  const text = indexText(located.map(({ file }) => file.replace(/^detections\//, '').replace(/\.ts$/, '')));
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  writeFileSync(path, text);
  return true;
}

function indexText(names: readonly string[]): string {
  return [
    '// Written from the files of this folder by npm test, npm start and cdk: add a file, and it is here.',
    "import type { LocatedDetection } from '../lambda/detection/settings';",
    ...names.map((name, i) => `import d${i} from './${name}';`),
    '',
    '/** Every detection, with its file. */',
    'export const DETECTIONS: readonly LocatedDetection[] = [',
    ...names.map((name, i) => `  { file: 'detections/${name}.ts', detection: d${i} },`),
    '];',
    '',
  ].join('\n');
}

function detectionFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && name !== INDEX)
    .sort();
}

function load(path: string): { readonly exported?: unknown; readonly failure?: string } {
  try {
    const loaded: { readonly default?: unknown } = require(path);
    return loaded.default === undefined
      ? { failure: 'it has no default export; end it with export default defineDetection({ … })' }
      : { exported: loaded.default };
  } catch (error) {
    return { failure: `it cannot be loaded: ${clipped(error instanceof Error ? error.message : String(error), 300)}` };
  }
}

const line = (what: string) => z.string(what).check(z.regex(/^\S[^\n\r]*$/, what));
const aFunction = (what: string) =>
  z.optional(z.custom((value) => typeof value === 'function', `${what} is a function of the event`));
const wholeNumber = (most: number) =>
  z.optional(
    z
      .int(`a whole number from 1 to ${most}`)
      .check(z.gte(1, `a whole number from 1 to ${most}`), z.lte(most, `a whole number from 1 to ${most}`)),
  );
const logTypes = Object.keys(TABLES);

const definition = z
  .strictObject(
    {
      id: z
        .string('a text such as Acme.Jira.ProjectDeleted')
        .check(
          z.maxLength(80, 'at most 80 characters'),
          z.regex(ID, 'capitalised words of letters and digits, joined by dots, such as Acme.Jira.ProjectDeleted'),
        ),
      name: line('one line that says what happened'),
      logTypes: z
        .array(z.enum(logTypes, `one of ${logTypes.join(', ')}`), `a list of ${logTypes.join(', ')}`)
        .check(z.minLength(1, `at least one of ${logTypes.join(', ')}`)),
      severity: z.enum(SEVERITIES, `one of ${SEVERITIES.join(', ')}`),
      description: line('one line that says what it looks for and why that matters'),
      runbook: line('one line that says what to do'),
      falsePositives: z.optional(line('one line that says when it matches and nothing is wrong')),
      reference: z.optional(z.url({ protocol: /^https$/, error: 'an https address' })),
      tags: z.optional(z.array(line('texts such as ATT&CK:T1098'), 'a list of texts')),
      evidence: z.optional(z.enum(['payload', 'catalogue', 'unconfirmed'], 'payload, catalogue or unconfirmed')),
      disabled: z.optional(line('one line that says why it is off')),
      threshold: wholeNumber(1_000),
      dedupPeriodMinutes: wholeNumber(10_080),
      actions: z.optional(
        z.array(line('action ids'), 'a list of action ids').check(z.minLength(1, 'at least one action id')),
      ),
      rule: aFunction('rule'),
      title: aFunction('title'),
      dedup: aFunction('dedup'),
      severityOf: aFunction('severityOf'),
      unique: aFunction('unique'),
      alertContext: aFunction('alertContext'),
      tests: z.array(
        z.looseObject(
          { name: line('one line'), match: z.boolean('true or false'), event: z.looseObject({}, 'an object') },
          'an object',
        ),
        'a list of test cases, at least one that matches and one that does not',
      ),
    },
    'a detection; end the file with export default defineDetection({ … })',
  )
  .check(
    z.refine(
      ({ rule, actions }) => rule !== undefined || actions !== undefined,
      'rule or actions is needed: without both, every event would match',
    ),
    z.refine(
      ({ evidence, disabled }) => evidence !== 'unconfirmed' || disabled !== undefined,
      'a detection whose evidence is unconfirmed ships disabled: say why in disabled',
    ),
  );

function isDetection(value: unknown): value is Detection {
  return definition.safeParse(value).success;
}
