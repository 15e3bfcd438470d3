import type { Chain, ChainFault, ChainFaultKind } from '../chain';
import { counted, minuteOf, ofThem } from './figures';
import { html, type Markup } from './markup';
import type { ReportData } from './report-data';
import { section } from './section';
import { dataTable } from './tables';

const MOST_FAULTS = 50;

const SAYS: Readonly<Record<ChainFaultKind, string>> = {
  missing: 'missing: newer ones are there, or its receipt. Look for a delete marker and earlier versions.',
  altered: 'altered: the bytes are not those that the next capture names. Look for earlier versions.',
  unreadable: 'unreadable: not a capture of this number. Look for earlier versions.',
  unlinked: 'not linked to the capture before it.',
  unprocessed: 'not processed: it has no receipt, so that its events are not in the lake. See the processor’s alarms.',
  misprocessed: 'its receipt cannot be read, or is that of other bytes. Delete the receipt and process it again.',
};

/** Whether the archive is whole: no number missing, every capture what its successor says, and processed. */
export function chainSection({ chains }: ReportData): Markup {
  if (chains.length === 0) return section('Archive', html`<p>The archive holds no capture.</p>`);
  return section('Archive', [
    html`<p class="quiet">Each capture names the SHA-256 digest of the one before it. Compared were the captures of these days; numbers were looked at back to the oldest. A digest that was printed or sent elsewhere proves later that nothing before it was changed.</p>`,
    chains.map(ofChain),
  ]);
}

function ofChain(chain: Chain): Markup {
  const { source, captures, first, last, compared, head, faults } = chain;
  const verdict =
    faults.length === 0
      ? html`<p class="good">Unbroken: ${ofThem(captures, 'capture')}, numbers ${counted(first)} to ${counted(last)}; ${counted(compared)} compared with the digest that the next one names.</p>`
      : html`<p class="bad">${ofThem(faultyCaptures(faults), 'capture')} to look at, of ${counted(captures)}, numbers ${counted(first)} to ${counted(last)}.</p>`;
  return html`<h3>${source}</h3>
${verdict}
${head ? html`<p>The newest, ${counted(last)} of ${minuteOf(head.capturedAt)}, has the digest <code>${head.sha256}</code></p>` : []}
${faults.length === 0 ? [] : faultTable(faults)}`;
}

/** How many captures something is wrong with, whatever it is. */
export function faultyCaptures(faults: readonly ChainFault[]): number {
  let count = 0;
  let reached = 0;
  for (const { from, to } of faults.toSorted((a, b) => a.from - b.from)) {
    count += Math.max(0, to - Math.max(from - 1, reached));
    reached = Math.max(reached, to);
  }
  return count;
}

function faultTable(faults: readonly ChainFault[]): Markup {
  const more = faults.length - MOST_FAULTS;
  return html`${dataTable(
    ['Capture', 'What is wrong'],
    faults
      .slice(0, MOST_FAULTS)
      .map(({ kind, from, to }) => [from === to ? counted(from) : `${counted(from)} to ${counted(to)}`, SAYS[kind]]),
  )}${more > 0 ? html`<p class="quiet">And ${counted(more)} more.</p>` : []}`;
}
