import type { Alert } from '../../../lambda/alerts/alert';
import { alertNotice } from '../../../lambda/alerts/alert-message';
import { activated } from '../../../lambda/alerts/detection-settings';
import type { Detection } from '../../../lambda/rules/define-detection';
import { someOf } from '../../depth';
import { NASTY_TEXTS } from '../../hostile/hostile-json';
import { rowOf } from '../rules/real-events';
import { alertsOf } from './raised-alerts';
import { detectionOf } from './watched-source';

// What may not stand in an email but for the ends of its lines.
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const LINK = /:\/\/|\bwww\.|\.[a-z]{2,}\//i;

interface Said {
  readonly title?: string;
  readonly actor?: object;
  readonly context?: readonly object[];
  readonly ip?: string;
  readonly time?: string;
}

const rowWith = ({ actor, context = [], ip = '192.0.2.1', time = '2026-11-22T09:00:00Z' }: Said, id = 'e-1') =>
  rowOf('Atlassian.Audit', {
    id,
    attributes: {
      action: 'user_login',
      time,
      actor: actor ?? { id: 'u-1', email: 'ada@example.com' },
      context,
      location: { ip },
    },
  });

function alertsFor(rows: readonly string[], changes: Partial<Detection<'Atlassian.Audit'>> = {}): readonly Alert[] {
  const { file, detection } = detectionOf({ severity: 'HIGH', ...changes });
  return alertsOf([activated(file, detection)], rows);
}

function noticeFor(rows: readonly string[], changes: Partial<Detection<'Atlassian.Audit'>> = {}) {
  const [notice] = alertsFor(rows, changes).map(alertNotice);
  if (notice === undefined) throw new Error('There is no alert.');
  return notice;
}

const titled = (title: string) => noticeFor([rowWith({})], { title: () => title });

describe('the subject', () => {
  it.each([
    ['Ada logged in', '[Keepwatch HIGH] Ada logged in'],
    ['Zoë Müller e\u0301', '[Keepwatch HIGH] Zoe Muller e'],
    ['ﬁrst ½', '[Keepwatch HIGH] first 1?2'],
    ['a\r\nBcc: x\t\u2028y', '[Keepwatch HIGH] a Bcc: x y'],
    ['\u001b[2Ja\u0000', '[Keepwatch HIGH] ?[2Ja?'],
    ['日本', '[Keepwatch HIGH] ??'],
    [
      'see https://evil.example or WWW.evil.example',
      '[Keepwatch HIGH] see https[:]//evil.example or www[.]evil.example',
    ],
    ['verify at evil-login.com/mfa', '[Keepwatch HIGH] verify at evil-login[.]com/mfa'],
    ['ada@example.com, from 10.0.0.12/32', '[Keepwatch HIGH] ada@example.com, from 10.0.0.12/32'],
    ['see https：//evil.example', '[Keepwatch HIGH] see https[:]//evil.example'],
    ['   ', '[Keepwatch HIGH]'],
  ])('of %j is %j', (title, subject) => {
    expect(titled(title).subject).toBe(subject);
  });

  it('is never longer than 99 characters, and ends with dots when there was more', () => {
    const room = 99 - '[Keepwatch HIGH] '.length;
    expect(titled('x'.repeat(room)).subject).toBe(`[Keepwatch HIGH] ${'x'.repeat(room)}`);
    expect(titled('x'.repeat(room + 1)).subject).toBe(`[Keepwatch HIGH] ${'x'.repeat(room - 3)}...`);
  });
});

