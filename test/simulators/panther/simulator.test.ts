import {
  DEMO_PANTHER_KEY,
  type PantherSimulator,
  type PantherSimulatorOptions,
  startPantherSimulator,
} from '../../../simulators/panther/simulator';
import { ManualClock } from '../../manual-clock';

const SQL =
  "SELECT * FROM panther_logs.public.panther_audit WHERE p_parse_time >= '2026-11-20 00:00:00.000' AND p_parse_time < '2026-11-22 00:00:00.000' ORDER BY p_parse_time, p_row_id";
const READ =
  'query ($id: ID!, $cursor: String, $pageSize: Int) { dataLakeQuery(id: $id) { status message results(input: { cursor: $cursor, pageSize: $pageSize }) { edges { node } pageInfo { hasNextPage endCursor } } } }';

const running: PantherSimulator[] = [];
const clock = new ManualClock();
afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));

async function start(options: Partial<PantherSimulatorOptions> = {}): Promise<PantherSimulator> {
  const simulator = await startPantherSimulator({ now: () => clock.now(), ...options });
  running.push(simulator);
  return simulator;
}

async function send(simulator: PantherSimulator, query: string, variables: object, key?: string | null) {
  const response = await fetch(`${simulator.baseUrl}/public/graphql`, {
    method: 'POST',
    headers: key === null ? {} : { 'x-api-key': key ?? DEMO_PANTHER_KEY },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = JSON.parse(await response.text());
  return { status: response.status, data, errors };
}

async function begin(simulator: PantherSimulator, sql = SQL): Promise<string> {
  const query = 'mutation ($sql: String!) { executeDataLakeQuery(input: { sql: $sql }) { id } }';
  const { data, errors } = await send(simulator, query, { sql });
  return data?.executeDataLakeQuery.id ?? errors[0].message;
}

async function readAll(simulator: PantherSimulator, pageSize: number, sql = SQL): Promise<Record<string, unknown>[]> {
  const id = await begin(simulator, sql);
  clock.advance(3000);
  const rows: Record<string, unknown>[] = [];
  for (let cursor: string | null = null; ; ) {
    const { data } = await send(simulator, READ, { id, cursor, pageSize });
    const { edges, pageInfo } = data.dataLakeQuery.results;
    rows.push(...edges.map(({ node }: { node: Record<string, unknown> }) => node));
    if (!pageInfo.hasNextPage) return rows;
    cursor = pageInfo.endCursor;
  }
}

describe('the Panther API simulator', () => {
  it('serves each row once, in order, the same in any page size and after a new start', async () => {
    const simulator = await start();
    const rows = await readAll(simulator, 999);
    expect(rows.length).toBe(200);
    expect(new Set(rows.map(({ p_row_id }) => p_row_id)).size).toBe(rows.length);
    const times = rows.map(({ p_parse_time }) => String(p_parse_time));
    expect(times).toEqual([...times].sort());
    expect(await readAll(simulator, 7)).toEqual(rows);
    expect(await readAll(await start(), 100)).toEqual(rows);
    expect(await readAll(await start({ seed: 2 }), 999)).not.toEqual(rows);
  });

  it('serves what the SQL asks for, from its first millisecond up to its last', async () => {
    const simulator = await start();
    const rows = await readAll(simulator, 999);
    const [first, last] = [rows[0]?.p_parse_time, rows.at(-1)?.p_parse_time].map(String);
    const after = new Date(Date.parse(`${first}Z`) + 1).toISOString().slice(0, 23).replace('T', ' ');
    const between = (from: string, to = '') =>
      SQL.replace('2026-11-20 00:00:00.000', from).replace('2026-11-22 00:00:00.000', to);
    expect(await readAll(simulator, 999, between(first ?? '', last))).toEqual(rows.slice(0, -1));
    expect(await readAll(simulator, 999, between(after, last))).toEqual(rows.slice(1, -1));
  });

  it('has no results until the query is done, and none after it was cancelled', async () => {
    const simulator = await start({ queryMs: 5000 });
    const id = await begin(simulator);
    const look = async () => (await send(simulator, READ, { id })).data.dataLakeQuery;
    clock.advance(4999);
    expect(await look()).toMatchObject({ status: 'running', results: null });
    clock.advance(1);
    expect(await look()).toMatchObject({ status: 'succeeded', results: { edges: expect.any(Array) } });
    const cancel = 'mutation ($id: ID!) { cancelDataLakeQuery(input: { id: $id }) { id } }';
    expect(await send(simulator, cancel, { id })).toMatchObject({ data: { cancelDataLakeQuery: { id } } });
    expect(await look()).toMatchObject({ status: 'cancelled', results: null });
  });

  it.each([
    ['another table', SQL.replace('panther_audit', 'aws_cloudtrail')],
    ['more than one statement', `${SQL}; DROP TABLE x`],
    ['a time that is none', SQL.replace('2026-11-20 00:00:00.000', 'yesterday')],
  ])('refuses SQL with %s', async (_name, sql) => {
    expect(await begin(await start(), sql)).toMatch(/^SQL compilation error/);
  });

  it('refuses what it does not know', async () => {
    const simulator = await start();
    const [id, other] = [await begin(simulator), await begin(simulator)];
    clock.advance(3000);
    const page = await send(simulator, READ, { id, pageSize: 1 });
    const cursor = page.data.dataLakeQuery.results.pageInfo.endCursor;
    expect(await send(simulator, READ, { id: other, cursor })).toMatchObject({
      errors: [{ message: 'the cursor is not valid' }],
    });
    expect(await send(simulator, READ, { id: 'x' })).toMatchObject({ errors: [{ message: 'query not found' }] });
    expect(await send(simulator, READ, { id, pageSize: 1000 })).toMatchObject({ status: 400 });
    expect(await send(simulator, '{ users { id } }', {})).toMatchObject({ errors: [{ message: expect.any(String) }] });
    expect(await send(simulator, READ, { id }, 'wrong')).toMatchObject({
      status: 403,
      errors: [{ message: 'Forbidden' }],
    });
    expect(await send(simulator, READ, { id }, null)).toMatchObject({
      status: 401,
      errors: [{ message: 'Unauthorized' }],
    });
  });
});
