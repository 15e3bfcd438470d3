import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Alert, parseAlert } from '../../lambda/alerts/alert';
import { alertNotice } from '../../lambda/alerts/alert-message';
import { activeDetections } from '../../lambda/alerts/detection-settings';
import { Detector } from '../../lambda/alerts/detector';
import type { Notice } from '../../lambda/platform/notifier';
import { processCapture } from '../../lambda/process/process-capture';
import { parseExactly } from '../../lambda/schema/exact-json';
import { someOf } from '../depth';
import { alertsOf } from '../lambda/alerts/raised-alerts';
import { rowIfEvent, rowOf } from '../lambda/rules/real-events';
import { MemoryNotifier } from '../memory-notifier';
import { MemoryObjectStore } from '../memory-object-store';
import { DETECTIONS } from '../shipped-detections';
import { watching } from '../watching';
import { fuzz } from './fuzz';
import { HostileApi } from './hostile-api';
import { eventText, hostileJson, hostileRecord, hostileText } from './hostile-json';

const api = new HostileApi();
beforeAll(() => api.start());
afterAll(() => api.stop());

const overrides = Object.fromEntries(
  DETECTIONS.map(({ detection }) => [detection.id, { enabled: true, threshold: 1 }] as const),
);
/** Every detection that is shipped, those that are off too, each with an alert for its first match. */
const ALL_ON = activeDetections(DETECTIONS, { packs: {}, overrides, notifyDays: 7 });
const actionsOf = (logType: string) => [
  ...new Set(
    DETECTIONS.filter(({ detection }) => detection.logTypes.some((each) => each === logType)).flatMap(
      ({ detection }) => detection.actions ?? ['user_login', 'user_login_failed', 'SIGN_IN', 'UPDATE_USER'],
    ),
  ),
];

// What may not stand in an email but for the ends of its lines.
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const json = (value: fc.Arbitrary<unknown>) => value.map((each) => JSON.stringify(each));
const oneOf = (...texts: string[]) => fc.oneof(fc.constantFrom(...texts), hostileText);
const attributes = fc.record(
  {
    email: hostileText,
    name: hostileText,
    domain: hostileText,
    status: oneOf('failed'),
    twoSvDetails: oneOf('optional'),
  },
  { requiredKeys: [] },
);
const type = oneOf('users', 'groups', 'orgs', 'sites', 'auth-policy', 'invited-user');
const entities = fc.array(fc.record({ id: hostileText, type, attributes }, { requiredKeys: [] }), { maxLength: 4 });
const actor = fc.record(
  { id: oneOf('atlassian-internal-system'), name: hostileText, email: hostileText },
  { requiredKeys: [] },
);
// Sometimes what it should be but for its texts, sometimes whatever JSON can be.
const hostile = (value: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary: json(value) }, hostileJson);

/** The text of an event that some detection is for. */
const watchedEvent = fc
  .tuple(
    fc.constantFrom(...actionsOf('Atlassian.Audit')).map((action) => JSON.stringify(action)),
    hostile(actor),
    hostile(entities),
    hostile(entities),
    hostile(fc.record({ content: hostileText })),
    hostile(fc.record({ ip: hostileText })),
  )
  .map(([action, who, context, container, message, location]) =>
    eventText({ action, actor: who, context, message, location }, [], [['container', container]]),
  );

const input = fc.record(
  {
    id: hostileText,
    name: hostileText,
    email: hostileText,
    role: oneOf('Admin'),
    permissions: fc.array(oneOf('UserModify')),
    detections: fc.array(fc.record({ id: hostileText })),
  },
  { requiredKeys: [] },
);
/** The text of a record of Panther that some detection is for. */
const watchedRecord = fc
  .tuple(
    fc.constantFrom(...actionsOf('Panther.Audit')),
    oneOf('SUCCEEDED', 'FAILED', 'PARTIALLY_FAILED'),
    hostile(fc.oneof(input, fc.record({ input }), fc.record({ dynamic: fc.record({ input }) }))),
    fc.record({ id: oneOf('scim'), type: oneOf('USER', 'TOKEN'), name: hostileText, attributes }),
    hostile(fc.array(fc.record({ message: hostileText }))),
    hostileText,
  )
  .map(([actionName, actionResult, actionParams, who, errors, sourceIP]) => {
    const rest = { ...JSON.parse(rowOf('Panther.Audit')), actionName, actionResult, actor: who, sourceIP };
    const fields = Object.entries(rest).filter(([name]) => !name.startsWith('p_'));
    return `${JSON.stringify(Object.fromEntries(fields)).slice(0, -1)},"actionParams":${actionParams},"errors":${errors}}`;
  });

