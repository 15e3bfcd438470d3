import { started } from '../lambda/sources/panther/panther-replies';
import type { Reply } from '../lambda/sources/panther/scripted-panther';
import { HostileApi } from './hostile-api';

/** Panther's API, which begins every query, and answers for its results what a test says. */
export class HostilePanther extends HostileApi {
  /** The answer to the beginning of a query. */
  begun: Reply = started;
  /** The answers about its results, one after the other, and then from the first again. */
  read: readonly Reply[] = [];
  #reads = 0;

  constructor() {
    super('panther');
    this.reply = (request, response) => {
      const { name } = this.operations.at(-1) ?? {};
      const reply = name === 'Start' ? this.begun : this.#next(name);
      if (typeof reply === 'function') reply(request, response);
      else response.writeHead(reply?.status ?? 200, reply?.headers).end(reply?.body);
    };
  }

  #next(name: string | undefined): Reply | undefined {
    if (name !== 'Read') return undefined;
    this.#reads += 1;
    return this.read[(this.#reads - 1) % this.read.length];
  }

  /** From now on it answers so. */
  serve(read: readonly Reply[], begun: Reply = started): void {
    this.read = read;
    this.begun = begun;
    this.#reads = 0;
    this.operations.length = 0;
  }
}

/** The text of an answer with results. */
export function resultsText(nodes: readonly string[], cursor = 'null', hasNextPage = 'false'): string {
  const edges = nodes.map((node) => `{"node":${node}}`);
  return `{"data":{"dataLakeQuery":{"status":"succeeded","results":{"edges":[${edges}],"pageInfo":{"hasNextPage":${hasNextPage},"endCursor":${cursor}}}}}}`;
}

const ROW = {
  actionName: '"UPDATE_USER"',
  actionResult: '"SUCCEEDED"',
  actionParams: '{"dynamic":{"input":{"id":"u-1"}}}',
  actor: '{"id":"u-2","type":"USER","name":"ada"}',
  errors: 'null',
  sourceIP: '"203.0.113.7"',
  timestamp: '"2026-11-22 09:00:00.000"',
  pantherVersion: '"1.100.0"',
  p_parse_time: '"2026-11-22 09:00:01.500"',
  p_row_id: '"a1"',
} as const;

/** The names of a row of the audit table. */
export const ROW_FIELDS = Object.keys(ROW);

/** The text of a row with some of its fields changed and others added. */
export function rowText(
  changed: Readonly<Record<string, string>> = {},
  more: readonly (readonly [name: string, value: string])[] = [],
): string {
  const fields = [...Object.entries({ ...ROW, ...changed }), ...more];
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`)}}`;
}
