import { captureKey, captureRecords, decodeCapture, objectDigest, parseCaptureKey } from '../../lambda/archive/capture';
import { NewerFormatError, SettingError } from '../../lambda/errors';
import { rowId } from '../../lambda/lake/rows';
import { DEPLOYMENT_SOURCE, SOURCE_NAME } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import { printableJson } from '../../lambda/schema/printable';
import { FORMATS } from '../../lambda/sources/formats';
import type { DefineCommand } from '../command';
import { archivedSources } from '../place/known-sources';
import type { LakeOptions } from '../place/open-engine';
import { openStores } from '../place/open-stores';
import { lakeOption, placeOptions, stackOption } from '../place/place-options';
import { readableReceipt } from '../place/readable-receipt';
import { terminalText } from '../terminal/terminal-text';
import { captureText, type ShownCapture, type ShownRecord } from './capture-text';

interface Options extends LakeOptions {
  readonly source?: string;
  readonly row?: string;
  readonly json?: boolean;
}

/** `captures show`: what one capture holds, for an investigator. */
export const defineCommand: DefineCommand = (command) => {
  command
    .argument('<capture>', 'its number, or its key as it stands in p_source_file of each row')
    .option('--source <name>', 'whose capture (default: the only one beside the deployment trail)')
    .option('--row <id>', "only the record of this row: the row's p_row_id")
    .addOption(lakeOption())
    .addOption(stackOption())
    .option('--json', 'print JSON, with every number as it came')
    .addHelpText('after', HELP)
    .action(async (named: string, options: Options) => {
      const shown = await find(named, options);
      process.stdout.write(`${options.json ? printableJson(shown) : captureText(shown)}\n`);
    });
};

async function find(named: string, options: Options): Promise<ShownCapture> {
  const asked = understand(named, options.source);
  const { archive, lake } = await openStores(options);
  const source = asked.source ?? (await onlySource(archive));
  const { seq } = asked;
  const key = captureKey(source, seq);
  const object = await archive.get(key);
  if (!object) throw await notThere(archive, source, key, placeOptions(options));
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
    `--row: ${key} holds no record of a row ${terminalText(id)}; p_source_file names the capture of each row.`,
  );
}

function understand(named: string, source: string | undefined): { readonly source?: string; readonly seq: number } {
  const key = parseCaptureKey(named);
  const seq = key?.seq ?? (/^\d{1,12}$/.test(named) ? Number(named) : 0);
  if (seq < 1) {
    throw new SettingError(
      `${terminalText(named)} is no capture; use its number, from 1 on, or its key, such as captures/atlassian-main/000000000007.json.gz.`,
    );
  }
  if (source !== undefined && !SOURCE_NAME.test(source)) {
    throw new SettingError(`--source: ${terminalText(source)} is no name of a source.`);
  }
  if (key && source !== undefined && source !== key.source) {
    throw new SettingError(`--source: ${named} is of ${key.source}, not of ${source}; leave it out.`);
  }
  const chosen = key?.source ?? source;
  return chosen === undefined ? { seq } : { source: chosen, seq };
}

// The deployment trail's captures, whoever means them names.
async function onlySource(archive: ObjectStore): Promise<string> {
  const sources = await archivedSources(archive);
  const polled = sources.filter((name) => name !== DEPLOYMENT_SOURCE);
  const [source, another] = polled.length > 0 ? polled : sources;
  if (source === undefined) throw new SettingError('The archive holds no capture.');
  if (another === undefined) return source;
  throw new SettingError(`--source: there are several, ${sources.join(', ')}; name one.`);
}

async function notThere(archive: ObjectStore, source: string, key: string, place: string): Promise<SettingError> {
  const sources = await archivedSources(archive);
  if (sources.includes(source))
    return new SettingError(`${key} is not in the archive. npx keepwatch verify${place} says whether it was.`);
  const there = sources.length === 0 ? 'it holds no capture' : `there are ${sources.join(', ')}`;
  return new SettingError(`The archive holds nothing of a source ${source}; ${there}.`);
}

const HELP = `
A row's p_source_file names its capture: captures/atlassian-main/000000000007.json.gz
is number 7 of atlassian-main. Either can be given. With the row's p_row_id, only its record is shown.

Examples:
  npx keepwatch captures show 7
  npx keepwatch captures show captures/atlassian-main/000000000007.json.gz --row 0f1e2d3c4b5a69788796a5b4c3d2e1f0
  npx keepwatch captures show 7 --stack Keepwatch --source atlassian-main
  npx keepwatch captures show 7 --json | jq '.records[0].record'

Exit status: 0 shown, 1 when there is no such capture, or it cannot be read.`;
