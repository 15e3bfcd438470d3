import { notifiedKey, parseAlert } from '../../../lambda/alerts/alert';
import { activated } from '../../../lambda/alerts/detection-settings';
import type { Detection } from '../../../lambda/rules/define-detection';
import { rowOf } from '../rules/real-events';
import { alertsOf } from './raised-alerts';
import { detectionOf } from './watched-source';

const login = (i = 0, more: object = {}) =>
  rowOf('Atlassian.Audit', {
    id: `e-${i}`,
    attributes: {
      action: 'user_login',
      time: `2026-11-22T09:00:0${i}.5Z`,
      actor: { id: 'u-1', name: 'Ada', email: 'ada@example.com' },
      location: { ip: '192.0.2.1' },
      context: [{ id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } }],
      ...more,
    },
  });
const logins = (count: number) => Array.from({ length: count }, (_, i) => login(i));

function raised(changes: Partial<Detection<'Atlassian.Audit'>>, rows: readonly string[]) {
  const { file, detection } = detectionOf(changes);
  const [alert] = alertsOf([activated(file, detection)], rows);
  if (alert === undefined) throw new Error('There is no alert.');
  return alert;
}

describe('an alert', () => {
  it('has the match, the detection, the source and the runbook in its columns', () => {
    const alert = raised(
      {
        severity: 'MEDIUM',
        title: () => 'Ada logged in',
        severityOf: () => 'HIGH',
        reference: 'https://docs.example.com/x',
        tags: ['ATT&CK:T1078'],
        alertContext: () => ({ weekday: 7 }),
      },
      [login()],
    );
    expect(alert).toEqual({
      alert_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      kind: 'match',
      detection_id: 'Test.Login',
      severity: 'HIGH',
      title: 'Ada logged in',
      dedup: 'u-1',
      description: 'For a test.',
      runbook: 'Nothing.',
      reference: 'https://docs.example.com/x',
      tags: ['ATT&CK:T1078'],
      threshold: 1,
      dedup_period_minutes: 60,
      count: 1,
      first_event_time: '2026-11-22 09:00:00.500',
      last_event_time: '2026-11-22 09:00:00.500',
      events: [
        {
          time: '2026-11-22 09:00:00.500',
          row_id: expect.stringMatching(/^[0-9a-f]{32}$/),
          action: 'user_login',
          actor: 'ada@example.com',
          ip: '192.0.2.1',
          target: 'eve@example.com',
        },
      ],
      context: '{"weekday":7}',
      muted: false,
      p_log_type: 'Atlassian.Audit',
      p_row_id: alert.alert_id,
      p_event_time: '2026-11-22 10:00:00.000',
      p_parse_time: '2026-11-22 10:00:00.000',
      p_source_label: 'source-1',
      p_source_file: 'captures/source-1/000000000007.json.gz',
      p_any_actor_ids: ['u-1'],
      p_any_emails: ['ada@example.com', 'eve@example.com'],
      p_any_ip_addresses: ['192.0.2.1'],
      p_any_usernames: ['Ada'],
    });
  });

  it('can be read back from its row', () => {
    const alert = raised({}, [login()]);
    expect(parseAlert(JSON.stringify(alert))).toEqual(alert);
  });

  it.each(['', '{}', 'null', '[]', '{"alert_id":1}'])('is not what a row says that is %j', (row) => {
    expect(() => parseAlert(row)).toThrow();
  });

  it.each([
    [5, ['e-0', 'e-1', 'e-2', 'e-3', 'e-4']],
    [8, ['e-0', 'e-1', 'e-2', 'e-3', 'e-4', 'e-7']],
  ])('of %d matches shows the first five and the one with which there were enough', (threshold, shown) => {
    const alert = raised({ threshold }, logins(9));
    const ids = new Map(logins(9).map((row) => [JSON.parse(row).p_row_id, JSON.parse(row).id]));
    expect(alert.events.map(({ row_id }) => ids.get(row_id))).toEqual(shown);
    expect(alert).toMatchObject({
      threshold,
      count: threshold,
      first_event_time: '2026-11-22 09:00:00.500',
      last_event_time: `2026-11-22 09:00:0${threshold - 1}.500`,
    });
  });

  it('has the severity, title and context of the event that reached the threshold', () => {
    const alert = raised(
      { threshold: 2, title: ({ id }) => id, dedup: () => 'all', alertContext: ({ id }) => ({ id }) },
      logins(2),
    );
    expect([alert.title, alert.context]).toEqual(['e-1', '{"id":"e-1"}']);
  });

  it('shows only existing fields, and the beginning of long texts', () => {
    const alert = raised({}, [login(0, { actor: { name: 'x'.repeat(500) }, location: null, context: [] })]);
    expect(alert.events[0]).toEqual({
      time: expect.any(String),
      row_id: expect.any(String),
      action: 'user_login',
      actor: `${'x'.repeat(199)}…`,
    });
  });

  it('takes no columns from an event', () => {
    const alert = raised({}, [
      rowOf('Atlassian.Audit', { attributes: { action: 'user_login' }, kind: 'muted', muted: true, title: 'x' }),
    ]);
    expect(alert).toMatchObject({ kind: 'match', muted: false, title: 'somebody logged in' });
  });
});

describe('an alert of a rule that fails', () => {
  const fails = { rule: () => JSON.parse('null').length, severity: 'CRITICAL', threshold: 9 } as const;

  it('has detection, file, reason and next step, and no text of the rule', () => {
    const alert = raised({ ...fails, title: () => 'mine', alertContext: () => ({ mine: true }) }, logins(3));
    expect(alert).toMatchObject({
      kind: 'rule-error',
      severity: 'MEDIUM',
      title: 'The detection Test.Login fails',
      dedup: '',
      threshold: 1,
      count: 1,
      description: expect.stringMatching(
        /^The rule in detections\/Test\.Login\.ts failed on this event: TypeError: .*null/,
      ),
      runbook: expect.stringContaining('Fix detections/Test.Login.ts'),
    });
    expect(JSON.parse(alert.context)).toEqual({
      file: 'detections/Test.Login.ts',
      reason: expect.stringContaining('TypeError'),
    });
  });
});

describe('the alert about a muted detection', () => {
  it('has the reason, the end and the next step', () => {
    const { file, detection } = detectionOf({ dedup: ({ id }) => id, severity: 'CRITICAL' });
    const rows = Array.from({ length: 1_001 }, (_, i) =>
      rowOf('Atlassian.Audit', { id: `e-${i}`, attributes: { action: 'user_login' } }),
    );
    const muted = alertsOf([activated(file, detection)], rows).slice(1_000);
    expect(muted).toEqual([
      expect.objectContaining({ kind: 'match', muted: true, severity: 'CRITICAL' }),
      expect.objectContaining({
        kind: 'muted',
        muted: false,
        severity: 'MEDIUM',
        title: 'The detection Test.Login is muted for the rest of the hour',
        description: expect.stringContaining('1,000 alerts within an hour'),
        runbook: expect.stringContaining('cdk.json'),
      }),
    ]);
  });
});

describe('the key of a sent alert', () => {
  it.each(['u-1', '../../captures', 'a/b', 'x'.repeat(1_000), '\u0000'])(
    'stands under its detection, a digest of its dedup and its id: %j',
    (dedup) => {
      const alert = raised({ dedup: () => dedup }, [login()]);
      expect(notifiedKey(alert)).toMatch(/^alerts\/Test\.Login\/[0-9a-f]{16}\/[0-9a-f]{32}\.json$/);
      expect(notifiedKey(alert)).toContain(`/${alert.alert_id}.json`);
    },
  );
});
