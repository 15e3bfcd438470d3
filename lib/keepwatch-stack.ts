import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmEndings } from './alarm-endings';
import { AlertTopic } from './alert-topic';
import { ArchiveBucket } from './archive-bucket';
import { Catalog } from './catalog';
import type { KeepwatchConfiguration } from './config';
import { createLast } from './creation-order';
import { Dashboard } from './dashboard';
import { DeploymentTrail } from './deployment-trail';
import { LakeBucket } from './lake-bucket';
import { OwnCloudTrail } from './own-cloudtrail';
import { Processor } from './processor';
import { SourceCollector } from './source-collector';
import { STACK_OUTPUTS } from './stack-names';

/** What to deploy. */
export interface KeepwatchStackProps extends StackProps {
  readonly configuration: KeepwatchConfiguration;
}

/**
 * Keepwatch, in the direction of the data: the collector of each source → archive → processor → lake. Collectors and
 * processor bring their own permissions, dead-letter queues and alarms.
 */
export class KeepwatchStack extends Stack {
  constructor(scope: Construct, id: string, props: KeepwatchStackProps) {
    super(scope, id, props);
    const { alertEmails, transientEmail, sources, detections, search, deploymentTrail, logRetentionDays } =
      props.configuration;
    const { retentionDays } = props.configuration.archive;
    const resultDays = search.enabled ? search.resultDays : undefined;

    const { topic } = new AlertTopic(this, 'Alerts', { emails: alertEmails, transientEmail });
    const { bucket: archive } = new ArchiveBucket(this, 'Archive', { archive: props.configuration.archive });
    const { bucket: lake } = new LakeBucket(this, 'Lake', {
      retentionDays,
      resultDays,
      bucketName: props.configuration.lake.bucketName,
    });

    const collectors = sources.map(
      (source) =>
        new SourceCollector(this, `Source-${source.name}`, { source, archive, lake, topic, logRetentionDays }),
    );
    const processor = new Processor(this, 'Processor', { archive, lake, topic, detections, logRetentionDays });
    const trail = deploymentTrail.enabled
      ? new DeploymentTrail(this, 'Trail', { archive, lake, topic, collectors, processor, logRetentionDays })
      : undefined;
    const cloudTrail =
      trail !== undefined && deploymentTrail.createCloudTrail
        ? new OwnCloudTrail(this, 'CloudTrail', { archive, functionRoles: trail.functionRoles, logRetentionDays })
        : undefined;

    const sharedAlarms = [...processor.alarms, ...(trail?.alarms ?? [])];
    const groups = [{ name: 'Shared', alarms: sharedAlarms }, ...collectors];
    new AlarmEndings(this, 'AlarmEndings', { groups, topic });

    const dashboard = new Dashboard(this, 'Dashboard', {
      sources: collectors,
      processor: processor.function,
      deadLetters: [processor, ...(trail === undefined ? [] : [trail]), ...collectors].map(
        ({ deadLetters }) => deadLetters,
      ),
      alarms: sharedAlarms,
    });

    if (search.enabled) {
      const { database, workgroup } = new Catalog(this, 'Search', { lake, search, retentionDays });
      const description = `Database of the tables in Athena; query it in the workgroup ${workgroup}`;
      new CfnOutput(this, 'SearchDatabase', { value: database, description });
    }
    const recorders = [...collectors.map(({ schedule }) => schedule), ...(trail === undefined ? [] : [trail.switch])];
    createLast(this, dashboard.resource, [...recorders, ...(cloudTrail === undefined ? [] : [cloudTrail.trail])]);
    // If the account refuses one more CloudTrail trail, no record is under lock yet.
    if (cloudTrail !== undefined) for (const recorder of recorders) recorder.node.addDependency(cloudTrail.trail);

    new CfnOutput(this, STACK_OUTPUTS.archiveBucket, {
      value: archive.bucketName,
      description: 'Bucket of the archive: captures under Object Lock',
    });
    new CfnOutput(this, STACK_OUTPUTS.lakeBucket, {
      value: lake.bucketName,
      description: 'Bucket of the lake: events, classification failures, alerts, receipts, state',
    });
    new CfnOutput(this, 'AlertTopicArn', {
      value: topic.topicArn,
      description: 'SNS topic of alerts and alarms: subscribe here to receive them',
    });
  }
}
