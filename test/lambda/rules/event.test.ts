import { readEvent } from '../../../lambda/rules/event';
import { atlassianEvent, pantherEvent, rowOf, SMALLEST } from './real-events';

/** A record as it comes: from JSON text, in which any name can stand. */
const parsed = (text: string): object => JSON.parse(text);

describe('an event of Atlassian, as a rule gets it', () => {
  it('has what is free-form parsed, wherever the schema has it', () => {
    const entry = { id: '1', type: 'users', attributes: { email: 'eve@example.com', list: [1, { a: null }] } };
    const event = atlassianEvent(
      {
        context: [entry, { ...entry, attributes: 'a text' }],
        container: [{ ...entry, attributes: [1] }],
        actor: { app: { attributes: { name: 'Sync' } } },
      },
      { relations: { of: [true] } },
    );
    expect(event.attributes.context?.map((each) => each?.attributes)).toEqual([entry.attributes, 'a text']);
    expect(event.attributes.container?.[0]?.attributes).toEqual([1]);
    expect(event.attributes.actor?.app?.attributes).toEqual({ name: 'Sync' });
    expect(event.relations).toEqual({ of: [true] });
  });

  it('has what is null or absent as it was', () => {
    const event = atlassianEvent({ context: [null, { attributes: null }, {}], container: null, location: {} });
    expect(event.attributes).toEqual({ context: [null, { attributes: null }, {}], container: null, location: {} });
    expect('relations' in event).toBe(false);
  });

  it('has a text that looks like JSON, or like nothing, as the text that it is', () => {
    for (const text of ['{"a":1}', 'null', '', '"'])
      expect(atlassianEvent({ context: [{ attributes: text }] }).attributes.context?.[0]?.attributes).toBe(text);
  });

  it('keeps fields that no schema knows, and Keepwatch’s own columns', () => {
    const event = atlassianEvent({ newer: { context: '[1]' } }, { more: [1] });
    expect(event).toMatchObject({ attributes: { newer: { context: '[1]' } }, more: [1] });
    expect(event).toMatchObject({
      p_log_type: 'Atlassian.Audit',
      p_row_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      p_event_time: '2026-11-22 10:00:00.000',
      p_parse_time: '2026-11-22 10:00:00.000',
      p_source_label: 'source-1',
      p_source_file: 'captures/source-1/000000000007.json.gz',
    });
  });
});

describe('an event of Panther, as a rule gets it', () => {
  it.each<[string, unknown]>([
    ['an object', { dynamic: { input: { a: [1] } }, static: {} }],
    ['a list', [1]],
    ['a text', 'x'],
    ['null', null],
    ['a number', 7],
  ])('has parameters, details and attributes of the actor parsed: %s', (_name, value) => {
    const event = pantherEvent({
      actionParams: value,
      actionDetails: value,
      actor: { id: 'p-1', type: 'USER', attributes: value },
    });
    expect([event.actionParams, event.actionDetails, event.actor.attributes]).toEqual([value, value, value]);
  });

  it('has errors and addresses as they came', () => {
    const event = pantherEvent({ errors: [null, { message: null }], XForwardedFor: ['192.0.2.1', null], sourceIP: '' });
    expect([event.errors, event.XForwardedFor, event.sourceIP]).toEqual([
      [null, { message: null }],
      ['192.0.2.1', null],
      '',
    ]);
  });
});

describe('names of JavaScript', () => {
  it('are fields like others, and change no object', () => {
    const record = parsed(`{
      "__proto__": {"polluted": true}, "constructor": "x", "toString": 1,
      "attributes": {"__proto__": {"polluted": true}, "context": [{"attributes": {"__proto__": {"polluted": true}}}]}
    }`);
    const event = readEvent('Atlassian.Audit', rowOf('Atlassian.Audit', record));

    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(event.attributes)).toBe(Object.prototype);
    expect(Object.keys(event)).toEqual(expect.arrayContaining(['__proto__', 'constructor', 'toString']));
    expect(JSON.stringify(event.attributes.context)).toBe('[{"attributes":{"__proto__":{"polluted":true}}}]');
    expect('polluted' in event || 'polluted' in {}).toBe(false);
  });
});

describe('a row of the lake', () => {
  it.each(['Atlassian.Audit', 'Panther.Audit'] as const)('of %s is read as what it says, and no more', (logType) => {
    const row = rowOf(logType);
    expect(readEvent(logType, row)).toEqual(JSON.parse(row));
    expect(readEvent(logType, row)).toMatchObject(SMALLEST[logType]);
  });
});