function expectPlain(alert: Alert, { subject, text, json: forPrograms }: Notice): void {
  expect(alert.kind).not.toBe('rule-error');
  expect(alert.title.length).toBeLessThanOrEqual(1_000);
  expect(subject).toMatch(/^\[Keepwatch [A-Z]+\][\x20-\x7e]*$/);
  expect(subject.length).toBeLessThan(100);
  expect(text).not.toMatch(STEERING);
  expect(text.split('\n').filter((line) => line.includes('://') && !line.startsWith('  Read more: '))).toEqual([]);
  expect(text.split('\n').length).toBeLessThan(60);
  expect(JSON.parse(forPrograms)).toMatchObject({ alert_id: alert.alert_id, detection_id: alert.detection_id });
  expect(Buffer.byteLength(JSON.stringify({ default: forPrograms, email: text, sms: subject }))).toBeLessThan(
    256 * 1024,
  );
}

/** Serves a page to the collector, processes what it archived, and gives the alerts and what was told of them. */
async function journey(records: readonly string[]) {
  const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
  const notifier = new MemoryNotifier();
  api.reply = { status: 200, body: `{"data":[${records.join(',')}],"meta":{"next":null}}` };
  await api.collect(stores);
  // Whatever an event says of its time: somebody is told.
  const parts = watching(stores, { detector: new Detector(ALL_ON), notifier, notifyDays: Infinity });
  const receipts = [];
  for await (const key of stores.archive.list('captures/')) receipts.push((await processCapture(parts, key)).receipt);
  const alerts = [...stores.lake.objects]
    .filter(([key]) => key.startsWith('events/alerts/'))
    .flatMap(([, object]) => gunzipSync(object).toString().trimEnd().split('\n'))
    .map(parseAlert);
  return { alerts, notifier, receipts };
}

describe('any event that a detection examines', () => {
  fuzz(
    'no rule fails; each alert is sent once, in plain lines, and fits in a message',
    150,
    fc.array(fc.oneof({ weight: 5, arbitrary: watchedEvent }, hostileRecord), { minLength: 1, maxLength: 6 }),
    async (records) => {
      const { alerts, notifier, receipts } = await journey(records);

      expect(notifier.alertIds.sort()).toEqual(alerts.map(({ alert_id }) => alert_id).sort());
      expect(receipts[0]?.counts.alerts).toBe(alerts.length);
      for (const alert of alerts) {
        const notice = notifier.notices.find((each) => JSON.parse(each.json).alert_id === alert.alert_id);
        expectPlain(alert, notice ?? { subject: '', text: '', json: '' });
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  fuzz('the same holds for records of Panther', 400, watchedRecord, (record) => {
    const page = parseExactly(`[${record}]`);
    const row = rowIfEvent('Panther.Audit', Array.isArray(page) ? page[0] : undefined);
    for (const alert of alertsOf(ALL_ON, row === undefined ? [] : [row], 'Panther.Audit'))
      expectPlain(parseAlert(JSON.stringify(alert)), alertNotice(alert));
  });

  it('some of these events match', async () => {
    const events = actionsOf('Atlassian.Audit').map((action, i) =>
      eventText({ id: `"e-${i}"`, action: JSON.stringify(action), context: '[{"id":"u-2","type":"users"}]' }),
    );
    const { alerts } = await journey(events);
    expect(alerts.length).toBeGreaterThan(60);
  });

  it.each(
    someOf(
      [
        ['digits', '1'],
        ['letters', 'a'],
        ['blanks', '\\t'],
        ['dots', '.'],
        ['web addresses', 'www.a.bc/'],
        ['brackets', '['],
      ],
      6,
    ),
  )('megabytes of %s in any field are stored, and no rule fails', async (_name, unit) => {
    const long = `"x${unit.repeat((6 * 2 ** 20) / unit.length)}x"`;
    const fields = {
      id: '"e-1"',
      action: '"user_added_to_group"',
      actor: '{"id":"a-1","name":"Ada","email":"ada@example.com"}',
      location: '{"ip":"1.1.1.1"}',
      context: '[{"id":"u-2","type":"users","attributes":{"email":"u@example.com"}}]',
      message: '{"content":"Said."}',
    };
    const places = Object.entries(fields).flatMap(([name, text]) =>
      [...text.matchAll(/(?<=^|:)"[^"]*"/g)].map(
        ({ 0: old, index }) => [name, text, index, index + old.length] as const,
      ),
    );
    for (const [name, text, from, to] of someOf(places, 3)) {
      const record = eventText({ ...fields, [name]: text.slice(0, from) + long + text.slice(to) });

      const { alerts, receipts } = await journey([record]);

      expect(receipts).toEqual([
        expect.objectContaining({ counts: expect.objectContaining({ events: 1, rejected: 0 }) }),
      ]);
      for (const alert of alerts) expectPlain(alert, alertNotice(alert));
    }
  });
});
