import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { CALLERS } from '../lambda/sources/deployment/cloudtrail-events';
import { callEvent, readCalls } from '../referees/event-ruler/calls';
import { calledPatterns } from '../referees/event-ruler/rule-patterns';
import { matches } from './event-pattern';
import { ofType, propertiesAt, synthesise } from './synthesised-stack';

const PATTERNS = Object.entries(calledPatterns());

/** The rules that take an event. */
function takenBy(event: unknown): readonly string[] {
  return PATTERNS.filter(([, pattern]) => matches(pattern, event)).map(([place]) => place);
}

describe('the deployment trail', () => {
  // The referee `event-ruler` gives the same calls to AWS's own engine.
  it.each(readCalls())('takes what it promises, and nothing else: $name', ({ event, taken }) => {
    expect(takenBy(event)).toEqual(taken);
  });

  it.each(Object.entries(CALLERS))('takes the read of a credential by %s', (_name, userIdentity) => {
    expect(takenBy(callEvent('secretsmanager', { userIdentity }))).toEqual(['Trail/CallsAboutSecretOf-atlassian-main']);
  });

  it('is off by default', () => {
    const places = Object.keys(synthesise().resources).filter((place) => place.startsWith('Trail/'));
    expect(places).toEqual([]);
  });

  describe('in the stack', () => {
    const stack = synthesise({ keepwatch: { deploymentTrail: { enabled: true } } });
    const rules = ofType(stack, 'AWS::Events::Rule').filter(([place]) => place.startsWith('Trail/'));

    it('has a rule for each pattern, which includes reads and loses no event', () => {
      const about = ['SecretOf-atlassian-main', 'Buckets', 'Evidence', 'Functions', 'Alarms', 'Schedules', 'Topics'];
      const more = ['Rules', 'Roles', 'Logs', 'Queues', 'Stacks', 'Trails'];
      expect(rules.map(([place]) => place)).toEqual([...about, ...more].map((id) => `Trail/CallsAbout${id}`));
      for (const [, { Properties }] of rules) {
        expect(Properties).toMatchObject({
          State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
          EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] },
          Targets: [
            {
              Arn: '<Trail/Events/Queue.Arn>',
              DeadLetterConfig: { Arn: '<Trail/DeadLetters/Queue.Arn>' },
              RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
            },
          ],
        });
        // EventBridge takes no longer pattern; references are longer here than they will be.
        expect(JSON.stringify(Properties.EventPattern).length).toBeLessThan(2_048);
      }
    });

    it('takes no collector for a stranger to a secret that two sources share', () => {
      const sources = ['one', 'other'].map((name) => ({ name, secretName: 'security/shared' }));
      const shared = synthesise({ keepwatch: { sources, deploymentTrail: { enabled: true } } });
      const roles = '"anything-but":["<Source-one/Collector/Role>","<Source-other/Collector/Role>"]';
      for (const { name } of sources) {
        const { EventPattern } = propertiesAt(shared, `Trail/CallsAboutSecretOf-${name}`);
        expect(JSON.stringify(EventPattern)).toContain(roles);
      }
    });

    it('knows the roles whose reads are routine', () => {
      const pattern = (id: string) => JSON.stringify(propertiesAt(stack, `Trail/CallsAbout${id}`).EventPattern);
      const [collector, processor, trail] = ['Source-atlassian-main/Collector', 'Processor/Function', 'Trail/Function'];
      expect(pattern('SecretOf-atlassian-main')).toContain(`"anything-but":["<${collector}/Role>"]`);
      expect(pattern('SecretOf-atlassian-main')).toContain(':secret:keepwatch/atlassian-main"');
      expect(pattern('Evidence')).toContain(
        `"anything-but":["<${collector}/Role>","<${processor}/Role>","<${trail}/Role>"]`,
      );
      expect(pattern('Evidence')).toContain('"bucketName":["<Archive/Bucket>"]');
      expect(pattern('Functions')).toContain('"uUID":["<Trail/Events/Batches>"]');
    });

    it('lets CloudFormation record creation and deletion while its rules exist, within minutes', () => {
      const switching = stack.resources['Trail/Switch/Default'];
      expect(switching).toMatchObject({
        Type: 'Custom::KeepwatchDeploymentTrail',
        Properties: { ServiceToken: '<Trail/Function/Function.Arn>', ServiceTimeout: '300' },
      });
      // And while somebody hears of the capture that says so.
      const heard = [...rules.map(([place]) => place), 'Processor/NewCaptures'];
      expect(switching?.DependsOn).toEqual(expect.arrayContaining(heard.map((place) => `<${place}>`)));
    });

    it('consumes a queue in batches, with retries for hours and an alarm when nothing consumes it', () => {
      expect(propertiesAt(stack, 'Trail/Events/Queue')).toMatchObject({
        MessageRetentionPeriod: 1_209_600,
        RedrivePolicy: { deadLetterTargetArn: '<Trail/DeadLetters/Queue.Arn>', maxReceiveCount: 12 },
        VisibilityTimeout: 1800,
      });
      expect(propertiesAt(stack, 'Trail/Events/Batches')).toMatchObject({
        BatchSize: 1000,
        EventSourceArn: '<Trail/Events/Queue.Arn>',
        FunctionName: '<Trail/Function/Function>',
        MaximumBatchingWindowInSeconds: 30,
        ScalingConfig: { MaximumConcurrency: 2 },
      });
      expect(propertiesAt(stack, 'Trail/Events/Waiting/Alarm')).toMatchObject({
        AlarmName: 'Keepwatch-Trail-Waiting',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Statistic: 'Maximum',
        Threshold: 3600,
        TreatMissingData: 'notBreaching',
      });
    });

    it('fails to synthesise with the name of the secret that makes a pattern too long for EventBridge', () => {
      const sources = [{ name: 'long', secretName: 'x'.repeat(300) }, { name: 'short' }];
      expect(() => synthesise({ keepwatch: { sources, deploymentTrail: { enabled: true } } })).toThrow(
        /Trail\/CallsAboutSecretOf-long\] Its event pattern can have \d+ characters; EventBridge allows 2048\. The name of the secret of source long is too long/,
      );
    });

    it('may write only its own captures and its own state', () => {
      const [[, policy] = []] = ofType(stack, 'AWS::IAM::Policy').filter(([place]) => place.startsWith('Trail/'));
      const text = JSON.stringify(policy?.Properties.PolicyDocument);
      expect(text).toContain('captures/deployment/*');
      expect(text).toContain('state/deployment.json');
      expect(text).not.toMatch(/secretsmanager|s3:Delete|s3:\*|Retention/);
    });

    it('passes the version of Keepwatch to the function', () => {
      expect(propertiesAt(stack, 'Trail/Function/Function').Environment).toMatchObject({
        Variables: { KEEPWATCH_VERSION: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      });
    });
  });

  describe('with createCloudTrail', () => {
    const stack = synthesise({ keepwatch: { deploymentTrail: { enabled: true, createCloudTrail: true } } });
    const [[, trail] = []] = ofType(stack, 'AWS::CloudTrail::Trail');

    it('logs all management events of the region, and access to the archive by others', () => {
      expect(trail?.Properties).toMatchObject({ IsLogging: true, IsMultiRegionTrail: false });
      expect(trail?.Properties).not.toHaveProperty('EventSelectors');
      const selectors = JSON.stringify(trail?.Properties.AdvancedEventSelectors);
      expect(selectors).toContain('{"Equals":["Management"],"Field":"eventCategory"}');
      expect(selectors).toContain('{"Field":"resources.ARN","StartsWith":["<Archive/Bucket.Arn>/captures/"]}');
      for (const place of ['Source-atlassian-main/Collector', 'Processor/Function', 'Trail/Function']) {
        expect(selectors).toContain(`assumed-role/<${place}/Role>/`);
      }
    });

    it('creates the trail after its bucket policy', () => {
      expect(trail?.DependsOn).toContain('<CloudTrail/Bucket/Policy>');
    });
  });

  it('creates no CloudTrail trail by default', () => {
    const stack = synthesise({ keepwatch: { deploymentTrail: { enabled: true } } });
    expect(ofType(stack, 'AWS::CloudTrail::Trail')).toEqual([]);
  });
});
