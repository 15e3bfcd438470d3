import { counted, minuteOf, pluralize } from '../terminal/figures';
import { type Chain, type ChainFault, faultyCaptures } from '../verify/chain';
import { faultText } from '../verify/fault-text';
import { html, type Markup } from './markup';
import type { ReportData } from './report-data';
import { section } from './section';
import { dataTable } from './tables';

const MOST_FAULTS = 50;

/** Whether the archive is intact: no capture missing, each with the digest that the next one records, its rows in the lake. */
export function chainSection({ chains }: ReportData): Markup {
  if (chains.length === 0) return section('Archive', html`<p>The archive holds no capture.</p>`);
  return section('Archive', [
    html`<p class="quiet">Each capture records the SHA-256 digest of the one before it. Captures of these days were read and compared; for older ones, only their existence was checked. Store the newest digest elsewhere: it proves later that nothing before it was changed.</p>`,
    chains.map(ofChain),
  ]);
}

function ofChain(chain: Chain): Markup {
  const { source, captures, first, last, compared, head, faults } = chain;
  const numbers = `${pluralize(captures, 'capture')}, numbers ${first} to ${last}; ${counted(compared)} compared with the digest that the next one records.`;
  const verdict =
    faults.length === 0
      ? html`<p class="good">Intact: ${numbers}</p>`
      : html`<p class="bad">${pluralize(faultyCaptures([chain]), 'capture')} with faults, of ${numbers}</p>`;
  const expired =
    first > 1 && faults[0]?.from !== 1 ? html`<p>Captures 1 to ${first - 1} have expired, or were deleted.</p>` : [];
  return html`<h3>${source}</h3>
${verdict}
${expired}
${head ? html`<p>Newest: capture ${last} of ${minuteOf(head.capturedAt)} UTC, digest <code>${head.sha256}</code></p>` : []}
${faults.length === 0 ? [] : faultTable(faults)}`;
}

function faultTable(faults: readonly ChainFault[]): Markup {
  const more = faults.length - MOST_FAULTS;
  return html`${dataTable(
    ['Capture', 'What is wrong'],
    faults.slice(0, MOST_FAULTS).map((fault) => {
      const { from, to } = fault;
      const { says, next } = faultText(fault);
      return [from === to ? from : `${from} to ${to}`, `${says}. ${next}`];
    }),
  )}${more > 0 ? html`<p class="quiet">And ${counted(more)} more.</p>` : []}`;
}
