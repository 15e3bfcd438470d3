import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { LAKE_TABLES } from '../../../lambda/lake/tables';
import { DAY_MS, dayOf } from '../../../lambda/schema/days';
import { ASSUMPTIONS } from '../../costs/assumptions';
import type { RefereeContext } from '../referee';
import { type Answer, differenceOf } from './compared-answers';
import { DIALECT, SAME } from './dialect';
import type { DirectoryS3 } from './directory-s3';
import { alertsOf, askDuckdb, type JudgedLake, valuesOf } from './judged-lake';
import {
  consoleQuestions,
  countQuestions,
  documentedQuestions,
  emailQuestions,
  type Question,
  reportQuestions,
  savedQuestions,
  tableQuestions,
} from './questions';
import { askTrino } from './trino-client';

const SEARCH_PAGE = 'docs/search.md';
const LONGEST_FAILURE = 400;

/** What the answers are compared with, and how. */
export interface JudgementContext extends Pick<RefereeContext, 'note'> {
  readonly template: Template;
  /** Days that each table has. */
  readonly projectedDays: number;
  /** Address of Trino. */
  readonly address: string;
  readonly s3: DirectoryS3;
}

/** Asks both engines the same, and collects where they differ. */
export class Judgement {
  readonly #findings: string[] = [];

  constructor(private readonly context: JudgementContext) {}

  /** The findings about these lakes, and about the known differences of the dialects. */
  async ofAll(lakes: readonly JudgedLake[]): Promise<readonly string[]> {
    for (const lake of lakes) await this.#judgeLake(lake);
    const [lake] = lakes;
    if (lake) await this.#judgeDialect(lake);
    return this.#findings;
  }

  async #judgeLake(lake: JudgedLake): Promise<void> {
    const now = Date.now();
    const lists = await this.#judge(lake, 'counts without a condition on the day', countQuestions());
    const expected = await this.#expectedLists(lake);
    if (lists !== expected) this.#findings.push(`${lake.name}: docs/costs.md expects ${expected} LIST requests`);
    await this.#judge(lake, 'tables', tableQuestions(dayOf(now - lake.days * DAY_MS)));
    await this.#judge(lake, 'saved queries', savedQuestions(await valuesOf(lake), now));
    await this.#judge(lake, 'report queries', reportQuestions(now));
    const texts = consoleQuestions(this.context.template, now);
    await this.#judge(lake, 'console texts', texts);
    for (const { name, asItIs } of texts) {
      await this.#asking(`${lake.name}: ${name}, as it is`, () => askTrino(this.context.address, lake.name, asItIs));
    }
    await this.#judge(lake, 'queries of alert emails', emailQuestions(alertsOf(lake)));
    if (!lake.hasDistantDays) return;
    await this.#judge(lake, 'documented queries', documentedQuestions(readFileSync(SEARCH_PAGE, 'utf8')));
  }

  // As docs/costs.md computes them.
  async #expectedLists(lake: JudgedLake): Promise<number> {
    const { listsOfADay, listsOfAnEmptyDay } = ASSUMPTIONS;
    let expected = 0;
    for (const { name } of LAKE_TABLES) {
      const [[days] = []] = (await askDuckdb(lake, `SELECT count(DISTINCT date) FROM ${name}`)).rows;
      const emptyDays = this.context.projectedDays - Number(days);
      expected += Number(days) * listsOfADay.value + emptyDays * listsOfAnEmptyDay.value;
    }
    return expected;
  }

  // Returns the LIST requests.
  async #judge(lake: JudgedLake, what: string, questions: readonly Question[]): Promise<number> {
    this.context.s3.takeCounts();
    const begin = performance.now();
    let rows = 0;
    for (const { name, sql, trino } of questions) {
      await this.#asking(`${lake.name}: ${name}`, async () => {
        const duckdb = await askDuckdb(lake, sql);
        rows += duckdb.rows.length;
        const difference = differenceOf(duckdb, await askTrino(this.context.address, lake.name, trino ?? sql));
        if (difference !== undefined) this.#findings.push(`${lake.name}: ${name}: ${difference}`);
      });
    }
    if (rows === 0) this.#findings.push(`${lake.name}: ${what}: there was no row to compare`);
    const { LIST = 0, GET = 0 } = this.context.s3.takeCounts();
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    this.context.note(
      `${lake.name}: ${questions.length} ${what}: ${rows} rows, ${LIST} LIST and ${GET} GET requests, ${seconds} s`,
    );
    return LIST;
  }

  async #asking(name: string, ask: () => Promise<unknown>): Promise<void> {
    try {
      await ask();
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.#findings.push(`${name}: ${reason.slice(0, LONGEST_FAILURE)}`);
    }
  }

  async #judgeDialect(lake: JudgedLake): Promise<void> {
    const cases = [...DIALECT, ...SAME.map(([sql, value]) => ({ sql, duckdb: value, trino: value }))];
    for (const { sql, duckdb, trino } of cases) {
      const ours = await outcomeOf(askDuckdb(lake, sql));
      const theirs = await outcomeOf(askTrino(this.context.address, lake.name, sql));
      if (ours !== duckdb || theirs !== trino) {
        this.#findings.push(`${sql}: expected ${duckdb} and ${trino}, DuckDB: ${ours}, Trino: ${theirs}`);
      }
    }
    this.context.note(
      `${DIALECT.length} known differences and ${SAME.length} likenesses of the dialects are as listed`,
    );
  }
}

async function outcomeOf(answer: Promise<Answer>): Promise<string> {
  try {
    const [row] = (await answer).rows;
    return row === undefined ? 'nothing' : JSON.stringify(row[0]);
  } catch {
    return 'fails';
  }
}
