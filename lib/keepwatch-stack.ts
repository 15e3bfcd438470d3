import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlertTopic } from './alert-topic';
import { ArchiveBucket } from './archive-bucket';
import { Catalog } from './catalog';
import type { KeepwatchConfiguration } from './config';
import { Dashboard } from './dashboard';
import { DeploymentTrail } from './deployment-trail';
import { LakeBucket } from './lake-bucket';
import { OwnCloudTrail } from './own-cloudtrail';
import { Processor } from './processor';
import { SourceCollector } from './source-collector';
import { STACK_OUTPUTS } from './stack-names';

/** What is deployed. */
export interface KeepwatchStackProps extends StackProps {
  readonly configuration: KeepwatchConfiguration;
}

/** Keepwatch, in the direction in which data flows: each source's collector → archive → processor → lake. */
export class KeepwatchStack extends Stack {
  constructor(scope: Construct, id: string, props: KeepwatchStackProps) {
    super(scope, id, props);
    const {
      alertEmails,
      archive: archiveConfiguration,
      deploymentTrail,
      detections,
      logRetentionDays,
      search,
      sources,
    } = props.configuration;
    const { retentionDays } = archiveConfiguration;

    const { topic } = new AlertTopic(this, 'Alerts', {
      emails: alertEmails,
      transientEmail: props.configuration.transientEmail,
    });
    const { bucket: archive } = new ArchiveBucket(this, 'Archive', { archive: archiveConfiguration });
    const { bucket: lake } = new LakeBucket(this, 'Lake', { retentionDays });

    const collectors = sources.map((source) => {
      const collector = new SourceCollector(this, `Source-${source.name}`, {
        source,
        archive,
        lake,
        topic,
        logRetentionDays,
      });
      new CfnOutput(collector, 'SecretName', {
        value: collector.secretName,
        description: `Secret in which to enter the credential of ${source.name}`,
      });
      return collector;
    });

    const processor = new Processor(this, 'Processor', { archive, lake, topic, detections, logRetentionDays });

    let trail: DeploymentTrail | undefined;
    if (deploymentTrail.enabled) {
      trail = new DeploymentTrail(this, 'Trail', {
        archive,
        lake,
        topic,
        logRetentionDays,
        secretNames: collectors.map(({ secretName }) => secretName),
        collectorRoles: collectors.map(({ collectorRole }) => collectorRole),
        otherRoles: [processor.roleName],
      });
      // Its first capture, that it was switched on, is heard of only while the processor's rule is there.
      trail.node.addDependency(processor);
      if (deploymentTrail.createCloudTrail) {
        const { functionRoles } = trail;
        new OwnCloudTrail(this, 'CloudTrail', { archive, functionRoles, logRetentionDays });
      }
    }

    const pushed = trail === undefined ? [processor] : [processor, trail];
    new Dashboard(this, 'Dashboard', {
      sources: collectors.map(({ name, function: collector, alarms }) => ({ name, collector, alarms })),
      processor: processor.function,
      deadLetters: [...pushed, ...collectors].map(({ deadLetters }) => deadLetters),
      alarms: [...pushed.flatMap(({ alarms }) => alarms), ...(trail === undefined ? [] : [trail.waitingAlarm])],
    });

    if (search.enabled) {
      const catalog = new Catalog(this, 'Search', { lake, search, retentionDays });
      new CfnOutput(this, 'SearchDatabase', {
        value: catalog.database,
        description: `Database of the tables in Athena, in the workgroup ${catalog.workgroup}`,
      });
    }

    new CfnOutput(this, STACK_OUTPUTS.archiveBucket, {
      value: archive.bucketName,
      description: 'Bucket of the archive: the captures, locked',
    });
    new CfnOutput(this, STACK_OUTPUTS.lakeBucket, {
      value: lake.bucketName,
      description: 'Bucket of the lake: events, classification failures, receipts, state',
    });
    new CfnOutput(this, 'AlertTopicArn', {
      value: topic.topicArn,
      description: 'Topic that alerts and alarms tell: subscribe here to be told as well',
    });
  }
}
