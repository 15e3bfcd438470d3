import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { openDirectoryLake } from '../../cli/place/directory/duckdb-engine';
import type { QueryEngine } from '../../cli/place/query-engine';
import { expandOccurs } from '../../queries/occurs-macros';
import { filled, readSavedQueries, savedQueries, savedQuery } from '../../queries/saved-queries';
import { WatchedSource } from '../lambda/alerts/watched-source';
import { processPanther } from './panther-capture';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const all = savedQueries();
let folder: string;
let engine: QueryEngine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keepwatch-queries-'));
  const source = new WatchedSource([]);
  // Minutes after midnight of 2026-11-22; collected at 12:00.
  source.capture([
    { at: 0, actor: 'ada', ip: '203.0.113.7', country: 'Ireland' },
    { at: 60, actor: 'ada', action: 'added_org_admin', message: 'Added eve', target: 'eve@example.com' },
    { at: 120, actor: 'eve', ip: '203.0.113.7', country: 'Japan', action: 'export_audit_log' },
    { at: 700, actor: 'eve', action: 'api_token_created', token: 'laptop' },
    { at: 705, actor: 'eve', action: 'user_login', ip: '203.0.113.9', loginStatus: 'failed' },
    { at: 710, broken: true },
  ]);
  source.capture([{ at: 24 * 60, actor: 'ada', ip: '192.0.2.1', country: 'Ireland' }], 24 * 60 + 1);
  const lake = new DirectoryObjectStore(folder);
  await source.process([1, 2], { lake });
  await processPanther(lake, [
    { at: 5, action: 'SIGN_IN', ip: '203.0.113.7' },
    { at: 6, action: 'SIGN_IN', ip: '198.51.100.4', result: 'FAILED', error: 'wrong password' },
    { at: 90, action: 'UPDATE_USER', description: 'Updates a user', via: '192.0.2.77' },
    { at: 95, action: 'GET_USER', actor: 'ci', type: 'TOKEN', ip: '192.0.2.9' },
    { at: 96, action: 'DELETE_DETECTION', actor: 'ci', type: 'TOKEN', result: 'FAILED', error: 'access denied' },
  ]);
  engine = await openDirectoryLake(folder);
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

async function ask(name: string, values: Readonly<Record<string, string>> = {}) {
  const { columns, rows } = await engine.query(expandOccurs(filled(savedQuery(name), values), NOW));
  const found: Record<string, unknown>[] = [];
  for await (const row of rows) found.push(Object.fromEntries(columns.map((column, i) => [column, row[i]])));
  return found;
}

