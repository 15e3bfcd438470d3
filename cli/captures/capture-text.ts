import type { Capture } from '../../lambda/archive/capture';
import type { Receipt } from '../../lambda/lake/receipt';
import { printableJson, UNPRINTABLE } from '../../lambda/schema/printable';
import { onOutput } from '../terminal/colours';
import { counted, pluralize } from '../terminal/figures';
import { hangingText } from '../terminal/hanging-text';
import { terminalText } from '../terminal/terminal-text';

const DEEPEST_PRETTY = 100;

/** All that is known of one capture. */
export interface ShownCapture {
  readonly key: string;
  /** Of its bytes. */
  readonly sha256: string;
  readonly header: Capture['header'];
  /** The records to show. */
  readonly records: readonly ShownRecord[];
  /** Undefined when it was not processed; a text when it cannot be read. */
  readonly receipt: Receipt | string | undefined;
}

/** A record of a capture. */
export interface ShownRecord {
  /** From 0 on. */
  readonly position: number;
  /** `p_row_id` of its row; null for a record that an earlier capture has: its row belongs to that one. */
  readonly rowId: string | null;
  /** As received. */
  readonly record: unknown;
}

/** A capture as text: the request, the response, its receipt, and its records one after the other. */
export function captureText({ key, sha256, header, records, receipt }: ShownCapture): string {
  const { capturedAt, mode, kind, count, request, response, duplicates, range, watermark, resume, previous } = header;
  const lines: readonly (readonly [string, string])[] = [
    ['capture', key],
    ['sha256', sha256],
    ['captured at', `${capturedAt} (${mode}, ${kind})`],
    ['request', `${request.path} ${printableJson(request.query)}`],
    ['response', `${response.status}, request id ${response.requestId ?? 'none'}`],
    ['records', `${count}, ${duplicates.length} of them archived before`],
    ['processed by API', range === null ? 'unknown' : `${range.oldest} to ${range.newest}`],
    ['watermark', watermark ?? 'none'],
    ['next request', printableJson(resume.request)],
    ['previous', previous === null ? 'none: it is the first' : `capture ${previous.seq}, sha256 ${previous.sha256}`],
    ['in the lake', receiptText(receipt)],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return [
    ...lines.map(([name, value]) => hangingText(`${onOutput.bold(name.padEnd(width))}  `, terminalText(value, 1000))),
    ...records.flatMap(({ position, rowId, record }) => [
      '',
      onOutput.dim(`record ${position}, ${rowId === null ? 'archived before, and processed then' : `row ${rowId}`}`),
      prettyJson(record),
    ]),
  ].join('\n');
}

function receiptText(receipt: ShownCapture['receipt']): string {
  if (receipt === 'unreadable') return 'its receipt cannot be read';
  if (!receipt) return 'not processed';
  if (typeof receipt === 'string') return receipt;
  const { events, rejected, alerts } = receipt.counts;
  return `${pluralize(events, 'event')}, ${counted(rejected)} rejected, ${pluralize(alerts, 'alert')}: ${receipt.outputs.map(({ key }) => key).join(', ')}`;
}

// Indented only if that changes nothing: JavaScript's numbers cannot hold every JSON number.
function prettyJson(record: unknown): string {
  const exact = printableJson(record);
  // Thousands of levels would be megabytes of indentation.
  if (nestsDeeper(exact, DEEPEST_PRETTY)) return exact;
  const parsed: unknown = JSON.parse(exact);
  if (printableJson(parsed) !== exact) return exact;
  return JSON.stringify(parsed, null, 2).replace(UNPRINTABLE, (character) =>
    character === '\n' ? character : printableJson(character).slice(1, -1),
  );
}

// Brackets inside JSON strings do not count.
function nestsDeeper(json: string, levels: number): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < json.length && depth <= levels; i += 1) {
    const character = json[i];
    if (character === '"') inText = !inText;
    else if (inText) i += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
  }
  return depth > levels;
}
