import fc from 'fast-check';
import { DirectoryObjectStore } from '../../../cli/place/directory/directory-object-store';
import { type CaptureHeader, captureKey, encodeCapture } from '../../../lambda/archive/capture';
import { processCapture } from '../../../lambda/process/process-capture';
import { DAY_MS } from '../../../lambda/schema/days';
import { eventText, hostileRecord, NASTY_TEXTS, nested } from '../../hostile/hostile-json';
import { resultsText, rowText } from '../../hostile/panther-api';
import { detectionOf } from '../../lambda/alerts/watched-source';
import { MemoryObjectStore } from '../../memory-object-store';
import { watching } from '../../watching';

const GENERATED = 200;
const json = (value: unknown) => JSON.stringify(value);
// In a JSON text, half a character is null for DuckDB and `?` for Trino: see dialect.ts.
const whole = (text: string) => text.replace(/\p{Cs}/gu, '');

/**
 * Fills a lake with values of an API that can break its readers: nasty texts, nulls, empty lists, numbers that round, names in
 * other cases, and events dated outside the days that the tables project. Captured a day before `now`.
 */
export async function fillHostileLake(directory: string, now: number): Promise<void> {
  const lake = new DirectoryObjectStore(directory);
  const archive = new MemoryObjectStore();
  const capturedAt = now - DAY_MS;
  // Its alerts have texts of the events.
  const echo = detectionOf({
    title: ({ message }) => String(message?.content),
    dedup: ({ id }) => String(id),
    alertContext: ({ id, attributes }) => ({ id, [String(attributes.actor?.name)]: String(attributes.actor?.email) }),
  });
  const common = {
    v: 1,
    seq: 1,
    capturedAt: new Date(capturedAt).toISOString(),
    mode: 'poll',
    response: { status: 200, requestId: null },
    duplicates: [],
    range: null,
    watermark: null,
    resume: { request: {}, polledTo: null },
    previous: null,
  } as const;
  const atlassian = atlassianRecords(capturedAt);
  const panther = pantherRows(capturedAt);
  const captures: readonly (readonly [CaptureHeader, string])[] = [
    [
      {
        ...common,
        source: 'atlassian-main',
        kind: 'atlassian',
        logType: 'Atlassian.Audit',
        request: { path: '/x', query: {} },
        count: atlassian.length,
      },
      `{"data":[${atlassian.join(',')}],"meta":{"next":null}}`,
    ],
    [
      {
        ...common,
        source: 'panther-main',
        kind: 'panther',
        logType: 'Panther.Audit',
        request: { path: '/public/graphql', query: {} },
        count: panther.length,
      },
      resultsText(panther),
    ],
  ];
  for (const [header, body] of captures) {
    const key = captureKey(header.source, header.seq);
    archive.objects.set(key, encodeCapture(header, Buffer.from(body)));
    await processCapture(watching({ archive, lake }, { detections: [echo] }), key);
  }
}

// Times in texts: days before or after the capture.
function timesAround(capturedAt: number) {
  const at = (days: number) => new Date(capturedAt + days * DAY_MS).toISOString();
  return {
    usual: at(-0.2),
    distant: {
      'first-year': '0001-01-01T00:00:00Z',
      'last-year': '9999-12-31T23:59:59.999Z',
      'ten-years-ago': at(-3653),
      'a-year-and-two-days-ago': at(-368),
      'a-year-ago': at(-366),
      'leap-day': '2024-02-29T23:59:59.999Z',
      tomorrow: at(1),
      'in-two-days': at(2),
      'in-five-years': at(1826),
    },
  };
}

