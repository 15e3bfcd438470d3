import { setImmediate } from 'node:timers/promises';
import {
  contextOf,
  dedupOf,
  evaluateRule,
  severityOf,
  titleOf,
  uniqueOf,
} from '../../../lambda/alerts/rule-evaluation';
import type { Detection } from '../../../lambda/rules/define-detection';
import { atlassianEvent } from '../rules/real-events';
import { detectionOf } from './watched-source';

const event = atlassianEvent({ action: 'user_login' });

/** A detection as somebody writes it whom no compiler checks. */
function sloppy(functions: Readonly<Record<string, (() => unknown) | undefined>>): Detection {
  const { dedup: _dedup, ...plain } = detectionOf({ name: 'The name' }).detection;
  return Object.assign(plain, functions);
}

function throws(error: unknown): () => never {
  return () => {
    throw error;
  };
}

const fails = throws(new TypeError('boom'));

const rejects = () => Promise.reject(new Error('nobody waits for this'));
const CANNOT_BE_SHOWN = 'it threw something that cannot be shown';
const circular: Record<string, unknown> = {};
circular.self = circular;

describe('a rule', () => {
  it.each([
    [true, 'match'],
    [false, 'no-match'],
  ])('that says %s: %s', (said, kind) => {
    expect(evaluateRule(sloppy({ rule: () => said }), event)).toEqual({ kind });
  });

  it('that is missing matches every event', () => {
    expect(evaluateRule(sloppy({ rule: undefined }), event)).toEqual({ kind: 'match' });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'nothing'],
    ['null', null, 'null'],
    ['a text', 'true', 'the string "true"'],
    ['a number', 1, 'the number 1'],
    ['a bigint', 1n, 'the bigint 1'],
    ['a symbol', Symbol('yes'), 'the symbol Symbol(yes)'],
    ['a list', [], 'a list'],
    ['an object', { match: true }, 'an object'],
    ['a promise', Promise.resolve(true), 'a promise (rules are not async)'],
  ])('that says %s has failed, and it is said how', (_name, said, shown) => {
    const reason = `rule returned ${shown}, not true or false`;
    expect(evaluateRule(sloppy({ rule: () => said }), event)).toEqual({ kind: 'error', reason });
  });

  it.each<[string, unknown, string]>([
    ['an error', new TypeError('boom'), 'TypeError: boom'],
    ['a text', 'boom', 'it threw the string "boom"'],
    ['nothing', undefined, 'it threw nothing'],
    ['null', null, 'it threw null'],
    ['a bigint', 1n, 'it threw the bigint 1'],
    ['an error whose message throws', Object.defineProperty(new Error(), 'message', { get: fails }), CANNOT_BE_SHOWN],
    ['an error whose name is no text', Object.assign(new Error('boom'), { name: Symbol('x') }), CANNOT_BE_SHOWN],
  ])('that throws %s has failed, and it is said how', (_name, error, shown) => {
    const verdict = evaluateRule(sloppy({ rule: throws(error) }), event);
    expect(verdict).toEqual({ kind: 'error', reason: shown });
  });

  it('that loops over a missing field fails', () => {
    const { detection } = detectionOf({
      rule: ({ attributes }) => {
        for (const entry of Object.values(attributes.context ?? JSON.parse('null'))) return entry !== null;
        return false;
      },
    });
    expect(evaluateRule(detection, event)).toEqual({
      kind: 'error',
      reason: expect.stringMatching(/^TypeError: .*null/),
    });
  });

  it('says what went wrong in at most 1,000 characters', () => {
    const verdict = evaluateRule(sloppy({ rule: throws(new Error('x'.repeat(5_000))) }), event);
    expect(verdict.kind === 'error' && verdict.reason).toHaveLength(1_000);
  });

  it.each(['rule', 'title', 'dedup', 'severityOf', 'unique', 'alertContext'])(
    'does not end the process when %s is async and fails',
    async (name) => {
      const unhandled: unknown[] = [];
      const listen = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', listen);

      const detection = sloppy({ [name]: rejects });
      for (const ask of [evaluateRule, titleOf, dedupOf, severityOf, uniqueOf, contextOf]) ask(detection, event);
      await setImmediate();

      process.off('unhandledRejection', listen);
      expect(unhandled).toEqual([]);
    },
  );
});