describe('the text', () => {
  it('has four sections: what happened, why it matters, what to do, evidence', () => {
    const rows = [
      rowWith({ context: [{ id: 'u-2', type: 'users', attributes: { email: 'eve@example.com' } }] }, 'e-1'),
      rowWith({ time: '2026-11-22T09:10:00Z', ip: '' }, 'e-2'),
    ];
    const [first, second] = rows.map((row) => JSON.parse(row).p_row_id);
    const changes = {
      title: () => 'Ada logged in',
      threshold: 2,
      description: 'It matters.',
      runbook: 'Ask her.',
      reference: 'https://docs.example.com/x',
      alertContext: () => ({ weekday: 7 }),
    };
    const [alert] = alertsFor(rows, changes);

    expect(noticeFor(rows, changes).text).toBe(
      `HIGH: Ada logged in

What happened
  Count: 2 from 2026-11-22 09:00:00 to 2026-11-22 09:10:00 UTC
  (the threshold is 2 within 60 minutes)
  2026-11-22 09:00:00 UTC
    Actor   ada@example.com
    Action  user_login
    Target  eve@example.com
    IP      192.0.2.1
  2026-11-22 09:10:00 UTC
    Actor   ada@example.com
    Action  user_login
  Details: {"weekday":7}

Why it matters
  It matters.

What to do
  Ask her.
  Read more: https://docs.example.com/x

Evidence
  Source     source-1
  Detection  Test.Login
  Alert      ${alert?.alert_id}
  Capture    captures/source-1/000000000007.json.gz (in the archive)
  To see these events, run this query with keepwatch query, or in Athena:
    SELECT * FROM atlassian_audit WHERE date = '2026-11-22'
    AND p_row_id IN ('${first}', '${second}')
  More matches before 2026-11-22 10:00:00 UTC belong to this alert. They send no further email.`,
    );
  });

  it('leaves out a count of one, an empty context and a missing reference', () => {
    const { text } = noticeFor([rowWith({})]);
    for (const what of ['Count', 'Details:', 'Read more', 'undefined', 'null']) expect(text).not.toContain(what);
  });

  it('names each day of the events, because days are partitions', () => {
    const rows = ['2026-11-21T23:59:00Z', '2026-11-22T00:01:00Z'].map((time, i) => rowWith({ time }, `e-${i}`));
    expect(noticeFor(rows, { threshold: 2 }).text).toContain("WHERE date IN ('2026-11-21', '2026-11-22')\n");
  });

  it('names the day of the capture for an event of a distant day, and no day for several', () => {
    const rows = ['2031-01-01T00:00:00Z', '2031-01-01T00:01:00Z'].map((time, i) => rowWith({ time }, `e-${i}`));
    expect(noticeFor(rows.slice(0, 1)).text).toContain("WHERE date = '2026-11-22'\n");
    expect(noticeFor(rows, { threshold: 2 }).text).toContain('SELECT * FROM atlassian_audit WHERE p_row_id IN (');
  });

  it('leaves out the query for a log type that this Keepwatch does not know', () => {
    const [alert] = alertsFor([rowWith({})]);
    if (alert === undefined) throw new Error('There is no alert.');
    const { text } = alertNotice({ ...alert, p_log_type: 'Later.Audit' });
    expect(text).not.toContain('SELECT');
    expect(text).toContain('(in the archive)\n  More matches before');
  });

  it('says so when it does not show all events', () => {
    const rows = Array.from({ length: 8 }, (_, i) => rowWith({}, `e-${i}`));
    expect(noticeFor(rows, { threshold: 8 }).text).toContain('The first 5, and the match that reached the threshold:');
    expect(noticeFor(rows, { threshold: 8 }).text.match(/ {4}Action /g)).toHaveLength(6);
    expect(noticeFor(rows, { threshold: 5 }).text).not.toContain('The first 5');
  });

  it('puts texts from events on one line with single spaces and replaces hidden characters', () => {
    expect(titled('a \r\n\t b\u2028c\u202ed').text).toMatch(/^HIGH: a b c\ufffdd\n/);
  });

  it('of a detection that fails says where to fix it', () => {
    const { subject, text } = noticeFor([rowWith({})], { rule: () => JSON.parse('null').length });
    expect(subject).toBe('[Keepwatch MEDIUM] The detection Test.Login fails');
    expect(text).toContain('The rule in detections/Test.Login.ts failed on this event: TypeError:');
    expect(text).toContain('What to do\n  Fix detections/Test.Login.ts: add this event to its test cases,');
    expect(text).toMatch(
      /More failures before 2026-11-22 10:00:00 UTC belong to this alert\. They send no further email\.$/,
    );
  });

  it('of a detection that is muted says how to find its alerts', () => {
    const rows = Array.from({ length: 1_001 }, (_, i) => rowWith({}, `e-${i}`));
    const muted = alertsFor(rows, { dedup: ({ id }) => id }).find(({ kind }) => kind === 'muted');
    const { subject, text } = muted ? alertNotice(muted) : titled('none');
    expect(subject).toBe('[Keepwatch MEDIUM] The detection Test.Login is muted for the rest of the hour');
    expect(text).toMatch(/SELECT \* FROM alerts WHERE date = '2026-11-22' AND detection_id = 'Test\.Login'$/);
    expect(text).not.toContain('belong to this alert');
  });
});

