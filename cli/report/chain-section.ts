import { counted, minuteOf, pluralize } from '../terminal/figures';
import { type Chain, type ChainFault, faultyCaptures } from '../verify/chain';
import { faultText } from '../verify/fault-text';
import { html, type Markup } from './markup';
import type { ReportData } from './report-data';
import { section } from './section';
import { dataTable } from './tables';

const MOST_FAULTS = 50;

/** Whether the archive is whole: no capture gone, each what its successor says, and its rows in the lake. */
export function chainSection({ chains }: ReportData): Markup {
  if (chains.length === 0) return section('Archive', html`<p>The archive holds no capture.</p>`);
  return section('Archive', [
    html`<p class="quiet">Each capture names the SHA-256 digest of the one before it. Read and compared were the captures of these days; of older ones, whether each number is there. The newest one's digest, kept elsewhere, proves later that nothing before it was changed.</p>`,
    chains.map(ofChain),
  ]);
}

function ofChain(chain: Chain): Markup {
  const { source, captures, first, last, compared, head, faults } = chain;
  const numbers = `${pluralize(captures, 'capture')}, numbers ${first} to ${last}; ${counted(compared)} compared with the digest that the next one names.`;
  const verdict =
    faults.length === 0
      ? html`<p class="good">Unbroken: ${numbers}</p>`
      : html`<p class="bad">${pluralize(faultyCaptures([chain]), 'capture')} to look at; there are ${numbers}</p>`;
  const expired = first > 1 && faults[0]?.from !== 1 ? html`<p>1 to ${first - 1} expired, or were removed.</p>` : [];
  return html`<h3>${source}</h3>
${verdict}
${expired}
${head ? html`<p>The newest, ${last} of ${minuteOf(head.capturedAt)}, has the digest <code>${head.sha256}</code></p>` : []}
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
