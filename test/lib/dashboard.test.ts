import 'aws-cdk-lib/testhelpers/jest-autoclean';
import * as z from 'zod/mini';
import { ofType, synthesise } from './synthesised-stack';

const bodySchema = z.object({
  widgets: z.array(
    z.object({
      type: z.string(),
      width: z.int(),
      properties: z.object({
        title: z.optional(z.string()),
        markdown: z.optional(z.string()),
        alarms: z.optional(z.array(z.string())),
        metrics: z.optional(z.array(z.array(z.unknown()))),
      }),
    }),
  ),
});

function dashboardOf(keepwatch: object) {
  const stack = synthesise({ keepwatch });
  const [[, dashboard] = []] = ofType(stack, 'AWS::CloudWatch::Dashboard');
  const { widgets } = bodySchema.parse(JSON.parse(String(dashboard?.Properties.DashboardBody)));
  return { stack, name: dashboard?.Properties.DashboardName, widgets };
}

describe('the dashboard', () => {
  const { stack, name, widgets } = dashboardOf({
    sources: [{ name: 'jira' }, { name: 'panther', kind: 'panther' }],
    deploymentTrail: { enabled: true },
  });
  const drawn = JSON.stringify(widgets.map(({ properties }) => properties.metrics));

  it('has the name of stack and region, because dashboards of all regions share their names', () => {
    expect(name).toBe('Keepwatch-<AWS::Region>');
  });

  it.each([
    ...['EventsProcessed', 'EventsRejected', 'CapturesWritten', 'Duplicates', 'LateRecords', 'AlertsRaised'],
    ...['LagSeconds', 'LatencySeconds', 'ApiRequests', 'ApiThrottles', 'CredentialDaysLeft'],
  ])('shows %s of every source, in the namespace of the stack', (metric) => {
    for (const source of ['jira', 'panther']) expect(drawn).toContain(`"Keepwatch","${metric}","Source","${source}"`);
  });

  it('shows the state of every alarm', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    const alarms = ofType(stack, 'AWS::CloudWatch::Alarm').map(([place]) => `<${place}.Arn>`);
    expect(shown.sort()).toEqual(alarms.sort());
  });

  it('shows the dead letters of every queue', () => {
    const queues = ofType(stack, 'AWS::SQS::Queue').map(([place]) => place);
    for (const queue of queues.filter((place) => place.includes('DeadLetters'))) {
      expect(drawn).toContain(`<${queue}.QueueName>`);
    }
  });

  it('starts the rows of each source with its name', () => {
    const headings = widgets.flatMap(({ properties }) => properties.markdown ?? []);
    expect(headings).toEqual(['## jira', '## panther']);
  });
});
