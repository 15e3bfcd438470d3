import { problemsOf } from './problems-of';

const NAMES = { ids: ['Acme.Key.Created', 'Acme.Door.Opened'], packs: ['standard', 'own'] };
const OVERRIDES = 'enabled, severity, threshold, dedupPeriodMinutes, excludedActors';
const KEY = '.overrides["Acme.Key.Created"]';
const overriding = (override: unknown) => ({ overrides: { 'Acme.Key.Created': override } });

describe('keepwatch.detections', () => {
  it.each<[what: string, detections: unknown, line: string]>([
    ['a number', 5, ': 5 is not allowed; use an object with packs, overrides and notifyDays'],
    ['null', null, ': null is not allowed; use an object with packs, overrides and notifyDays'],
    [
      'an unknown field',
      { pack: {} },
      '.pack: unknown field (did you mean packs?). Available: packs, overrides, notifyDays',
    ],
    ['packs, a list', { packs: [] }, '.packs: [] is not allowed; use an object by name: standard, own, …'],
    [
      'an unknown pack',
      { packs: { standart: false } },
      '.packs.standart: unknown field (did you mean standard?). Available: standard, own',
    ],
    ['a pack that is not a boolean', { packs: { own: 'off' } }, '.packs.own: "off" is not allowed; use true or false'],
    [
      'an id that resembles one',
      { overrides: { 'Acme.Key.Creatd': { enabled: false } } },
      '.overrides["Acme.Key.Creatd"]: unknown field (did you mean Acme.Key.Created?). Available: Acme.Key.Created, Acme.Door.Opened',
    ],
    [
      'an unknown id',
      { overrides: { 'Other.Thing': {} } },
      '.overrides["Other.Thing"]: unknown field. Available: Acme.Key.Created, Acme.Door.Opened',
    ],
    [
      'an id that is a property of every object',
      { overrides: JSON.parse('{"__proto__":{"enabled":false}}') },
      '.overrides.__proto__: unknown field. Available: Acme.Key.Created, Acme.Door.Opened',
    ],
    [
      'an override that is not an object',
      overriding(false),
      `${KEY}: false is not allowed; use an object with ${OVERRIDES.replace(/, (?=excluded)/, ' or ')}`,
    ],
    [
      'an unknown field of a detection',
      overriding({ treshold: 2 }),
      `${KEY}.treshold: unknown field (did you mean threshold?). Available: ${OVERRIDES}`,
    ],
    ['enabled', overriding({ enabled: 'no' }), `${KEY}.enabled: "no" is not allowed; use true or false`],
    [
      'severity, in small letters',
      overriding({ severity: 'high' }),
      `${KEY}.severity: "high" is not allowed; use one of INFO, LOW, MEDIUM, HIGH, CRITICAL`,
    ],
    ...[0, 1001, 1.5, '2'].map((threshold): [string, unknown, string] => [
      `threshold, ${JSON.stringify(threshold)}`,
      overriding({ threshold }),
      `${KEY}.threshold: ${JSON.stringify(threshold)} is not allowed; use a whole number of matches from 1 to 1000`,
    ]),
    ...[0, 10_081].map((dedupPeriodMinutes): [string, unknown, string] => [
      `dedupPeriodMinutes, ${dedupPeriodMinutes}`,
      overriding({ dedupPeriodMinutes }),
      `${KEY}.dedupPeriodMinutes: ${dedupPeriodMinutes} is not allowed; use a whole number of minutes from 1 to 10080`,
    ]),
    [
      'excludedActors, a text',
      overriding({ excludedActors: 'terraform' }),
      `${KEY}.excludedActors: "terraform" is not allowed; use a list of ids or emails`,
    ],
    [
      'excludedActors, a blank text',
      overriding({ excludedActors: ['terraform', ' '] }),
      `${KEY}.excludedActors[1]: " " is not allowed; use an id or an email`,
    ],
    ...[0, 3651].map((notifyDays): [string, unknown, string] => [
      `notifyDays, ${notifyDays}`,
      { notifyDays },
      `.notifyDays: ${notifyDays} is not allowed; use a whole number of days from 1 to 3650`,
    ]),
    [
      'more than the environment of a function allows',
      overriding({ excludedActors: Array(200).fill('terraform@example.com') }),
      ': {"overrides":{"Acme.Key.Created":{"excludedActors":["terraform@example.com","te… is not allowed; ' +
        "use at most 3000 bytes of JSON, the limit of the function's environment; put longer lists into the detection's own file",
    ],
  ])('refuses %s', (_, detections, line) => {
    // Act
    const problems = problemsOf({ keepwatch: { detections } }, { names: NAMES });

    // Assess
    expect(problems).toEqual([`keepwatch.detections${line}`]);
  });

  it.each([
    ['3000 bytes', 0, []],
    ['one more', 1, [expect.stringContaining('use at most 3000 bytes of JSON')]],
  ])('limits the bytes in the environment of the function, including defaults: %s', (_, more, expected) => {
    // Prepare
    const of = (actor: string) => ({ packs: {}, ...overriding({ excludedActors: [actor] }), notifyDays: 7 });
    const rest = 3000 - JSON.stringify(of('')).length;
    // Two bytes each, and one letter.
    const { overrides } = of(`${'ä'.repeat(1000)}${'x'.repeat(rest - 2000 + more)}`);

    // Act
    const problems = problemsOf({ keepwatch: { detections: { overrides } } }, { names: NAMES });

    // Assess
    expect(problems).toEqual(expected);
  });
});