describe('the other functions of a detection', () => {
  const unusable: readonly [string, () => unknown][] = [
    ['throws', fails],
    ['gives nothing', () => undefined],
    ['gives null', () => null],
    ['gives an empty text', () => ''],
    ['gives a number', () => 7],
    ['gives a list', () => ['a']],
    ['gives a promise', () => Promise.resolve('HIGH')],
  ];

  it.each(unusable)('is the name for a title that %s', (_name, title) => {
    expect(titleOf(sloppy({ title }), event)).toBe('The name');
  });

  it.each(unusable)('is the title for a dedup that %s', (_name, dedup) => {
    expect(dedupOf(sloppy({ dedup, title: () => 'The title' }), event)).toBe('The title');
    expect(dedupOf(sloppy({ dedup, title: fails }), event)).toBe('The name');
  });

  it.each([
    ...unusable,
    ['says DEFAULT', () => 'DEFAULT'] as const,
    ['gives a severity in lower case', () => 'high'] as const,
    ['gives a property of JavaScript', () => 'length'] as const,
  ])('is the static severity for a severityOf that %s', (_name, severityOfEvent) => {
    expect(severityOf(sloppy({ severityOf: severityOfEvent }), event)).toBe('LOW');
  });

  it('return the results of the functions otherwise', () => {
    const detection = sloppy({ title: () => 'A', dedup: () => 'B', severityOf: () => 'CRITICAL' });
    expect([titleOf(detection, event), dedupOf(detection, event), severityOf(detection, event)]).toEqual([
      'A',
      'B',
      'CRITICAL',
    ]);
  });

  it.each<[string, typeof titleOf]>([
    ['title', titleOf],
    ['dedup', dedupOf],
  ])('is cut at 1,000 characters, between two of them: %s', (name, ask) => {
    const said = (text: string) => ask(sloppy({ [name]: () => text }), event);
    expect(said('x'.repeat(1_000))).toBe('x'.repeat(1_000));
    expect(said('x'.repeat(1_001))).toBe(`${'x'.repeat(999)}…`);
    expect(said(`${'x'.repeat(998)}🏴🏴`)).toBe(`${'x'.repeat(998)}…`);
  });
});

describe('what a threshold counts', () => {
  it.each<[string, (() => unknown) | undefined, string[] | 'the event']>([
    ['without unique', undefined, 'the event'],
    ['one text', () => 'a', ['a']],
    ['several texts', () => ['a', 'b', 'a'], ['a', 'b', 'a']],
    ['texts of which some are empty', () => ['', 'a'], ['a']],
    ['no texts', () => [], []],
    ['nothing', () => undefined, []],
    ['null', () => null, []],
    ['an empty text', () => '', []],
    ['a number', () => 7, 'the event'],
    ['a list with a number', () => ['a', 7], 'the event'],
    ['a promise', () => Promise.resolve('a'), 'the event'],
    ['an exception', fails, 'the event'],
  ])('with %s', (_name, unique, expected) => {
    expect(uniqueOf(sloppy({ unique }), event)).toEqual(expected === 'the event' ? [event.p_row_id] : expected);
  });
});

describe('the alert context', () => {
  const said = (alertContext: (() => unknown) | undefined) => JSON.parse(contextOf(sloppy({ alertContext }), event));

  it.each<[string, (() => unknown) | undefined, unknown]>([
    ['an object', () => ({ a: [1, null], b: undefined }), { a: [1, null] }],
    ['nothing asked for', undefined, {}],
    ['nothing', () => undefined, {}],
    ['null', () => null, {}],
    ['a text', () => 'x', { _error: 'alertContext returned the string "x", not an object' }],
    ['a list', () => [1], { _error: 'alertContext returned a list, not an object' }],
    [
      'a promise',
      () => Promise.resolve({}),
      { _error: 'alertContext returned a promise (rules are not async), not an object' },
    ],
    ['an exception', fails, { _error: 'TypeError: boom' }],
    ['a circular object', () => circular, { _error: expect.stringContaining('circular') }],
    ['a bigint in it', () => ({ a: 1n }), { _error: expect.stringContaining('BigInt') }],
    ['what makes itself nothing', () => ({ toJSON: () => undefined }), { _error: expect.any(String) }],
  ])('is %s', (_name, alertContext, expected) => {
    expect(said(alertContext)).toEqual(expected);
  });

  it('is replaced above 200 KiB, counted in bytes', () => {
    const around = Buffer.byteLength('{"a":""}');
    const largest = 200 * 1024 - around;
    expect(said(() => ({ a: 'x'.repeat(largest) })).a).toHaveLength(largest);
    expect(said(() => ({ a: 'x'.repeat(largest + 1) }))).toEqual({
      _error: `alertContext has ${200 * 1024 + 1} bytes; ${200 * 1024} are allowed`,
    });
    expect(said(() => ({ a: 'ä'.repeat(largest - 1) }))).toEqual({ _error: expect.stringContaining('are allowed') });
  });
});
