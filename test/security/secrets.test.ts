import type { Reply } from '../lambda/sources/atlassian/scripted-api';
import { CANARY, canaryIn } from './canary';
import { COLLECTED, type Ending, entered, itTellsNobody } from './canary-endings';
import { runAndTrace } from './canary-run';

const ORG = '7c1a5f0e-2b64-4d83-9a57-0e6f3c8b1d24';
const secretsManager = [entered(JSON.stringify({ orgId: ORG, apiKey: CANARY }))];
const refusal = (type: string, message: string): Reply => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: type, message }),
});

const record = (id: string, action = 'user_login') => ({
  id,
  type: 'events',
  attributes: { time: '2026-11-22T09:00:00Z', action, actor: { id: 'a' }, processedAt: '2026-11-22T09:00:01Z' },
});
const page = (next: string | null, ...data: object[]): Reply => ({
  status: 200,
  body: JSON.stringify({ data, meta: { next } }),
});
const pages = [page('cursor-1', record('1')), page(null)];
/** Says back all that it was told, where a careless API might. */
const echo = (status: number, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'x-debug': CANARY, 'www-authenticate': `Bearer error="${encodeURIComponent(CANARY)}"`, ...headers },
  body: JSON.stringify({
    errors: [{ detail: `The token ${CANARY} cannot be used.` }],
    authorization: `Bearer ${CANARY}`,
  }),
});

/** S3 without any object, which takes none. */
const refusingS3: Reply = ({ method, url }, response) => {
  if (method === 'PUT') {
    response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
  } else if (url?.includes('list-type=2')) {
    response.end('<ListBucketResult></ListBucketResult>');
  } else {
    response.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
  }
};

const ENDINGS: readonly Ending[] = [
  ['collects', COLLECTED, {}],
  ['finds nothing', COLLECTED, { api: [page(null)] }],
  ['is refused with 400', /^ApiRefusedError/, { api: [echo(400)] }],
  ['is refused with 401', /^CredentialRejectedError/, { api: [echo(401)] }],
  ['is refused with 403', /^CredentialRejectedError/, { api: [echo(403)] }],
  ['is refused with 404', /^CredentialRejectedError/, { api: [echo(404)] }],
  ['is refused its cursor', COLLECTED, { api: [pages[0] ?? echo(500), echo(400), ...pages] }],
  ['is refused every cursor', /^ApiRefusedError/, { api: [page('c', record('1')), echo(400)] }],
  ['is told to wait for an hour', COLLECTED, { api: [echo(429, { 'retry-after': '3600' })] }],
  ['is told to wait for what is no time', COLLECTED, { api: [echo(429, { 'retry-after': CANARY })] }],
  ['is failed by the API', /^ApiUnavailableError/, { api: [echo(500), echo(503), echo(502)] }],
  [
    'is sent elsewhere',
    /^ApiRefusedError.*redirect/,
    { api: [echo(302, { location: `https://evil.example.com/?k=${encodeURIComponent(CANARY)}` })] },
  ],
  ['gets an answer that is no page', /^ApiUnavailableError/, { api: [echo(200)] }],
  ['gets an answer that is no JSON', /^ApiUnavailableError/, { api: [{ status: 200, body: `${CANARY}{` }] }],
  [
    'gets a short answer',
    /^ApiUnavailableError/,
    {
      api: [
        (_, response) => {
          response.writeHead(200, { 'content-length': '999' });
          response.write(CANARY, () => response.destroy());
        },
      ],
    },
  ],
  ['gets no answer', /^ApiUnavailableError.*connection failed/, { api: [(request) => request.destroy()] }],
  ['waits in vain', /^ApiUnavailableError.*no answer within/, { api: [() => {}] }],
  ['finds no JSON in the secret', /^CredentialInvalidError/, { secretsManager: [entered(CANARY)] }],
  [
    'finds half a JSON in the secret',
    /^CredentialInvalidError/,
    { secretsManager: [entered(`{"orgId": "${ORG}", "apiKey": "${CANARY}`)] },
  ],
  ['finds a list in the secret', /^CredentialInvalidError/, { secretsManager: [entered(JSON.stringify([CANARY]))] }],
  [
    'finds the key twice',
    /^CredentialInvalidError/,
    { secretsManager: [entered(JSON.stringify({ orgId: ORG, apiKey: `${CANARY} ${CANARY}` }))] },
  ],
  [
    'finds the key for the organization',
    /^CredentialInvalidError/,
    { secretsManager: [entered(JSON.stringify({ orgId: CANARY, apiKey: CANARY }))] },
  ],
  [
    'finds an object for the key',
    /^CredentialInvalidError/,
    { secretsManager: [entered(JSON.stringify({ orgId: ORG, apiKey: { key: CANARY } }))] },
  ],
  [
    'finds the key in a field of another name',
    /^CredentialInvalidError/,
    { secretsManager: [entered(JSON.stringify({ orgId: ORG, [CANARY]: CANARY }))] },
  ],
  [
    'may not read the secret',
    /^SecretUnreadableError.*AccessDenied/,
    { secretsManager: [refusal('AccessDeniedException', 'not authorized to perform: secretsmanager:GetSecretValue')] },
  ],
  [
    'finds no secret',
    /^SecretUnreadableError.*ResourceNotFound/,
    { secretsManager: [refusal('ResourceNotFoundException', 'none')] },
  ],
  [
    'gets the secret cut short',
    /^SecretUnreadableError/,
    { secretsManager: [{ status: 200, body: JSON.stringify({ SecretString: CANARY }).slice(0, -6) }] },
  ],
  [
    'gets the secret behind rubbish',
    /^SecretUnreadableError/,
    { secretsManager: [{ status: 200, body: `${CANARY}` }] },
  ],
  [
    'gets the secret with an error',
    /^SecretUnreadableError/,
    { secretsManager: [{ status: 500, body: JSON.stringify({ SecretString: CANARY }) }] },
  ],
  ['may not write to the archive', /^ObjectStoreError.*AccessDenied/, { s3: [refusingS3] }],
];

const usual = { kind: 'atlassian', api: pages, secretsManager } as const;

describe('the key reaches only the API when a run', () => {
  itTellsNobody(usual, ENDINGS);
});

it('stores a response that contains the key unchanged, as evidence, and shows it nowhere else', async () => {
  const api = [page(null, record('1', `said ${CANARY}`))];

  const { traces, authorizations } = await runAndTrace({ ...usual, api });

  const { objects, ...elsewhere } = traces;
  expect(authorizations).toEqual([`Bearer ${CANARY}`]);
  expect(objects).toContain(JSON.stringify(`said ${CANARY}`));
  for (const [where, text] of Object.entries(elsewhere)) expect([where, canaryIn(text)]).toEqual([where, undefined]);
});
