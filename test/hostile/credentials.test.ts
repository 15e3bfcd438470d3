import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readCredential as enteredOnInput } from '../../cli/connect/ask-credential';
import { CredentialInvalidError, SettingError } from '../../lambda/errors';
import type { SecretReader } from '../../lambda/platform/secrets';
import { isObject } from '../../lambda/schema/canonical-json';
import { UNPRINTABLE } from '../../lambda/schema/printable';
import { readCredential as readAtlassian } from '../../lambda/sources/atlassian/credential';
import { readCredential as readPanther } from '../../lambda/sources/panther/credential';
import { PULLERS, type PullKind } from '../../lambda/sources/pullers';
import { ManualClock } from '../manual-clock';
import { fuzz } from './fuzz';
import { hostileJson, hostileText, nested } from './hostile-json';

// Long enough not to stand in a message by chance.
const value = fc.oneof(
  fc.string({ minLength: 12, maxLength: 60, unit: 'grapheme-ascii' }),
  hostileText.filter((text) => text.length >= 12 && text.length < 100),
  fc.constantFrom(
    '../../../../../../',
    'org-1/../../v2/x?',
    'key-1\r\nx-forged: yes',
    'Bearer key-1 key-1',
    '%2e%2e%2f%2e%2e',
  ),
);
const host = fc.oneof(
  value,
  fc.domain().map((domain) => `api.${domain}`),
  fc.webUrl(),
  fc
    .tuple(fc.constantFrom('api.', 'http://127.0.0.1:', 'http://localhost', 'http://[::1]'), value)
    .map((parts) => parts.join('')),
  fc.constantFrom('api.evil.example.com#.runpanther.net', 'api.acme.example.com\\@evil.example.com', 'api.1.2.3.4'),
);

interface Kind {
  readonly kind: PullKind;
  readonly place: 'orgId' | 'apiHost';
  readonly values: fc.Arbitrary<string>;
  read(secret: SecretReader): Promise<unknown>;
  /** What is read of it. */
  readonly usable: unknown;
  /** Where the key is sent, by what was entered. */
  feed(place: string): string;
}
const KINDS: readonly Kind[] = [
  {
    kind: 'atlassian',
    place: 'orgId',
    values: value,
    read: readAtlassian,
    usable: { orgId: expect.stringMatching(/^[A-Za-z0-9_-]+$/), apiKey: expect.stringMatching(/^[!-~]+$/) },
    feed: (orgId) => `/admin/v1/orgs/${orgId}/events-stream`,
  },
  {
    kind: 'panther',
    place: 'apiHost',
    values: host,
    read: readPanther,
    usable: { apiUrl: expect.any(URL), apiKey: expect.stringMatching(/^[!-~]+$/) },
    feed(apiHost) {
      const host = apiHost.replace(/^http:\/\//, '').toLowerCase();
      return `/public/graphql panther_logs.public.panther_audit at ${host}`;
    },
  },
];

describe.each(KINDS)('any text as a secret of $kind', ({ kind, place, values, read, usable, feed }) => {
  const secretText = fc.oneof(
    hostileText,
    hostileJson,
    fc.record({ [place]: values, apiKey: value }, { requiredKeys: [] }).map((secret) => JSON.stringify(secret)),
    fc
      .tuple(values, fc.constantFrom('key-of-many-letters'))
      .map(([at, apiKey]) => JSON.stringify({ [place]: at, apiKey })),
    fc
      .tuple(values, value)
      .map(([at, apiKey]) => JSON.stringify({ [place]: at, apiKey, __proto__: null }).slice(0, -1)),
    fc.constantFrom(
      nested(100_000),
      `{"${place}":"org-1","apiKey":["k"]}`,
      `{"__proto__":{"${place}":"o","apiKey":"k"}}`,
    ),
  );

  fuzz('it is a credential, or refused without any part of it in the error', 500, secretText, async (text) => {
    const secret = { name: 'the secret test', howToEnter: 'Enter it.', read: async () => text };

    const credential = await read(secret).catch((error: unknown) => error);

    if (credential instanceof CredentialInvalidError) {
      expect(credential.message).toMatch(
        /^The credential in the secret test cannot be used: [ -~]{10,300}\. Enter it\.$/,
      );
      // The parts of the text that could be a value, of whatever kind.
      for (const piece of text.match(/[^\s{}[\]",:]{12,}/g) ?? []) expect(credential.message).not.toContain(piece);
      return;
    }
    expect(credential).toEqual(usable);
    const source = PULLERS[kind].open({
      apiBaseUrl: undefined,
      secret,
      clock: new ManualClock(),
      random: () => 1,
    });
    const entered: unknown = JSON.parse(text);
    expect(await source.feed()).toBe(feed(isObject(entered) ? String(entered[place]).trim() : ''));
  });
});

describe.each(KINDS)('any standard input of connect for $kind', ({ kind, place, values }) => {
  const text = (fields: object) => JSON.stringify(fields);
  const expiry = fc.oneof(value, fc.constantFrom('2031-01-31', '2001-01-31', 'soon', '2031-01-31T00:00:00Z '));
  const input = fc.oneof(
    hostileText,
    hostileJson,
    fc.record({ [place]: values, apiKey: value, expiresAt: expiry }, { requiredKeys: [] }).map(text),
    fc.tuple(values, value, value).map(([at, apiKey, more]) => text({ [place]: at, apiKey, [more]: more })),
    fc.tuple(value, value).map(([at, apiKey]) => `${text({ [place]: at, apiKey }).slice(0, -1)}`),
    fc.constantFrom(
      nested(30_000),
      'key-of-many-letters'.repeat(10_000),
      `{"__proto__":{"${place}":"o","apiKey":"k"}}`,
    ),
  );

  fuzz('it is a credential, or refused without any part of it in the error', 300, input, async (given) => {
    const parts = given.match(/.{1,5000}/gs) ?? [];
    const entered = await enteredOnInput(kind, Readable.from(parts)).catch((error: unknown) => error);

    if (entered instanceof SettingError) {
      expect(entered.message).not.toMatch(UNPRINTABLE);
      expect(entered.message.length).toBeLessThan(250);
      expect(entered.cause).toBeUndefined();
      // A date that has passed is repeated, and nothing else.
      const said = entered.message.replace('2001-01-31', '');
      for (const piece of given.match(/[^\s{}[\]",:\\]{12,}/g) ?? []) expect(said).not.toContain(piece);
      return;
    }
    expect(entered).toEqual(JSON.parse(given));
    expect(entered).toEqual(expect.objectContaining({ [place]: expect.any(String), apiKey: expect.any(String) }));
  });
});
