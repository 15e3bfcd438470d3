import { Agent, type IncomingMessage, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { auditSql, READ, START } from '../../lambda/sources/panther/operations';
import { DEMO_PANTHER_KEY } from '../../simulators/panther/simulator';
import { measure } from './measure';
import type { Measured } from './measured';

// As the source asks for them: the bodies have to be the same.
const PAGE_SIZE = 500;

/**
 * What nobody can do without who collects from Panther: ask for everything since a time, receive each page, parse it, and
 * compress it.
 */
export function exchangeAll(baseUrl: string, since: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = async (query: string, variables: object) => {
    const body = await post(`${baseUrl}/public/graphql`, JSON.stringify({ query, variables }), agent);
    return { body, data: JSON.parse(body.toString()).data };
  };
  return measure(async () => {
    const started = await send(START, { sql: auditSql(since, Date.now()) });
    const { id } = started.data.executeDataLakeQuery;
    let events = 0;
    let next = { hasNextPage: true, endCursor: null };
    while (next.hasNextPage) {
      const { body, data } = await send(READ, { id, cursor: next.endCursor, pageSize: PAGE_SIZE });
      gzipSync(body);
      const { edges, pageInfo } = data.dataLakeQuery.results;
      events += edges.length;
      next = pageInfo;
    }
    agent.destroy();
    return events;
  });
}

async function post(url: string, body: string, agent: Agent): Promise<Buffer> {
  const headers = { 'content-type': 'application/json', 'x-api-key': DEMO_PANTHER_KEY };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method: 'POST', headers, agent }, resolve).on('error', reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
