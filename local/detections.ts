import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  activeDetections,
  type DetectionSettings,
  type LocatedDetection,
  packOf,
  parseDetectionSettings,
} from '../lambda/detection/settings';
import { KeepwatchError, SettingError } from '../lambda/errors';
import { nearName } from '../lambda/schema/near-name';
import { clipped } from '../lambda/schema/printable';
import { detectionProblems, isDetection } from './detection-file';

/** The folder of the rules. Every file in it and in its folders is one, save the index. */
export const DETECTIONS_FOLDER = resolve(__dirname, '..', 'detections');

/** What `keepwatch.detections` in `cdk.json` says: the same as in the deployment. Throws `SettingError`. */
export function configuredDetections(file = resolve(__dirname, '..', 'cdk.json')): DetectionSettings {
  const cdk: { context?: { keepwatch?: { detections?: unknown } } } = JSON.parse(readFileSync(file, 'utf8'));
  const settings = cdk.context?.keepwatch?.detections;
  try {
    return parseDetectionSettings(settings === undefined ? undefined : JSON.stringify(settings));
  } catch (cause) {
    throw new SettingError('keepwatch.detections in cdk.json cannot be used; npm run synth says what is wrong.', {
      cause,
    });
  }
}

/** The detections that the settings have on. Throws `SettingError` when these name one, or a pack, that does not exist. */
export function configuredActive(located: readonly LocatedDetection[], settings: DetectionSettings) {
  const { ids, packs } = detectionNames(located);
  const [unknown] = [
    ...Object.keys(settings.overrides).filter((id) => !ids.includes(id)),
    ...Object.keys(settings.packs).filter((pack) => !packs.includes(pack)),
  ];
  if (unknown === undefined) return activeDetections(located, settings);
  const near = nearName(unknown, [...ids, ...packs]);
  throw new SettingError(
    `keepwatch.detections in cdk.json names ${clipped(unknown, 80)}, which does not exist${near === undefined ? '' : ` (did you mean ${near}?)`}.`,
  );
}

const INDEX = 'index.ts';

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
    const id = typeof exported === 'object' && exported !== null && 'id' in exported ? String(exported.id) : '';
    const place = id === '' ? file : `${file} (${clipped(id, 80)})`;
    const twin = files.get(id.toLowerCase());
    if (id !== '') files.set(id.toLowerCase(), file);
    return [
      ...(twin === undefined ? [] : [`${place}: ${twin} has the same id; ids differ in more than case`]),
      ...detectionProblems(exported).map((problem) => `${place}: ${problem}`),
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
    // The first line: what follows is where it was looked for.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { failure: `it cannot be loaded: ${clipped(reason, 300)}` };
  }
}
