import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type DetectionSettings,
  type LocatedDetection,
  packOf,
  parseDetectionSettings,
} from '../../lambda/alerts/detection-settings';
import { KeepwatchError } from '../../lambda/errors';
import { clipped } from '../../lambda/schema/printable';
import { readDetectionConfiguration } from '../../lib/detection-config';
import { cdkContext } from '../configuration/cdk-context';
import { detectionProblems, isDetection } from './detection-file';

/** The folder of the detections. Each file in it and its subfolders is one detection, except the index. */
export const DETECTIONS_FOLDER = resolve(__dirname, '..', '..', 'detections');

/**
 * The settings of `keepwatch.detections` in `cdk.json` for these detections: the same as in the deployment.
 * Throws `ConfigurationError`.
 */
export function configuredDetections(
  located: readonly LocatedDetection[],
  keepwatch = cdkContext(['keepwatch']),
): DetectionSettings {
  return parseDetectionSettings(JSON.stringify(readDetectionConfiguration(keepwatch, detectionNames(located))));
}

const INDEX = 'index.js';
const INDEX_TYPES = 'index.d.ts';

/** Thrown when files in `detections/` are invalid. `problems` has one line each: file, id, problem, what is allowed. */
export class DetectionsInvalidError extends KeepwatchError {
  override readonly name = 'DetectionsInvalidError';

  constructor(readonly problems: readonly string[]) {
    super(['Invalid detections:', ...problems].join('\n'));
  }
}

/**
 * Every detection in the folder, in order of its files.
 * Throws `DetectionsInvalidError` when a file has no valid detection, or when two files have the same id.
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
      ...(twin === undefined ? [] : [`${place}: ${twin} has the same id (case does not count); change one of them`]),
      ...detectionProblems(exported).map((problem) => `${place}: ${problem}`),
    ];
  });
  if (problems.length > 0) throw new DetectionsInvalidError(problems);
  return found.flatMap(({ file, exported }) => (isDetection(exported) ? [{ file, detection: exported }] : []));
}

/** The ids and packs that a configuration may name. */
export function detectionNames(located: readonly LocatedDetection[]) {
  return {
    ids: located.map(({ detection }) => detection.id),
    packs: [...new Set(located.map(({ file }) => packOf(file)))],
  };
}

/** Writes `detections/index.js`, which the processor imports. Returns false when it was up to date. */
export function writeDetectionIndex(located: readonly LocatedDetection[], folder = DETECTIONS_FOLDER): boolean {
  const path = join(folder, INDEX);
  const text = indexText(located.map(({ file }) => file.replace(/^detections\//, '').replace(/\.ts$/, '')));
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  // Tests and cdk may run at the same time: neither may read half a file.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
  return true;
}

function indexText(names: readonly string[]): string {
  return [
    '// Generated from the files in this folder by jest and cdk. Do not edit or commit it.',
    ...names.map((name, i) => `import d${i} from './${name}';`),
    '',
    'export const DETECTIONS = [',
    ...names.map((name, i) => `  { file: 'detections/${name}.ts', detection: d${i} },`),
    '];',
    '',
  ].join('\n');
}

function detectionFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && name !== INDEX_TYPES)
    .sort();
}

function load(path: string): { readonly exported?: unknown; readonly failure?: string } {
  try {
    const loaded: { readonly default?: unknown } = require(path);
    return loaded.default === undefined
      ? { failure: 'no default export: end the file with export default defineDetection({ … })' }
      : { exported: loaded.default };
  } catch (error) {
    return { failure: `cannot load it: ${clipped(loadFailure(error), 300)}` };
  }
}

// The first line is enough. For a syntax error, the second line has the place and the reason.
function loadFailure(error: unknown): string {
  const [first = '', second = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const [, line, reason] = /:(\d+):\d+: ERROR: (.*)$/.exec(second) ?? [];
  return reason === undefined ? first : `line ${line}: ${reason}`;
}
