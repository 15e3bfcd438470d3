import { expandOccurs } from '../../queries/occurs-macros';
import { REPORT_QUERIES, reportQuery } from '../../queries/report-queries';

describe('the queries of a report', () => {
  it.each(REPORT_QUERIES)('%s names its days', (name) => {
    const sql = expandOccurs(reportQuery(name, '2026-11-21 00:00:00.000', '2026-11-24 12:00:00.000'));

    expect(sql).toContain("date >= '2026-11-21'");
    expect(sql).toContain("date <= '2026-11-24'");
  });
});
