import { rateSection, savingsSection, totalsSection } from './bill-sections';
import { countsSection, sweepsSection } from './count-sections';
import { assumptionsSection, pricesSection, searchSection, trailSection, verifySection } from './price-sections';
import type { Results } from './results';

/** Where the page is. */
export const PAGE = 'docs/costs.md';

const BEGIN = '<!-- Written by npm run costs. -->';

/** The page with its figures made anew; what stands above them is kept. */
export function costsPage(page: string, results: Results): string {
  const [guide = ''] = page.split(BEGIN);
  const sections = [
    totalsSection(results),
    savingsSection(results),
    '## The bills',
    ...results.rates.map(rateSection),
    countsSection(results),
    sweepsSection(results),
    searchSection(results),
    verifySection(results),
    trailSection(results),
    assumptionsSection(),
    pricesSection(),
  ];
  return `${guide.trimEnd()}\n\n${BEGIN}\n\n${sections.join('\n\n')}\n`;
}
