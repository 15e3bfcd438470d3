import { billOf, costOfMonth, totalOf } from './bill';
import type { Month } from './month';
import { costOf, PRICES, type PriceName } from './prices';

const NOTHING: Month = {
  archiveWrites: 0,
  archiveLists: 0,
  archiveReads: 0,
  lakeWrites: 0,
  lakeReads: 0,
  sweepReads: 0,
  collectorRuns: 0,
  collectorGigabyteSeconds: 0,
  sweepGigabyteSeconds: 0,
  processorRuns: 0,
  processorGigabyteSeconds: 0,
  metrics: 0,
  metricCalls: 0,
  alarmMetrics: 0,
  dashboards: 0,
  secrets: 0,
  secretReads: 0,
  notices: 0,
  emails: 0,
  logGigabytes: 0,
  archiveGigabytes: 0,
  lakeGigabytes: 0,
};

describe('a price', () => {
  it.each<[PriceName, number, number]>([
    ['s3Put', 1_000_000, 5],
    ['s3Get', 1_000_000, 0.4],
    ['s3Storage', 100, 2.3],
    ['lambdaRequest', 5_000_000, 1],
    ['lambdaSecond', 1_000_000, 13.3334],
    ['event', 2_000_000, 2],
    ['metric', 13, 3.9],
    ['metricCall', 100_000, 1],
    ['alarmMetric', 10, 1],
    ['secretRead', 10_000, 0.05],
    ['email', 1000, 0.02],
    ['dataEvent', 100_000, 0.1],
    ['s3Get', 0, 0],
  ])('of %s, for %d units, makes %d dollars', (price, units, dollars) => {
    expect(costOf(price, units)).toBeCloseTo(dollars, 10);
  });

  it("has a number of units and AWS's page", () => {
    const wrong = Object.values(PRICES).filter(({ usd, per, page }) => !(usd > 0 && per > 0 && URL.canParse(page)));
    expect(wrong).toEqual([]);
  });
});

describe('a bill', () => {
  it.each<[Partial<Month>, number]>([
    [{}, 0],
    [{ dashboards: 1, secrets: 2 }, 3.8],
    [{ alarmMetrics: 10, metrics: 13 }, 4.9],
    // Each capture is a put, and an event of it.
    [{ archiveWrites: 1_000_000 }, 5 + 1],
    [{ archiveLists: 1_000_000 }, 5],
    // Each run is started, and is a request.
    [{ collectorRuns: 1_000_000 }, 1 + 0.2],
    [{ archiveReads: 1_000_000, sweepReads: 1_000_000, lakeReads: 1_000_000 }, 1.2],
    // Logs are taken in, and kept.
    [{ logGigabytes: 10 }, 5.3],
    [{ notices: 1_000_000, emails: 2_000_000 }, 0.5 + 40],
    [{ collectorGigabyteSeconds: 500_000, sweepGigabyteSeconds: 500_000, processorGigabyteSeconds: 1e6 }, 26.6668],
  ])('of %j makes %d dollars', (used, dollars) => {
    expect(totalOf(billOf({ ...NOTHING, ...used }))).toBeCloseTo(dollars, 10);
  });

  it('has a line for everything that a month uses', () => {
    const used = Object.keys(NOTHING);
    const free = used.filter((name) => totalOf(billOf({ ...NOTHING, [name]: 1000 })) === 0);
    expect(free).toEqual([]);
  });
});

describe('a later month', () => {
  const month: Month = { ...NOTHING, archiveGigabytes: 60, lakeGigabytes: 40, logGigabytes: 100 };
  const first = totalOf(billOf(month));

  it.each([
    ['the first is what the bill says', 1, { kept: 1827, logs: 365 }, 0],
    ['a month later there is twice as much', 2, { kept: 1827, logs: 365 }, 2.3 + 3],
    ['what is old enough was removed', 100, { kept: 300, logs: 60 }, 9 * 2.3 + 3],
    ['what is kept for less than a month costs no less', 100, { kept: 300, logs: 7 }, 9 * 2.3],
  ])('%s', (_, nth, days, more) => {
    expect(costOfMonth(month, nth, days)).toBeCloseTo(first + more, 10);
  });
});
