import type { AlarmState, DataPoint, Terms } from './judge';
import { judge } from './judge';

const POINTS: Readonly<Record<string, DataPoint>> = { '0': 'fine', X: 'breaching', '-': 'missing' };
// The newest stands on the right, as in the documentation.
const range = (text: string) =>
  text
    .split(' ')
    .map((point) => POINTS[point] ?? 'missing')
    .reverse();

const RETAINED = undefined;
type Row = readonly [
  points: string,
  missing: AlarmState,
  ignore: AlarmState | undefined,
  breaching: AlarmState,
  notBreaching: AlarmState,
];

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
describe('how an alarm judges when data is missing, as CloudWatch documents it', () => {
  const check = (datapointsToAlarm: number, [points, missing, ignore, breaching, notBreaching]: Row) => {
    const by = (treatMissingData: Terms['treatMissingData']) =>
      judge(range(points), { evaluationPeriods: 3, datapointsToAlarm, treatMissingData });
    expect([by('missing'), by('ignore'), by('breaching'), by('notBreaching')]).toEqual([
      missing,
      ignore,
      breaching,
      notBreaching,
    ]);
  };

  it.each<Row>([
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', RETAINED, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', RETAINED, 'ALARM', 'OK'],
  ])('three of three: %s', (...row) => check(3, row));

  it.each<Row>([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', RETAINED, 'ALARM', 'OK'],
  ])('two of three: %s', (...row) => check(2, row));
});
