import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  CfnDashboard,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS, type MetricName } from '../lambda/names';
import { type SourceMetricProps, sourceMetric } from './source-metric';

const PERIOD = Duration.minutes(5);
// CloudWatch divides the page into 24 columns: four widgets a row.
const WIDTH = 6;
const HEIGHT = 5;

/** A source that the dashboard shows. */
export interface DashboardSource {
  readonly name: string;
  /** Its collector. */
  readonly function: IFunction;
  readonly alarms: readonly IAlarm[];
}

/** What the dashboard shows. */
export interface DashboardProps {
  readonly sources: readonly DashboardSource[];
  readonly processor: IFunction;
  readonly deadLetters: readonly IQueue[];
  /** The alarms that belong to no source. */
  readonly alarms: readonly IAlarm[];
}

/** A CloudWatch dashboard: one row for what sources share, then two rows for each source. */
export class Dashboard extends Construct {
  readonly resource: CfnDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { stackName, region } = Stack.of(this);
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      // Dashboards have no region: without it, a stack of the same name in another region could not be deployed.
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_xaxr_dashboard.html
      dashboardName: `${stackName}-${region}`,
      defaultInterval: Duration.days(3),
    });
    dashboard.addWidgets(...this.sharedRow(props));
    for (const source of props.sources) {
      dashboard.addWidgets(new TextWidget({ markdown: `## ${source.name}`, width: 24, height: 1 }));
      for (const row of this.sourceRows(source)) dashboard.addWidgets(...row);
    }
    const resource = dashboard.node.defaultChild;
    if (!CfnDashboard.isCfnDashboard(resource)) {
      throw new TypeError(`${this.node.path}: expected an AWS::CloudWatch::Dashboard`);
    }
    this.resource = resource;
  }

  private sharedRow({ sources, processor, deadLetters, alarms }: DashboardProps): IWidget[] {
    const raised = sources.map(({ name }) =>
      sourceMetric(this, {
        source: name,
        metricName: METRICS.alertsRaised,
        statistic: 'Sum',
        period: PERIOD,
        label: name,
      }),
    );
    return [
      new AlarmStatusWidget({ title: 'Shared alarms', alarms: [...alarms], width: WIDTH, height: HEIGHT }),
      graph('Alerts raised', raised),
      graph('Dead letters', [
        ...deadLetters.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: PERIOD }),
        ),
      ]),
      graph('Processor errors', [processor.metricErrors({ statistic: 'Sum', period: PERIOD })]),
    ];
  }

  private sourceRows({ name, function: collector, alarms }: DashboardSource): IWidget[][] {
    const metric = (metricName: MetricName, statistic: SourceMetricProps['statistic'], label: string) =>
      sourceMetric(this, { source: name, metricName, statistic, period: PERIOD, label });
    return [
      [
        new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH, height: HEIGHT }),
        graph('Events and captures', [
          metric(METRICS.eventsProcessed, 'Sum', 'events processed'),
          metric(METRICS.capturesWritten, 'Sum', 'captures written'),
        ]),
        graph('Lag behind the API (seconds)', [metric(METRICS.lagSeconds, 'Maximum', 'lag')]),
        graph('Latency from event to capture (seconds)', [
          metric(METRICS.latencySeconds, 'Average', 'average capture'),
          metric(METRICS.latencySeconds, 'Maximum', 'slowest capture'),
        ]),
      ],
      [
        new SingleValueWidget({
          title: 'Days until the credential expires',
          metrics: [metric(METRICS.credentialDaysLeft, 'Minimum', 'days')],
          width: WIDTH,
          height: HEIGHT,
        }),
        graph('API requests', [
          metric(METRICS.apiRequests, 'Sum', 'requests'),
          metric(METRICS.apiThrottles, 'Sum', 'throttled (429)'),
        ]),
        graph('Failures', [
          collector.metricErrors({ statistic: 'Sum', period: PERIOD, label: 'failed runs' }),
          metric(METRICS.eventsRejected, 'Sum', 'records rejected'),
        ]),
        graph('Duplicates and late records', [
          metric(METRICS.duplicates, 'Sum', 'duplicates'),
          metric(METRICS.lateRecords, 'Sum', 'late records'),
        ]),
      ],
    ];
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH, height: HEIGHT, leftYAxis: { min: 0 } });
}
