import { readFileSync } from 'node:fs';
import { matches } from '../lib/event-pattern';
import { callEvent } from '../referees/event-ruler/calls';
import { calledPatterns } from '../referees/event-ruler/rule-patterns';

const PAGE = readFileSync('docs/deployment-trail.md', 'utf8');
const ARCHIVE = 'keepwatch-archivebucket49f1ac64-example';

/** A service in the page's table: its name in events, and a resource of the stack. */
const SERVICES: Readonly<Record<string, { readonly service: string; readonly name: string; readonly arn?: string }>> = {
  'Secrets Manager': { service: 'secretsmanager', name: 'keepwatch/atlassian-main' },
  'S3, management': { service: 's3', name: ARCHIVE },
  'S3, objects': { service: 's3', name: ARCHIVE },
  Lambda: {
    service: 'lambda',
    name: 'Keepwatch-F1',
    arn: 'arn:aws:lambda:eu-central-1:111122223333:function:Keepwatch-F1',
  },
  CloudWatch: {
    service: 'monitoring',
    name: 'Keepwatch-A1',
    arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:Keepwatch-A1',
  },
  'EventBridge Scheduler': { service: 'scheduler', name: 'Keepwatch-S1' },
  SNS: { service: 'sns', name: 'Keepwatch-T1', arn: 'arn:aws:sns:eu-central-1:111122223333:Keepwatch-T1' },
  EventBridge: {
    service: 'events',
    name: 'Keepwatch-R1',
    arn: 'arn:aws:events:eu-central-1:111122223333:rule/Keepwatch-R1',
  },
  IAM: { service: 'iam', name: 'Keepwatch-R1' },
  'CloudWatch Logs': {
    service: 'logs',
    name: 'Keepwatch-L1',
    arn: 'arn:aws:logs:eu-central-1:111122223333:log-group:Keepwatch-L1',
  },
  SQS: { service: 'sqs', name: 'Keepwatch-Q1', arn: 'arn:aws:sqs:eu-central-1:111122223333:Keepwatch-Q1' },
  CloudFormation: {
    service: 'cloudformation',
    name: 'Keepwatch',
    arn: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Keepwatch/1f',
  },
};

/** Parameters whose value is neither a name nor an ARN nor a list of them. */
const SHAPED: Readonly<Record<string, unknown>> = {
  filters: [{ key: 'name', values: ['keepwatch/atlassian-main'] }],
  CreateAccessPointRequest: { Bucket: ARCHIVE },
  'x-amz-copy-source': `${ARCHIVE}/k`,
  uUID: '11111111-2222-3333-4444-555555555555',
  muteTargets: { alarmNames: ['Keepwatch-A1'] },
  queueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/Keepwatch-Q1',
};

const ROWS = [...PAGE.matchAll(/^\| ([^|`]+) \| ([^|]*`[^|]*) \| [^|`]+ \|$/gm)].map(([, title = '', cell = '']) => ({
  title,
  parameters: [...cell.matchAll(/`([^`]+)`/g)]
    .map(([, parameter = '']) => parameter)
    .filter((name) => name !== 'resources'),
}));

const isTaken = (event: unknown) => Object.values(calledPatterns()).some((pattern) => matches(pattern, event));

function called(title: string) {
  const known = SERVICES[title];
  if (known === undefined) throw new Error(`The table has a new service, ${title}. Add it to SERVICES.`);
  return known;
}

describe('the table of docs/deployment-trail.md', () => {
  it('has every service', () => {
    expect(ROWS.map(({ title }) => title)).toEqual(Object.keys(SERVICES));
  });

  it.each(ROWS.flatMap(({ title, parameters }) => parameters.map((parameter) => [title, parameter] as const)))(
    'promises calls that the rules take: %s, %s',
    (title, parameter) => {
      const { service, name, arn = name } = called(title);
      const one = /arn$|^resource/i.test(parameter) ? arn : name;
      const value = SHAPED[parameter] ?? (/(s|List)$/.test(parameter) ? ['other', one] : one);
      const managementEvent = title !== 'S3, objects';
      const call = { eventName: 'AnyCall', requestParameters: { [parameter]: value }, managementEvent };
      expect(isTaken(callEvent(service, call))).toBe(true);
    },
  );

  it.each(ROWS.map(({ title }) => [title] as const))('promises refused calls that the rules take: %s', (title) => {
    const { service, name, arn = name } = called(title);
    const errorMessage = `User: eve is not authorized to perform: x on resource: ${arn} because no policy allows it`;
    const refused = { eventName: 'AnyCall', requestParameters: null, errorCode: 'AccessDenied', errorMessage };
    expect(isTaken(callEvent(service, refused))).toBe(true);
  });
});
