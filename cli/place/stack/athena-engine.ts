import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';
import { type Clock, systemClock } from '../../../lambda/platform/clock';
import { searchDatabase, searchWorkgroup } from '../../../lib/stack-names';
import { terminalText } from '../../terminal/terminal-text';
import { exactNumber, type QueryAnswer, type QueryEngine, QueryError, type QueryValue } from '../query-engine';
import { refusal } from '../query-failure';
import { awsProblem, failureReason } from './aws-failure';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

// Other statements could write, and the operator's rights may allow it.
const READS = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*(?:(?!\*\/)[\s\S])*\*\/)*(?:select|with|values|table|show|describe)\b/i;

/** Athena, over the lake of this stack. */
export function openAthena(stackName: string): QueryEngine {
  return new AthenaEngine(new AthenaClient(AWS_CLIENT), stackName, systemClock);
}

/** SQL over the lake of a stack, with Athena and the operator's AWS credentials. */
export class AthenaEngine implements QueryEngine {
  // The id of the running query, once Athena has accepted it; undefined while none runs.
  #running: Promise<string | undefined> | undefined;

  constructor(
    private readonly client: AthenaClient,
    private readonly stackName: string,
    private readonly clock: Clock,
  ) {}

  async query(sql: string): Promise<QueryAnswer> {
    if (!READS.test(sql)) throw new QueryError('A query only reads: begin it with SELECT or WITH.');
    try {
      const execution = await this.#execute(sql);
      const first = await this.#page(execution.QueryExecutionId);
      const info = first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
      return {
        columns: info.map(({ Name = '' }) => Name),
        rows: this.#rows(execution, first, info),
        scannedBytes: execution.Statistics?.DataScannedInBytes ?? 0,
      };
    } catch (error) {
      throw athenaFailure(error, this.stackName);
    }
  }

  // Data that was already read is charged.
  async cancel(): Promise<void> {
    const id = await this.#running;
    if (id !== undefined) await this.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
  }

  close(): void {
    this.client.destroy();
  }

  async #execute(sql: string): Promise<QueryExecution> {
    const started = this.client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: searchWorkgroup(this.stackName),
        QueryExecutionContext: { Database: searchDatabase(this.stackName) },
      }),
    );
    this.#running = started.then(({ QueryExecutionId }) => QueryExecutionId);
    const id = await this.#running;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const { QueryExecution: execution } = await this.client.send(
        new GetQueryExecutionCommand({ QueryExecutionId: id }),
      );
      const { State: state, StateChangeReason: reason = '' } = execution?.Status ?? {};
      if (execution && state === 'SUCCEEDED') {
        this.#running = undefined;
        return execution;
      }
      if (state === 'FAILED' || state === 'CANCELLED') {
        this.#running = undefined;
        throw refusal(reason === '' ? `Athena says ${state}.` : reason);
      }
      await this.clock.sleep(pause);
    }
  }

  async #page(id: string | undefined, token?: string): Promise<GetQueryResultsCommandOutput> {
    const more = token === undefined ? {} : { NextToken: token };
    try {
      return await this.client.send(new GetQueryResultsCommand({ QueryExecutionId: id, ...more }));
    } catch (error) {
      throw athenaFailure(error, this.stackName);
    }
  }

  async *#rows(execution: QueryExecution, first: GetQueryResultsCommandOutput, info: readonly ColumnInfo[]) {
    // The first row of a SELECT repeats the column names; SHOW and DESCRIBE have no such row.
    let skipped = execution.StatementType === 'DML' ? 1 : 0;
    for (let page = first; ; ) {
      for (const row of page.ResultSet?.Rows?.slice(skipped) ?? []) yield values(row, info);
      skipped = 0;
      if (page.NextToken === undefined) return;
      page = await this.#page(execution.QueryExecutionId, page.NextToken);
    }
  }
}

function values(row: Row, info: readonly ColumnInfo[]): readonly QueryValue[] {
  return info.map(({ Type: type = '' }, i) => typedValue(row.Data?.[i]?.VarCharValue, type));
}

// https://docs.aws.amazon.com/athena/latest/ug/data-types.html
function typedValue(text: string | undefined, type: string): QueryValue {
  if (text === undefined) return null;
  if (type === 'boolean') return text === 'true';
  if (/^(tinyint|smallint|integer|bigint|decimal)$/.test(type)) return exactNumber(text);
  return /^(float|real|double)$/.test(type) && Number.isFinite(Number(text)) ? Number(text) : text;
}

// Errors in the query itself come as a failed execution, or as a message that starts with the line.
function athenaFailure(error: unknown, stackName: string): unknown {
  if (!(error instanceof Error) || error instanceof QueryError) return error;
  if (/^line \d+:\d+/.test(error.message)) return refusal(error.message, error);
  const reason = terminalText(failureReason(error), 400);
  const advice =
    awsProblem(error) === undefined ? ' The stack must have search enabled (cdk.json: keepwatch.search.enabled).' : '';
  return new QueryError(`Athena did not run the query on the stack ${terminalText(stackName)}: ${reason}${advice}`, {
    cause: error,
  });
}