const ANSWERS: readonly (readonly [name: string, values: Readonly<Record<string, string>>, rows: readonly object[]])[] =
  [
    [
      'who-did-what',
      { from: '2026-11-22 00:30:00', to: '2026-11-22 02:00:00' },
      [
        { actor: 'eve@example.com', action: 'export_audit_log', ip: '203.0.113.7', at: '2026-11-22 02:00:00' },
        { actor: 'ci', action: 'DELETE_DETECTION', source: 'panther-main', message: 'FAILED: DELETE_DETECTION' },
        { actor: 'ci', action: 'GET_USER', ip: '192.0.2.9' },
        { actor: 'ada@example.com', action: 'UPDATE_USER', ip: null, message: 'SUCCEEDED: Updates a user' },
        { actor: 'ada@example.com', action: 'added_org_admin', target: 'eve@example.com', message: 'Added eve' },
      ],
    ],
    [
      'by-actor',
      { actor: 'ADA@example.com' },
      [
        { action: 'user_login', ip: '192.0.2.1', source: 'atlassian-main' },
        { action: 'UPDATE_USER', source: 'panther-main', message: 'SUCCEEDED: Updates a user', country: null },
        { action: 'added_org_admin' },
        { action: 'SIGN_IN', message: 'FAILED: SIGN_IN', ip: '198.51.100.4' },
        { action: 'SIGN_IN', ip: '203.0.113.7' },
        { country: 'Ireland' },
      ],
    ],
    ['by-actor', { actor: 'CI-1' }, [{ action: 'DELETE_DETECTION' }, { action: 'GET_USER' }]],
    ['by-actor', { actor: "o'hara" }, []],
    [
      'by-ip',
      { ip: '203.0.113.7' },
      [
        { actor: 'eve@example.com', source: 'atlassian-main' },
        { actor: 'ada@example.com', source: 'panther-main', action: 'SIGN_IN' },
        { actor: 'ada@example.com', source: 'atlassian-main' },
      ],
    ],
    ['by-ip', { ip: '192.0.2.77' }, [{ action: 'UPDATE_USER' }]],
    ['by-object', { object: 'EVE@example.com' }, [{ action: 'added_org_admin' }]],
    [
      'first-seen-ip',
      {},
      [
        { actor: 'ada@example.com', ip: '192.0.2.1', country: 'Ireland', events: 1 },
        { actor: 'eve@example.com', ip: '203.0.113.9' },
        { actor: 'eve@example.com', ip: '203.0.113.7', country: 'Japan' },
        { actor: 'ada@example.com', ip: '203.0.113.7' },
      ],
    ],
    [
      'first-seen-country',
      {},
      [
        { actor: 'eve@example.com', country: 'Japan', addresses: 1 },
        { actor: 'ada@example.com', country: 'Ireland', addresses: 2, events: 2 },
      ],
    ],
    [
      'admin-and-role-changes',
      {},
      [
        { action: 'UPDATE_USER', actor: 'ada@example.com', source: 'panther-main' },
        { action: 'added_org_admin', message: 'Added eve', source: 'atlassian-main' },
      ],
    ],
    [
      'sign-ins',
      {},
      [
        { source: 'atlassian-main', actor: 'ada@example.com', ip: '192.0.2.1', tries: 1, failed: 0 },
        { source: 'atlassian-main', actor: 'eve@example.com', ip: '203.0.113.9', tries: 1, failed: 1 },
        { source: 'panther-main', actor: 'ada@example.com', ip: '198.51.100.4', tries: 1, failed: 1 },
        { source: 'panther-main', actor: 'ada@example.com', ip: '203.0.113.7', tries: 1, failed: 0 },
        { source: 'atlassian-main', actor: 'ada@example.com', ip: '203.0.113.7', tries: 1, failed: 0 },
      ],
    ],
    [
      'denied',
      {},
      [
        { source: 'panther-main', actor: 'ci', action: 'DELETE_DETECTION', reason: 'access denied', events: 1 },
        { actor: 'ada@example.com', action: 'SIGN_IN', reason: 'wrong password' },
      ],
    ],
    ['keys-and-tokens', {}, [{ actor: 'eve@example.com', action: 'api_token_created', token: 'laptop', events: 1 }]],
    ['exports-and-public-links', {}, [{ action: 'export_audit_log', ip: '203.0.113.7' }]],
    ['failures-by-reason', {}, [{ log_type: 'Atlassian.Audit', path: 'attributes.time', records: 1 }]],
    [
      'ingest-latency',
      {},
      [
        { source: 'atlassian-main', events: 6, most_seconds: 43_200 },
        { source: 'panther-main', events: 5, most_seconds: 42_900 },
      ],
    ],
    [
      'events-per-day-and-action',
      {},
      [
        { date: '2026-11-23', action: 'user_login', events: 1, actors: 1 },
        ...[{ events: 2 }, { events: 2 }].map((two) => ({ date: '2026-11-22', ...two })),
        ...Array.from({ length: 6 }, () => ({ date: '2026-11-22', events: 1, actors: 1 })),
      ],
    ],
    [
      'coverage-by-day',
      {},
      [
        { date: '2026-11-23', events: 1, captures: 1, source: 'atlassian-main' },
        { date: '2026-11-22', events: 5, first_event: '2026-11-22 00:00:00', last_event: '2026-11-22 11:45:00' },
        { date: '2026-11-22', events: 5, source: 'panther-main', last_event: '2026-11-22 01:36:00' },
      ],
    ],
  ];

