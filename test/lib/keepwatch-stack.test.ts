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

  // With another id CloudFormation makes a new resource: the data of the old one is left behind, or its name is taken.
  it('keeps the logical id of everything that holds data or has a fixed name', () => {
    // Prepare
    const types = ['S3::Bucket', 'SecretsManager::Secret', 'SNS::Topic', 'SQS::Queue', 'Logs::LogGroup'];
    const namedTypes = ['Glue::Database', 'Glue::Table', 'Athena::WorkGroup', 'CloudWatch::Alarm'];

    // Act
    const { template } = synthesise();

    // Assess
    const ids = [...types, ...namedTypes].map((type) => Object.keys(template.findResources(`AWS::${type}`)).sort());
    expect(ids).toEqual([
      ['ArchiveBucket49F1AC64', 'LakeBucketB1D32E10'],
      ['SourceatlassianmainSecret086FFE7E'],
      ['AlertsTopicCF7C81C9'],
      ['ProcessorDeadLettersQueue374B6094', 'SourceatlassianmainDeadLettersQueue0E48452C'],
      ['ProcessorFunctionLogs99A3F019', 'SourceatlassianmainCollectorLogs123DC25F'],
      ['SearchDatabase7ADD21AB'],
      [
        'SearchTablealerts38E6B6D0',
        'SearchTableatlassianauditEA36C107',
        'SearchTableclassificationfailures4451E6DA',
        'SearchTablepantherauditE0715ED9',
      ],
      ['SearchWorkgroup468C8FEB'],
      [
        'ProcessorAlarmsFailingAlarmF2CF6991',
        'SourceatlassianmainAlarmsCredentialExpiringAlarm49C2B984',
        'SourceatlassianmainAlarmsCredentialRejectedAlarm4D74D49A',
        'SourceatlassianmainAlarmsFailingAlarmCDD2124B',
        'SourceatlassianmainAlarmsLagAlarm689BE924',
        'SourceatlassianmainAlarmsNotRunningAlarm9EA82EAC',
        'SourceatlassianmainAlarmsRejectedAlarm31EBD1B1',
        'SourceatlassianmainAlarmsSilenceAlarmE5EE4B55',
      ],
    ]);
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AlertTopicArn',
      'ArchiveBucketName',
      'LakeBucketName',
      'SearchDatabase',
      'SourceatlassianmainSecretName99EAF812',
    ]);
  });
});