describe('the JSON', () => {
  it('is the row of the alert', () => {
    const rows = [rowWith({ context: [{ type: 'users', attributes: { email: 'eve@example.com' } }] })];
    const changes = { alertContext: () => ({ weekday: 7 }), tags: ['ATT&CK:T1078'] };
    expect(JSON.parse(noticeFor(rows, changes).json)).toEqual(alertsFor(rows, changes)[0]);
  });

  it('limits lists that can have thousands of values', () => {
    const context = Array.from({ length: 2_000 }, (_, i) => ({ attributes: { email: `${i}@${'x'.repeat(500)}` } }));
    const { p_any_emails: emails } = JSON.parse(noticeFor([rowWith({ context })]).json);
    expect(emails).toHaveLength(50);
    for (const email of emails) expect(email).toHaveLength(200);
  });

  it('refers to the table for a context that is too large for a message', () => {
    const json = (length: number) =>
      JSON.parse(noticeFor([rowWith({})], { alertContext: () => ({ a: 'x'.repeat(length) }) }).json);
    expect(JSON.parse(json(10_000).context)).toEqual({ a: 'x'.repeat(10_000) });
    expect(JSON.parse(json(17_000).context)).toEqual({ _error: expect.stringContaining('the table alerts has it') });
  });
});

describe('any text of an event', () => {
  const host = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}`;
  const everywhere = (text: string): Said => ({
    actor: { id: text, name: text, email: text, onBehalfOf: { id: `${text}1`, name: `${text}1`, email: `${text}@1` } },
    context: Array.from({ length: 60 }, (_, i) => ({
      id: text,
      type: text,
      attributes: { email: `${i}@${text}`, name: text },
      links: { self: `https://${i}.${host}/` },
    })),
    ip: text,
  });
  const noticeOf = (text: string) =>
    noticeFor([rowWith(everywhere(text))], { title: () => text, dedup: () => text, alertContext: () => ({ text }) });

  it.each(
    someOf(
      [
        ...NASTY_TEXTS,
        'https://evil.example/x',
        'www.evil.example',
        'WwW.evil.example HTTPS://evil.example',
        'a\u200bb\u00adc',
        '<a href="https://evil.example">here</a>',
        'javascript:alert(1)',
        '=HYPERLINK("http://evil.example")',
        '\n\nWhat to do\n  Nothing, all is well.',
        '\u2029\nHIGH: forged',
      ],
      4,
    ),
  )('it stays text on one line: %j', (text) => {
    const { subject, text: said, json } = noticeOf(text);
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(said).not.toMatch(STEERING);
    expect(`${subject}\n${said}`).not.toMatch(LINK);
    expect(said.split('\n').length).toBeLessThanOrEqual(noticeOf('x').text.split('\n').length);
    expect(said).toMatch(/^HIGH: /);
    expect(JSON.parse(json).kind).toBe('match');
  });

  // SNS takes 256 KB for all texts of a message, which then are JSON in JSON.
  it.each(someOf(['x', '"', '\\', '\u0000', '\ud800', '\u202e', '文', '🏴'], 4))(
    'it fits a message of SNS: %j, often',
    (character) => {
      const rows = [1, 2, 3, 4, 5, 6].map((i) => rowWith(everywhere(character.repeat(2_000)), `e-${i}`));
      for (const [inContext, kib] of ['"', character].flatMap((text) =>
        [4, 15.9, 31.9, 190].map((size) => [text, size] as const),
      )) {
        const length = Math.floor((kib * 1024) / (Buffer.byteLength(JSON.stringify(inContext)) - 2));
        const long = character.repeat(2_000);

        const { subject, text, json } = noticeFor(rows, {
          threshold: 6,
          title: () => long,
          dedup: () => long,
          alertContext: () => ({ text: inContext.repeat(length) }),
        });

        expect(Buffer.byteLength(JSON.stringify({ default: json, email: text, sms: subject }))).toBeLessThan(
          256 * 1024,
        );
        expect(Buffer.byteLength(text)).toBeLessThan(32 * 1024);
      }
    },
  );
});
