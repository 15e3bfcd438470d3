import { errors, json, type OpenedSource, openSource, results, since, started, state } from './panther-replies';
import type { Reply } from './scripted-panther';

const within = { query: 'q-1', cursor: 'c-1', ...since };

let opened: OpenedSource;
afterEach(() => opened.api.stop());

async function sourceWith(...given: Parameters<typeof openSource>) {
  opened = await openSource(...given);
  return opened;
}
const asked = () => opened.asked();

describe('going on within results', () => {
  it.each<[string, Reply]>([
    ['a query that is not known', json({ data: { dataLakeQuery: null } })],
    ['results that are gone', state('succeeded')],
    ['a query that was cancelled since', state('cancelled')],
    ['an error that speaks of the cursor', errors('invalid cursor')],
    ['an error of an expired query', errors('the query has expired')],
    ['an error of a query that is not found, with a status', errors('query not found', 404)],
  ])('takes %s for a refused cursor', async (_name, reply) => {
    const { source } = await sourceWith([reply]);
    expect(await source.fetchPage(within, Infinity)).toEqual({ kind: 'cursor-refused' });
    expect(asked()).toEqual(['Read']);
  });

  it('says at the end of results that another run asked for that there is more to ask, though the page is empty', async () => {
    const { source } = await sourceWith([state('succeeded', results([])), started, state('succeeded', results([]))]);
    expect(await source.fetchPage(within, Infinity)).toMatchObject({
      page: { records: [], next: since, isLast: false },
    });
    expect(await source.fetchPage(since, Infinity)).toMatchObject({ page: { records: [], next: since, isLast: true } });
  });

  it.each<[string, readonly Reply[]]>([
    ['an error in whatever words', [errors('results are no longer available')]],
    ['a status without an explanation', [{ status: 410 }]],
    ['a server that fails each time', [{ status: 500 }]],
  ])('asks anew when an old query gives nothing more: %s', async (_name, replies) => {
    const { source } = await sourceWith(replies);
    expect(await source.fetchPage(within, Infinity)).toEqual({ kind: 'cursor-refused' });
  });

  it('fails when the key is refused, with which nothing can be asked for anew', async () => {
    const { source } = await sourceWith([{ status: 403 }]);
    await expect(source.fetchPage(within, Infinity)).rejects.toThrow(/answered 403 to the credential/);
  });

  it.each<[string, Record<string, string | number>]>([
    ['no time', { query: 'q-1', cursor: 'c-1' }],
    ['SQL for a time', { since: "2026-11-22T08:00:00Z' OR 1=1 --" }],
    ['a query without a cursor', { query: 'q-1', since: '2026-11-22T08:00:00Z' }],
    ['a cursor without a query', { cursor: 'c-1', since: '2026-11-22T08:00:00Z' }],
  ])('asks nothing for parameters with %s', async (_name, parameters) => {
    const { source } = await sourceWith([started]);
    expect(await source.fetchPage(parameters, Infinity)).toEqual({ kind: 'cursor-refused' });
    expect(asked()).toEqual([]);
  });
});