describe('the saved queries', () => {
  it.each(ANSWERS)('%s, about %j, returns what it promises', async (name, values, expected) => {
    expect(await ask(name, values)).toEqual(expected.map((row) => expect.objectContaining(row)));
  });

  it('all have an example above', () => {
    expect([...new Set(ANSWERS.map(([name]) => name))].sort()).toEqual(all.map(({ name }) => name));
  });

  it.each(all)('$name queries both log types, or names the one it queries', ({ sql, purpose }) => {
    const isWhole = sql.includes('atlassian_audit') && sql.includes('panther_audit');
    expect(isWhole || /Atlassian|Panther|records/.test(purpose)).toBe(true);
  });

  it.each(all)('$name leaves no macro and no parameter, in the command and in the console', (query) => {
    const sample = filled(query, Object.fromEntries(query.parameters.map(({ name, value }) => [name, value])));
    for (const sql of [expandOccurs(sample, NOW), expandOccurs(sample)]) {
      expect(sql).not.toMatch(/p_occurs|(?<![\w:]):[a-z]/);
    }
  });

  it.each(all)('$name reads only the days of its condition, in each table', (query) => {
    const tables = query.sql.match(/\bFROM (atlassian_audit|panther_audit|classification_failures|alerts)\b/g) ?? [];
    expect(query.sql.match(/WHERE p_occurs_/g)).toHaveLength(tables.length);
    expect(query.sql).toMatch(/WHERE p_occurs_(since\(:since\)|between\(:from, :to\))/);
    expect(query.parameters.length).toBeGreaterThan(0);
    expect(query.purpose).toMatch(/^[A-Z].*\.$/);
  });
});

describe('a saved query', () => {
  it('is found by its name alone', () => {
    expect(() => savedQuery('by-actr')).toThrow(
      /^Unknown saved query by-actr\. Did you mean by-actor\? To list all, run npx keepwatch query --list\.$/,
    );
  });

  it.each([
    [{}, 'by-ip needs --param ip=…: an IP address, such as 203.0.113.7.'],
    [{ ip: '' }, /^by-ip needs --param ip=…/],
  ])('requires parameters without a default: %j', (values, expected) => {
    expect(() => filled(savedQuery('by-ip'), values)).toThrow(expected);
  });

  it('refuses unknown parameters', () => {
    expect(() => filled(savedQuery('by-ip'), { actor: 'x' })).toThrow(
      'by-ip has no parameter actor. Available: ip, since.',
    );
  });

  it('accepts any text as a parameter, never as SQL', () => {
    expect(filled(savedQuery('by-ip'), { ip: "' OR 1 = 1 --" })).toContain("ip = ''' OR 1 = 1 --'");
  });

  it.each([
    ['SELECT 1', 'bad.sql:1: expected the title: "-- " and one line of text.'],
    ["-- A title\n-- @since '7 days' how far back\nSELECT :since", 'bad.sql:2: expected the purpose'],
    ['-- A title\n-- A purpose.\n-- @since 7 days\nSELECT :since', 'bad.sql:3: expected name, value and description'],
    ["-- A title\n-- A purpose.\n-- @since '7 days'\nSELECT :since", "found -- @since '7 days'."],
    ["-- A title\n-- A purpose.\n-- @name 'since' how far back\nSELECT 1", 'bad.sql:3: the SQL does not use :name'],
    ['-- A title\n-- A purpose.\nSELECT\n  :since', 'bad.sql:4: :since is not declared'],
    ["-- A title\n-- A purpose.\n-- @since '7 days' how far back\n", 'bad.sql:4: expected SQL'],
  ])('that cannot be used is named with its line, and hides no other: %j', (text, expected) => {
    const other = mkdtempSync(join(tmpdir(), 'keepwatch-queries-'));
    writeFileSync(join(other, 'bad.sql'), text);
    writeFileSync(join(other, 'good.sql'), '-- A title\n-- A purpose.\nSELECT 1\n');

    const { queries, problems } = readSavedQueries(other);

    expect(queries.map(({ name }) => name)).toEqual(['good']);
    expect(problems.get('bad')).toContain(expected);
    expect(() => savedQuery('bad', other)).toThrow(/^queries\/bad\.sql:\d: /);
    expect(() => savedQueries(other)).toThrow(/^queries\/bad\.sql:\d: /);
    expect(savedQuery('good', other).sql).toBe('SELECT 1');
    rmSync(other, { recursive: true });
  });
});
