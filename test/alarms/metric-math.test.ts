import { readExpression } from './metric-math';

const SATURDAY = Date.parse('2026-11-07T00:00:00Z');
const HOUR = 60 * 60 * 1000;
const values = (record: Readonly<Record<string, number>>) => (id: string) => record[id];

describe('metric math', () => {
  it('adds existing values, and zero for missing ones', () => {
    const sum = readExpression('FILL(errors, 0) + FILL(waiting, 0)', ['errors', 'waiting']);

    expect(sum(values({ errors: 2, waiting: 3 }), SATURDAY)).toBe(5);
    expect(sum(values({ waiting: 3 }), SATURDAY)).toBe(3);
    expect(sum(values({}), SATURDAY)).toBe(0);
  });

  it('gives a quiet day an event, and leaves other days unchanged', () => {
    const events = readExpression('IF(DAY(events) == 6 OR DAY(events) == 7, 1, FILL(events, 0))', ['events']);

    expect(events(values({ events: 7 }), SATURDAY - HOUR)).toBe(7);
    expect(events(values({}), SATURDAY - HOUR)).toBe(0);
    expect(events(values({}), SATURDAY)).toBe(1);
    expect(events(values({}), SATURDAY + 47 * HOUR)).toBe(1);
    expect(events(values({}), SATURDAY + 48 * HOUR)).toBe(0);
  });

  it.each([
    'errors + FILL(waiting, 0)',
    'FILL(errors, REPEAT)',
    'FILL(unknown, 0)',
    'IF(HOUR(errors) == 6, 1, FILL(errors, 0))',
    'IF(DAY(errors) == 8, 1, FILL(errors, 0))',
  ])('refuses an unknown form: %s', (text) => {
    expect(() => readExpression(text, ['errors', 'waiting'])).toThrow('not understood');
  });
});
