import type { Reply } from '../lambda/sources/atlassian/scripted-api';
import { errors, results, row, started, state } from '../lambda/sources/panther/panther-replies';
import { CANARY, canaryIn } from './canary';
import { COLLECTED, type Ending, entered, itTellsNobody } from './canary-endings';
import { runAndTrace } from './canary-run';

const credential = (changes: object) => [
  entered(JSON.stringify({ apiHost: 'http://API', apiKey: CANARY, ...changes })),
];
const record = { ...row, actionResult: 'FAILED', actor: { id: 'u-1', type: 'USER' }, pantherVersion: '1.100.0' };
const usual = {
  kind: 'panther',
  api: [started, state('running'), state('succeeded', results([record], 'c-1')), state('succeeded', results([record]))],
  secretsManager: credential({}),
} as const;

/** Says back all that it was told, where a careless API might. */
const echo = (status: number, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'x-debug': CANARY, 'www-authenticate': `Bearer error="${encodeURIComponent(CANARY)}"`, ...headers },
  body: `{"message":${JSON.stringify(`The token ${CANARY} cannot be used.`)}}`,
});
/** The same in errors of GraphQL, however it writes the key. */
const said = (text: string, status = 200) => errors(`cannot use ${text}`, status);
const [, , page, lastPage] = usual.api;

const ENDINGS: readonly Ending[] = [
  ['collects', COLLECTED, {}],
  ['is refused with 401', /^CredentialRejectedError/, { api: [echo(401)] }],
  ['is refused with 403', /^CredentialRejectedError/, { api: [said(CANARY, 403)] }],
  ['is refused with 401 in the midst', /^CredentialRejectedError/, { api: [started, echo(401)] }],
  ['is refused with 400', /^ApiRefusedError: \S+ refused the request with 400/, { api: [echo(400)] }],
  ['is refused with 404 and an error', /^ApiRefusedError: .*the API key/, { api: [said(CANARY, 404)] }],
  ['is refused its query', /^ApiRefusedError: .*the API key/, { api: [said(CANARY)] }],
  ['is refused its query, in JSON', /^ApiRefusedError: .*the API key/, { api: [said(JSON.stringify([CANARY]))] }],
  [
    'is refused its query, in an address',
    /^ApiRefusedError: .*the API key/,
    { api: [said(`/x?key=${encodeURIComponent(CANARY)}`)] },
  ],
  ['is refused its query, with half of the key', /^ApiRefusedError: .*the API key/, { api: [said(CANARY.slice(-20))] }],
  ['is refused its query, behind much else', /^ApiRefusedError/, { api: [said(`${'x'.repeat(275)}${CANARY}`)] }],
  ['is refused the results', /^ApiRefusedError: .*the API key/, { api: [started, said(CANARY)] }],
  [
    'is told that its query failed',
    /^ApiRefusedError: .*did not run the query: failed, .*the API key/,
    { api: [started, state('failed', null, `authentication of ${CANARY} failed`)] },
  ],
  [
    'is told so in the status',
    /^ApiRefusedError: .*did not run the query: .*the API key/,
    { api: [started, state(CANARY)] },
  ],
  [
    'is refused its cursor',
    COLLECTED,
    { api: [started, page, said(`the cursor, and ${CANARY}`), started, lastPage, started, lastPage] },
  ],
  ['is told to wait for an hour', COLLECTED, { api: [echo(429, { 'retry-after': '3600' })] }],
  ['is told to wait for what is no time', COLLECTED, { api: [started, echo(429, { 'retry-after': CANARY })] }],
  ['is failed by the API', /^ApiUnavailableError: .*did not say whether/, { api: [echo(500)] }],
  ['is failed while it waits', /^ApiUnavailableError: .*5 attempts/, { api: [started, echo(500), echo(503)] }],
  [
    'is sent elsewhere',
    /^ApiRefusedError.*redirect/,
    { api: [echo(302, { location: `https://evil.example.com/?k=${encodeURIComponent(CANARY)}` })] },
  ],
  ['gets an answer that is none of GraphQL', /^ApiUnavailableError/, { api: [started, echo(200)] }],
  ['gets an answer that is no JSON', /^ApiUnavailableError/, { api: [started, { status: 200, body: `${CANARY}{` }] }],
  ['gets a query without an id', /^ApiUnavailableError/, { api: [{ status: 200, body: `{"data":["${CANARY}"]}` }] }],
  [
    'gets a short answer',
    /^ApiUnavailableError/,
    {
      api: [
        started,
        (_, response) => {
          response.writeHead(200, { 'content-length': '999' });
          response.write(CANARY, () => response.destroy());
        },
      ],
    },
  ],
  ['gets no answer', /^ApiUnavailableError.*connection failed/, { api: [(request) => request.socket.destroy()] }],
  ['waits in vain for a query', /^ApiUnavailableError.*no answer within/, { api: [() => {}] }],
  ['waits in vain for results', /^ApiUnavailableError.*no answer within/, { api: [started, () => {}] }],
  ['waits for longer than it has', COLLECTED, { api: [started, state('running', null, CANARY)] }],
  ['finds half a JSON in the secret', /^CredentialInvalidError/, { secretsManager: [entered(`{"a": "${CANARY}`)] }],
  ['finds the key twice', /^CredentialInvalidError/, { secretsManager: credential({ apiKey: `${CANARY} ${CANARY}` }) }],
  ['finds the key for the host', /^CredentialInvalidError/, { secretsManager: credential({ apiHost: CANARY }) }],
  [
    'finds the key in the host',
    /^CredentialInvalidError/,
    { secretsManager: credential({ apiHost: `api.example.com/${CANARY}` }) },
  ],
  [
    'finds the key before the host',
    /^CredentialInvalidError/,
    { secretsManager: credential({ apiHost: `http://${CANARY}@127.0.0.1:1` }) },
  ],
  ['finds an object for the key', /^CredentialInvalidError/, { secretsManager: credential({ apiKey: [CANARY] }) }],
  [
    'finds the key in a field of another name',
    /^CredentialInvalidError/,
    { secretsManager: credential({ apiKey: undefined, [CANARY]: CANARY }) },
  ],
];

describe('the key of Panther reaches only its API when a run', () => {
  itTellsNobody(usual, ENDINGS);
});

it('sends the key in one header of each request, and stores it only in a response that contains it', async () => {
  const api = [started, state('succeeded', results([{ ...record, actionDescription: CANARY }]))];

  const { traces, authorizations } = await runAndTrace({ ...usual, api });

  const { objects, ...elsewhere } = traces;
  expect(authorizations).toEqual([CANARY, CANARY]);
  expect(objects).toContain(JSON.stringify(CANARY));
  for (const [where, text] of Object.entries(elsewhere)) expect([where, canaryIn(text)]).toEqual([where, undefined]);
});
