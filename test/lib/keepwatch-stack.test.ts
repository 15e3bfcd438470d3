import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { ofType, type SynthesisedStack, synthesise } from './synthesised-stack';

describe('KeepwatchStack', () => {
  it('outputs what an operator needs after a deployment', () => {
    // Act
    const { template } = synthesise({ keepwatch: { sources: [{ name: 'jira' }, { name: 'confluence' }] } });

    // Assess
    const outputs = Object.values(template.findOutputs('*'));
    expect(outputs.map((output) => output.Description)).toEqual([
      'Secret for the credential of source jira',
      'Secret for the credential of source confluence',
      'Database of the tables in Athena; query it in the workgroup keepwatch',
      'Bucket of the archive: captures under Object Lock',
      'Bucket of the lake: events, classification failures, alerts, receipts, state',
      'SNS topic of alerts and alarms: subscribe here to receive them',
    ]);
    expect(outputs.slice(0, 2).map((output) => output.Value)).toEqual(['keepwatch/jira', 'keepwatch/confluence']);
  });

  it('has its own metrics: another stack with a source of the same name cannot hide its silence', () => {
    // Prepare
    const metricsOf = (stack: SynthesisedStack) => {
      const alarms = ofType(stack, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
      return alarms.flatMap(({ Namespace, MetricName, Dimensions }) =>
        Namespace === undefined ? [] : [JSON.stringify([Namespace, MetricName, Dimensions])],
      );
    };
    const namespacesOf = (stack: SynthesisedStack) =>
      JSON.stringify(stack.resources).match(/(?<="cloudwatch:namespace":|"METRIC_NAMESPACE":)"[^"]*"/g);

    // Act
    const [one, other] = [synthesise(), synthesise({ stackName: 'Audit' })];

    // Assess
    expect(metricsOf(one)).toHaveLength(6);
    expect(metricsOf(one).filter((metric) => metricsOf(other).includes(metric))).toEqual([]);
    expect(namespacesOf(other)).toEqual(Array(4).fill('"Audit"'));
  });

  it('is the same template as before', () => {
    // Act
    const { template } = synthesise();

    // Assess: what a function is bundled from changes with every line of its code, the infrastructure does not.
    const text = JSON.stringify(template.toJSON()).replace(/[0-9a-f]{64}/g, 'ASSET');
    expect(JSON.parse(text)).toMatchSnapshot();
  });
});
