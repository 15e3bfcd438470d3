import {
  activeDetections,
  DEFAULT_SETTINGS,
  type DetectionSettings,
  type LocatedDetection,
  packOf,
  parseDetectionSettings,
} from '../../../lambda/alerts/detection-settings';
import { severityOf } from '../../../lambda/alerts/rule-evaluation';
import { SettingError } from '../../../lambda/errors';
import { atlassianEvent } from '../rules/real-events';
import { detectionOf } from './watched-source';

const located = (file: string, id: string, disabled?: string): LocatedDetection => ({
  file: `detections/${file}.ts`,
  detection: detectionOf({ id, ...(disabled === undefined ? {} : { disabled }) }).detection,
});

const ALL = [
  located('atlassian/one', 'Atlassian.One'),
  located('atlassian/off', 'Atlassian.Off', 'for a reason'),
  located('panther/two', 'Panther.Two'),
  located('mine', 'Acme.Mine'),
];
const settings = (changes: Partial<DetectionSettings>): DetectionSettings => ({ ...DEFAULT_SETTINGS, ...changes });

describe('the pack of a file', () => {
  it.each([
    ['detections/atlassian/org-admin-added.ts', 'atlassian'],
    ['detections/atlassian/deeper/one.ts', 'atlassian'],
    ['detections/mine.ts', 'own'],
  ])('%s: %s', (file, pack) => {
    expect(packOf(file)).toBe(pack);
  });
});

describe('the detections that are on', () => {
  const off = { enabled: false };
  const on = { enabled: true };

  it.each<[string, Partial<DetectionSettings>, string[]]>([
    ['all but those that say that they are off', {}, ['Atlassian.One', 'Panther.Two', 'Acme.Mine']],
    ['none of a pack that is off', { packs: { atlassian: false } }, ['Panther.Two', 'Acme.Mine']],
    ['none in no pack when own is off', { packs: { own: false } }, ['Atlassian.One', 'Panther.Two']],
    [
      'a pack that is on turns on nothing that is off',
      { packs: { atlassian: true, panther: false } },
      ['Atlassian.One', 'Acme.Mine'],
    ],
    [
      'one that was off',
      { overrides: { 'Atlassian.Off': on } },
      ['Atlassian.One', 'Atlassian.Off', 'Panther.Two', 'Acme.Mine'],
    ],
    [
      'one of a pack that is off',
      { packs: { atlassian: false, own: false }, overrides: { 'Atlassian.Off': on } },
      ['Atlassian.Off', 'Panther.Two'],
    ],
    [
      'one less of a pack that is on',
      { packs: { atlassian: true }, overrides: { 'Atlassian.One': off } },
      ['Panther.Two', 'Acme.Mine'],
    ],
    [
      'an override of something else leaves it as it was',
      { overrides: { 'Atlassian.Off': { threshold: 2 }, 'Atlassian.One': { threshold: 2 } } },
      ['Atlassian.One', 'Panther.Two', 'Acme.Mine'],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(activeDetections(ALL, settings(changes)).map(({ detection }) => detection.id)).toEqual(expected);
  });
});

describe('the override of a detection', () => {
  const event = atlassianEvent();
  const one = (override: DetectionSettings['overrides'][string]) => {
    const detection = detectionOf({ threshold: 3, dedupPeriodMinutes: 30, severityOf: () => 'INFO' });
    const [active] = activeDetections([detection], settings({ overrides: { 'Test.Login': override } }));
    if (active === undefined) throw new Error('It is off.');
    return active;
  };

  it('is empty by default', () => {
    const active = one({});
    expect(active).toMatchObject({ file: 'detections/Test.Login.ts', threshold: 3, periodMs: 30 * 60_000 });
    expect(active.excludedActors.size).toBe(0);
    expect(severityOf(active.detection, event)).toBe('INFO');
  });

  it('defaults to one match and one hour', () => {
    const [active] = activeDetections([detectionOf()], DEFAULT_SETTINGS);
    expect(active).toMatchObject({ threshold: 1, periodMs: 60 * 60_000 });
  });

  it('can set the severity for every event', () => {
    const { detection } = one({ severity: 'CRITICAL' });
    expect([detection.severity, severityOf(detection, event)]).toEqual(['CRITICAL', 'CRITICAL']);
  });

  it('can set threshold, period and actors, in any case', () => {
    const active = one({ threshold: 7, dedupPeriodMinutes: 5, excludedActors: ['Ada@Example.com', 'U-1'] });
    expect(active).toMatchObject({ threshold: 7, periodMs: 5 * 60_000 });
    expect([...active.excludedActors]).toEqual(['ada@example.com', 'u-1']);
  });
});

describe('settings as JSON', () => {
  it('are the defaults when there are none', () => {
    expect(parseDetectionSettings(undefined)).toEqual({ packs: {}, overrides: {}, notifyDays: 7 });
    expect(parseDetectionSettings('{}')).toEqual(DEFAULT_SETTINGS);
  });

  it('are read as they are', () => {
    const text = '{"packs":{"own":false},"overrides":{"A.B":{"enabled":true,"excludedActors":["x"]}},"notifyDays":30}';
    expect(parseDetectionSettings(text)).toEqual(JSON.parse(text));
  });

  it.each([
    '',
    'nonsense',
    'null',
    '[]',
    '"text"',
    '{"packs":[]}',
    '{"packs":{"own":"no"}}',
    '{"overrides":{"A.B":true}}',
    '{"overrides":{"A.B":{"severity":"high"}}}',
    '{"overrides":{"A.B":{"threshold":"3"}}}',
    '{"overrides":{"A.B":{"threshold":1.5}}}',
    '{"overrides":{"A.B":{"excludedActors":"ada"}}}',
    '{"notifyDays":"7"}',
  ])('are refused when they are %j, and it is said what to do', (json) => {
    expect(() => parseDetectionSettings(json)).toThrow(SettingError);
    expect(() => parseDetectionSettings(json)).toThrow('deploy it again');
  });
});