function atlassianRecords(capturedAt: number): readonly string[] {
  const { usual, distant } = timesAround(capturedAt);
  const record = (
    id: string,
    changed: Readonly<Record<string, string>> = {},
    outer: Parameters<typeof eventText>[1] = [],
    inner: Parameters<typeof eventText>[2] = [],
  ) => eventText({ id: json(id), time: json(usual), ...changed }, outer, inner);
  return [
    record('plain'),
    ...Object.entries(distant).map(([name, time]) => record(name, { time: json(time) })),
    record('nulls', {
      ...{ actor: 'null', context: 'null', location: 'null', message: 'null', action: 'null', processedAt: 'null' },
    }),
    record('inner-nulls', {
      actor: '{"id":null,"name":null,"email":null,"auth":null,"links":null,"app":null,"onBehalfOf":null}',
      context: '[null]',
      location: '{"ip":null,"countryName":null}',
      message: '{"content":null}',
    }),
    record('empty-texts', {
      actor: '{"id":"","name":"","email":""}',
      action: '""',
      location: '{"ip":"","countryName":""}',
    }),
    record('empty-lists', { context: '[]' }, [], [['container', '[]']]),
    record('empty-objects', { actor: '{}', context: '[{}]', location: '{}', message: '{}', links: '{}' }),
    record(
      'unknown-fields',
      { actor: '{"id":"a","shoeSize":44,"nested":{"a":[1,{"b":2}]}}' },
      [
        ['unknown', '{"x":[1,2,3]}'],
        ['date', '"1"'],
        ['partition', '7'],
      ],
      [['attributes', '{"a":1}']],
    ),
    record('case-in-json', {
      context: '[{"id":"c","attributes":{"email":"low@example.com","EMAIL":"UP@example.com"}}]',
    }),
    record('twice-in-json', {
      context: '[{"id":"c","attributes":{"email":"one@example.com","email":"two@example.com"}}]',
    }),
    record('numbers', {
      context:
        '[{"id":9007199254740993,"attributes":{"email":9007199254740993,"name":1.0}},{"id":1,"attributes":{"email":-0}}]',
      message: '{"content":12345678901234567890}',
      action: '1e400',
    }),
    record('booleans', { action: 'true', message: '{"content":false}', actor: '{"id":7,"name":1.50,"email":-0.0}' }),
    record('objects-for-texts', { message: '{"content":{"a":1}}', action: '["x"]' }),
    ...['"text"', '5', 'true', '[1,"two",null]', 'null', '{}', '"{\\"email\\":\\"inner@example.com\\"}"'].map(
      (value, i) => record(`attributes-${i}`, { context: `[{"id":"c","attributes":${value}}]` }),
    ),
    record('deep', { context: `[{"id":"d","attributes":${nested(90)}}]` }),
    record('many', {
      context: `[${Array.from({ length: 300 }, (_, i) => `{"id":"c${i}","attributes":{"email":"u${i}@example.com"}}`)}]`,
    }),
    record('failed-login', {
      context: '[{"id":"l","type":"login","attributes":{"status": "FAILED" , "why":"a \\"quoted\\" word"}}]',
    }),
    record('relations', {}, [['relations', '{"a":{"b":[1,2,{"email":"r@example.com"}]},"x y":1}']]),
    record('large', { message: json({ content: 'x'.repeat(300_000) }) }),
    record('nanoseconds', { processedAt: '"2026-11-22T09:00:00.999999999+05:30"' }),
    ...['user_login_failed', 'added_org_admin', 'export_audit_log', 'api_token_created'].flatMap((action) =>
      // Two of each at one time: an order that their own columns do not decide.
      [1, 2].map((i) => record(`${action}-${i}`, { action: json(action) })),
    ),
    record('no-event', { time: '"none"' }),
    '{"nothing":"fits","9007199254740993":9007199254740993}',
    '"a text"',
    ...NASTY_TEXTS.map((text, i) =>
      record(`nasty-${i}-${text.slice(0, 100)}`, {
        message: json({ content: text }),
        actor: json({ id: text, name: text, email: text, auth: { tokenId: text, tokenLabel: text } }),
        location: json({ ip: text, countryName: text }),
        context: `[${json({ id: text, attributes: { [whole(text)]: whole(text), email: whole(text) } })}]`,
      }),
    ),
    ...fc.sample(hostileRecord, { numRuns: GENERATED, seed: 7 }),
  ];
}

function pantherRows(capturedAt: number): readonly string[] {
  const { usual, distant } = timesAround(capturedAt);
  const row = (name: string, changed: Readonly<Record<string, string>> = {}) =>
    rowText({ actionDescription: json(name), timestamp: json(usual), ...changed });
  return [
    row('plain'),
    ...Object.entries(distant).map(([name, time]) => row(name, { timestamp: json(time) })),
    row('delete', {
      actionName: '"DELETE_DETECTION"',
      actionParams: '{"dynamic":{"input":{"detections":[{"id":"My.Rule"}]}}}',
    }),
    row('nulls', {
      ...{ actionParams: 'null', actionDetails: 'null', errors: 'null', XForwardedFor: 'null', sourceIP: 'null' },
      actor: '{"id":"u","type":"USER","name":null,"attributes":null}',
    }),
    row('empty', {
      errors: '[]',
      XForwardedFor: '[]',
      sourceIP: '""',
      actor: '{"id":"u","type":"TOKEN","attributes":{}}',
    }),
    row('no-errors', { errors: '[]', actionResult: '"FAILED"' }),
    row('errors', {
      actionResult: '"FAILED"',
      errors: '[{"message":"first \\"quoted\\""},null,{},{"message":null},{"message":"second","code":7}]',
    }),
    row('forwarded', { XForwardedFor: '["192.0.2.77","",null,"10.0.0.1"]' }),
    row('numbers', { actionParams: '{"n":9007199254740993,"id":1e400}', userAgent: '9007199254740993' }),
    row('text-params', { actionParams: '"{\\"a\\":1}"', actionDetails: '[1,2]' }),
    row('email', {
      actor: '{"id":"u","type":"USER","name":"Ada","attributes":{"email":"ada@example.com","role":{"name":"Admin"}}}',
    }),
    row('partial', { actionResult: '"PARTIALLY_FAILED"' }),
    row('unknown-result', { actionResult: '"MAYBE"' }),
    ...['SIGN_IN', 'UPDATE_USER'].flatMap((name) => [1, 2].map((i) => row(`${name}-${i}`, { actionName: json(name) }))),
    ...NASTY_TEXTS.map((text) =>
      row(text, {
        userAgent: json(text),
        actionParams: json({ [whole(text)]: whole(text) }),
        sourceIP: json(text),
        actor: json({ id: text, type: 'USER', name: text, attributes: { email: whole(text) } }),
      }),
    ),
  ];
}
