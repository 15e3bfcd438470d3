import { captureKey, captureRecords, decodeCapture, objectDigest, parseCaptureKey } from '../../lambda/archive/capture';
import { NewerFormatError, SettingError } from '../../lambda/errors';
import { rowId } from '../../lambda/lake/rows';
import { DEPLOYMENT_SOURCE, SOURCE_NAME } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { printableJson } from '../../lambda/schema/printable';
import { FORMATS } from '../../lambda/sources/formats';
import type { DefineCommand } from '../command';
import { UsageError } from '../exit-codes';
import { archivedSources } from '../place/known-sources';
import { openPlace } from '../place/open-place';
import { lakeOption, type PlaceOptions, placeArguments, stackOption } from '../place/place-options';
import { readableReceipt } from '../place/readable-receipt';
import { terminalText } from '../terminal/terminal-text';
import { captureText, type ShownCapture, type ShownRecord } from './capture-text';

interface Options extends PlaceOptions {
  readonly source?: string;
  readonly row?: string;
  readonly json?: boolean;
}

/** `captures show`: the content of one capture, for an investigator. */
export const defineCommand: DefineCommand = (command) => {
  command
    .argument('<capture>', 'its number, or its key from p_source_file of a row')
    .option('--source <name>', 'its source (default: the only one besides the deployment trail)')
    .option('--row <id>', 'only the record of this row, by its p_row_id')
    .addOption(lakeOption())
    .addOption(stackOption())
    .option('--json', 'print JSON, with every number unchanged')
    .addHelpText('after', HELP)
    .action(async (named: string, options: Options) => {
      const shown = await find(named, options);
      process.stdout.write(`${options.json ? printableJson(shown) : captureText(shown)}\n`);
    });
};

async function find(named: string, options: Options): Promise<ShownCapture> {
  const asked = understand(named, options.source);
  const { archive, lake } = await openPlace(options);
  const source = asked.source ?? (await onlySource(archive));
  const { seq } = asked;
  const key = captureKey(source, seq);
  const object = await archive.get(key);
  if (!object) throw await notThere(archive, source, key, placeArguments(options));
  const capture = decodeCapture(key, object.body);
  const found = await readableReceipt(lake, source, seq);
  const receipt = found instanceof NewerFormatError ? found.message : found;
  const { header } = capture;
  const came = captureRecords(capture, FORMATS[header.kind].readRecords);
  const earlier = new Set(header.duplicates);
  const all = came.map((record, position) => ({
    position,
    record,
    rowId: earlier.has(position) ? null : rowId(header, record),
  }));
  const records = options.row === undefined ? all : ofRow(all, options.row, key);
  return { key, sha256: objectDigest(object.body), header, records, receipt };
}

function ofRow(records: readonly ShownRecord[], id: string, key: string): readonly ShownRecord[] {
  const found = records.filter((record) => record.rowId === id);
  if (found.length > 0) return found;
  throw new SettingError(
    `--row: ${key} has no record with row ${terminalText(id)}. The row's p_source_file names its capture.`,
  );
}

function understand(named: string, source: string | undefined): { readonly source?: string; readonly seq: number } {
  const key = parseCaptureKey(named);
  const seq = key?.seq ?? (/^\d{1,12}$/.test(named) ? Number(named) : 0);
  if (seq < 1) {
    throw new UsageError(
      `${terminalText(named)} is not a capture. Use its number, from 1, or its key, such as captures/atlassian-main/000000000007.json.gz.`,
    );
  }
  if (source !== undefined && !SOURCE_NAME.test(source)) {
    throw new UsageError(`--source: ${terminalText(source)} is not the name of a source.`);
  }
  if (key && source !== undefined && source !== key.source) {
    throw new UsageError(`--source: ${named} belongs to ${key.source}, not to ${source}. Leave --source out.`);
  }
  const chosen = key?.source ?? source;
  return chosen === undefined ? { seq } : { source: chosen, seq };
}

// The deployment trail is meant only when it is named.
async function onlySource(archive: ObjectStore): Promise<string> {
  const sources = await archivedSources(archive);
  const polled = sources.filter((name) => name !== DEPLOYMENT_SOURCE);
  const [source, another] = polled.length > 0 ? polled : sources;
  if (source === undefined) throw new SettingError('The archive holds no capture.');
  if (another === undefined) return source;
  throw new SettingError(`--source is needed. Available: ${sources.join(', ')}.`);
}

async function notThere(archive: ObjectStore, source: string, key: string, place: string): Promise<SettingError> {
  const sources = await archivedSources(archive);
  if (sources.includes(source))
    return new SettingError(
      `${key} is not in the archive. To see whether it was deleted, run npx keepwatch verify${place}.`,
    );
  const available = sources.join(', ') || 'none';
  return new SettingError(`Unknown source ${source}. With captures: ${available}.`);
}

const HELP = `
A capture is one API response. A row's p_source_file names its capture:
captures/atlassian-main/000000000007.json.gz is number 7 of atlassian-main. Give
the number or the key. With --row, only the record of that row is shown.

Examples:
  npx keepwatch captures show 7
  npx keepwatch captures show captures/atlassian-main/000000000007.json.gz \\
    --row 0f1e2d3c4b5a69788796a5b4c3d2e1f0
  npx keepwatch captures show 7 --stack Keepwatch --source atlassian-main
  npx keepwatch captures show 7 --json | jq '.records[0].record'

Exit codes: 0 shown, 1 no such capture, or it cannot be read;
others: npx keepwatch --help`;
