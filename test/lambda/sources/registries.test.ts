import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Field } from '../../../lambda/schema/language';
import { isAllowedBaseUrl, vendorBaseUrl } from '../../../lambda/sources/api-host';
import { FORMATS } from '../../../lambda/sources/formats';
import { LOG_TYPES, logTypeOf, tableOf } from '../../../lambda/sources/log-types';
import { PULL_KINDS, PULLERS } from '../../../lambda/sources/pullers';

describe('the registries of sources', () => {
  // All of it is stored: in captures, rows, partitions and secrets.
  it('name what is stored', () => {
    expect(Object.entries(FORMATS).map(([kind, { logType }]) => [kind, logType.schema.schema])).toEqual([
      ['atlassian', 'Atlassian.Audit'],
      ['panther', 'Panther.Audit'],
      ['deployment', 'Panther.Audit'],
    ]);
    expect(LOG_TYPES.map((name) => [name, tableOf(name)])).toEqual([
      ['Atlassian.Audit', 'atlassian_audit'],
      ['Panther.Audit', 'panther_audit'],
    ]);
    expect(PULL_KINDS.map((kind) => [kind, PULLERS[kind].credential.placeholder])).toEqual([
      ['atlassian', '{"orgId":"REPLACE_ME","apiKey":"REPLACE_ME"}'],
      ['panther', '{"apiHost":"REPLACE_ME","apiKey":"REPLACE_ME"}'],
    ]);
  });

  it('give kinds that share a log type one definition of it', () => {
    for (const { logType } of Object.values(FORMATS)) expect(logTypeOf(logType.schema.schema)).toBe(logType);
  });
});

describe.each(LOG_TYPES)('%s', (name) => {
  // The detector reads the action from the text of a row.
  it('has its action in a field of type string', () => {
    const { action, schema } = logTypeOf(name);
    expect(typeAt(schema.fields, action)).toBe('string');
    expect(action.join()).toMatch(/^[\w,]+$/);
  });
});

function typeAt(fields: readonly Field[], [first, ...rest]: readonly string[]): string | undefined {
  const field = fields.find(({ name }) => name === first);
  if (rest.length === 0) return field?.type;
  return field?.type === 'object' ? typeAt(field.fields, rest) : undefined;
}

describe.each(PULL_KINDS)('the puller of %s', (kind) => {
  const { apiHost, credential } = PULLERS[kind];

  it('asks for the fields of its placeholder', () => {
    expect(Object.keys(JSON.parse(credential.placeholder))).toEqual(credential.fields.map(({ name }) => name));
  });

  it.each(['http://127.0.0.1:8080/x', 'http://localhost:1', 'https://[::1]:9/'])('may be polled at %s', (url) => {
    expect(isAllowedBaseUrl(apiHost, url)).toBe(true);
  });

  it.each([
    'http://127.0.0.2/',
    'http://127.0.0.1.example.com/',
    'ftp://localhost/',
    'https://evil.example.com/admin',
    'https://user:word@127.0.0.1/',
    'http://127.0.0.1/?x=1',
    (vendorBaseUrl(apiHost) ?? 'https://api.example.runpanther.net').replace('https:', 'http:'),
  ])('sends no credential to %s', (url) => {
    expect(isAllowedBaseUrl(apiHost, url)).toBe(false);
  });
});

describe('the product outside the folders of the sources', () => {
  const ROOT = join(__dirname, '../../..');
  const KIND = new RegExp(`['"\`](${[...PULL_KINDS, ...LOG_TYPES, ...LOG_TYPES.map(tableOf)].join('|')})['"\`]`, 'i');
  const files = ['bin', 'cli', 'lambda', 'lib'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  const isExempt = (file: string) =>
    /^lambda\/sources\/([a-z]+\/|(formats|pullers)\.ts$)/.test(file) ||
    // Helpers for the detections of one log type.
    /^lambda\/rules\/(atlassian-entities|panther-params|deployment-trail)\.ts$/.test(file);

  it('names no kind, no log type and no table in its code', () => {
    const naming = files
      .filter((file) => !isExempt(file))
      .flatMap((file) =>
        readFileSync(join(ROOT, file), 'utf8')
          .split('\n')
          .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line) && KIND.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(files.length).toBeGreaterThan(200);
    expect(naming).toEqual([]);
  });
});
