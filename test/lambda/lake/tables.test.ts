import { activated } from '../../../lambda/alerts/detection-settings';
import { LAKE_TABLES } from '../../../lambda/lake/tables';
import { type Column, type ColumnType, columnsOf as columnsIn, type ScalarType } from '../../../lambda/schema/columns';
import { simulatedRows } from '../../bench/detecting';
import { POOR_ATTRIBUTES, POOR_RECORDS } from '../../detections/poor-events';
import { alertsOf } from '../alerts/raised-alerts';
import { detectionOf } from '../alerts/watched-source';
import { failureRowOf, rowIfEvent, rowOf } from '../rules/real-events';

const columnsOf = (table: string) => LAKE_TABLES.find(({ name }) => name === table)?.columns ?? [];

/** Where a value is not what its column says, or has no column. */
function misfits(value: unknown, type: ColumnType, place: string): string[] {
  if (value === null) return [];
  if (typeof type === 'string')
    return isScalar(value, type) ? [] : [`${place} is no ${type}: ${JSON.stringify(value)}`];
  switch (type.kind) {
    case 'array':
      if (!Array.isArray(value)) return [`${place} is no list`];
      return value.flatMap((element) => misfits(element, type.element, `${place}[]`));
    case 'struct':
      return typeof value === 'object' ? misfitsIn(value ?? {}, type.columns, place) : [`${place} is no object`];
  }
}

function misfitsIn(row: object, columns: readonly Column[], place = ''): string[] {
  return Object.entries(row).flatMap(([name, value]) => {
    const column = columns.find((each) => each.name === name);
    return column ? misfits(value, column.type, `${place}.${name}`) : [`${place}.${name} has no column`];
  });
}

function isScalar(value: unknown, type: ScalarType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'double':
      return typeof value === 'number';
    case 'smallint':
    case 'int':
    case 'bigint':
      return Number.isInteger(value);
    case 'timestamp':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(value);
  }
}

/** Of rows, as JSON text, what does not fit the columns of their table, each once. */
function misfitsOf(table: string, rows: readonly string[]): string[] {
  expect(rows.length).toBeGreaterThan(0);
  return [...new Set(rows.flatMap((row) => misfitsIn(JSON.parse(row), columnsOf(table))))];
}

/** Columns of a table that none of its rows has, indicators aside: those may all be absent. */
function withoutRow(table: string, rows: readonly string[]): string[] {
  const written = new Set(rows.flatMap((row) => Object.keys(JSON.parse(row))));
  const names = columnsOf(table).map(({ name }) => name);
  return names.filter((name) => !written.has(name) && !name.startsWith('p_any_'));
}

describe('a column', () => {
  it.each([
    ['float', 'double'],
    ['bigint', 'bigint'],
    ['json', 'string'],
    ['boolean', 'boolean'],
  ] as const)('of a field of type %s is a %s', (type, expected) => {
    expect(columnsIn([{ name: 'a', type, description: 'x' }])).toEqual([
      { name: 'a', type: expected, description: 'x' },
    ]);
  });
});

describe('the columns of', () => {
  it('events of Atlassian are those that the processor writes', () => {
    const poor = Object.values(POOR_ATTRIBUTES).flatMap(
      (attributes) => rowIfEvent('Atlassian.Audit', { type: 'events', id: 'e', links: {}, attributes }) ?? [],
    );
    expect(misfitsOf('atlassian_audit', [...simulatedRows(2_000), ...poor])).toEqual([]);
  });

  it('events of Panther are those that the processor writes', () => {
    const rows = Object.values(POOR_RECORDS).map((record) => rowOf('Panther.Audit', record));
    expect(misfitsOf('panther_audit', rows)).toEqual([]);
  });

  it('classification failures are those that the processor writes', () => {
    const rows = [7, null, { id: 'r-1', nonsense: [true] }].map((record) => failureRowOf('Atlassian.Audit', record));
    expect(misfitsOf('classification_failures', rows)).toEqual([]);
    expect(withoutRow('classification_failures', rows)).toEqual([]);
  });

  it('alerts are those that the processor writes', () => {
    const { file, detection } = detectionOf({
      reference: 'https://example.com/',
      tags: ['a'],
      alertContext: () => ({ a: 1 }),
    });
    const rows = [...simulatedRows(2_000), rowOf('Atlassian.Audit', { attributes: { action: 'user_login' } })];
    const alerts = alertsOf([activated(file, detection)], rows).map((alert) => JSON.stringify(alert));
    expect(misfitsOf('alerts', alerts)).toEqual([]);
    expect(withoutRow('alerts', alerts)).toEqual([]);
  });
});
