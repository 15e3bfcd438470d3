import { readFileSync } from 'node:fs';
import { PARTS } from './bill';
import { countsRow } from './count-sections';
import { deployed } from './deployed';
import { table } from './markdown';
import { PAGE } from './page';
import { countPolls } from './polls';
import { assumptionsSection, listedDays, pricesSection } from './price-sections';
import { PRICES } from './prices';
import { RATES } from './results';

const page = readFileSync(PAGE, 'utf8');
const bills = page
  .split(/^### /m)
  .slice(1)
  .map((section) => section.split(/^## /m)[0] ?? '');

function cells(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function rowsOf(bill: string): readonly (readonly string[])[] {
  return bill
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map(cells);
}

describe('docs/costs.md', () => {
  it('has the prices and assumptions of the code: npm run costs writes it', () => {
    expect(page).toContain(pricesSection());
    expect(page).toContain(assumptionsSection());
    expect(page).toContain(listedDays(deployed()));
  });

  it('has a bill for each rate that names every part', () => {
    const parts = PARTS.map(([part, counted]) => `${part}: ${counted}`);

    expect(bills).toHaveLength(RATES.length);
    for (const bill of bills) {
      const named = rowsOf(bill)
        .slice(0, -1)
        .map(([part, counted]) => `${part}: ${counted}`);
      expect(named).toEqual(parts);
    }
  });

  it('adds each bill up', () => {
    for (const bill of bills) {
      const amounts = rowsOf(bill).map((row) => Number(row.at(-1)?.replaceAll(',', '')));
      const sum = amounts.slice(0, -1).reduce((a, b) => a + b, 0);
      // Each line is rounded to a cent.
      expect(Math.abs(sum - (amounts.at(-1) ?? 0))).toBeLessThan(0.005 * amounts.length);
    }
  });

  it('marks the prices that nobody could verify', () => {
    const unverified = Object.values(PRICES).filter(({ readIn }) => readIn === undefined);
    expect(page.split('**not verified**')).toHaveLength(unverified.length + 1);
  });

  it('has what the smallest rate counts', async () => {
    const { collectorTimeoutSeconds: timeoutSeconds } = deployed();
    const [{ eventsAMonth, polls }] = RATES;

    const counted = await countPolls({ eventsAMonth, intervalMinutes: 5, timeoutSeconds }, polls);

    const [, , row = ''] = table([], [countsRow(counted)]).split('\n');
    expect(page).toContain(row);
  });

  it('has what the template holds', () => {
    const { alarmMetrics, dashboards, secrets } = deployed();
    for (const bill of bills) {
      const units = (counted: string) =>
        rowsOf(bill)
          .find((row) => row[1] === counted)?.[2]
          ?.split(' ')[0];
      expect(units('metrics that alarms evaluate')).toBe(`${alarmMetrics}`);
      expect(units('pages')).toBe(`${dashboards}`);
      expect(units('secrets')).toBe(`${secrets}`);
    }
  });
});
