import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandOccurs } from '../../queries/occurs-macros';
import { REPORT_QUERIES, reportQuery } from '../../queries/report-queries';
import { TrinoGrammar } from './trino';

describe('the queries of a report', () => {
  let folder: string;
  let trino: TrinoGrammar;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keepwatch-queries-'));
    trino = new TrinoGrammar(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(REPORT_QUERIES)('%s parses as Trino SQL, and names its days', (name) => {
    const sql = expandOccurs(reportQuery(name, '2026-11-21 00:00:00.000', '2026-11-24 12:00:00.000'));

    expect(trino.problemsOf(sql)).toEqual([]);
    expect(sql).toContain("date >= '2026-11-21'");
    expect(sql).toContain("date <= '2026-11-24'");
  });
});
