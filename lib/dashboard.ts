import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  Metric,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRIC_DIMENSION, METRICS, type MetricName } from '../lambda/names';

const PERIOD = Duration.minutes(5);
// CloudWatch divides the page into 24 columns.
const WIDTH = 6;
const HEIGHT = 5;

/** A source, as the dashboard shows it. */
export interface DashboardSource {
  readonly name: string;
  readonly collector: IFunction;
  readonly alarms: readonly IAlarm[];
}

/** What is shown. */
export interface DashboardProps {
  readonly sources: readonly DashboardSource[];
  readonly processor: IFunction;
  readonly deadLetters: readonly IQueue[];
  /** Those that are of no source. */
  readonly alarms: readonly IAlarm[];
}

/** One page in CloudWatch: a row for each source, and one for what they share. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: Stack.of(this).stackName,
      defaultInterval: Duration.days(3),
    });
    dashboard.addWidgets(...this.shared(props));
    for (const source of props.sources) {
      dashboard.addWidgets(new TextWidget({ markdown: `## ${source.name}`, width: 24, height: 1 }));
      for (const row of this.rowsOf(source)) dashboard.addWidgets(...row);
    }
  }

  private shared({ sources, processor, deadLetters, alarms }: DashboardProps): IWidget[] {
    const raised = sources.map(({ name }) => this.metric(METRICS.alertsRaised, name, 'Sum', name));
    return [
      new AlarmStatusWidget({ title: 'Alarms of all sources', alarms: [...alarms], width: WIDTH, height: HEIGHT }),
      graph('Alerts raised', raised),
      graph('Dead letters', [
        ...deadLetters.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: PERIOD }),
        ),
      ]),
      graph('Processor: errors', [processor.metricErrors({ statistic: 'Sum', period: PERIOD })]),
    ];
  }

  private rowsOf({ name, collector, alarms }: DashboardSource): IWidget[][] {
    const metric = (metricName: MetricName, statistic: string, label: string) =>
      this.metric(metricName, name, statistic, label);
    return [
      [
        new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WIDTH, height: HEIGHT }),
        graph('Events and captures', [
          metric(METRICS.eventsProcessed, 'Sum', 'events processed'),
          metric(METRICS.capturesWritten, 'Sum', 'captures written'),
        ]),
        graph('Behind the API, in seconds', [metric(METRICS.lagSeconds, 'Maximum', 'lag')]),
        graph('From event to capture, in seconds', [
          metric(METRICS.latencySeconds, 'Average', 'average of captures'),
          metric(METRICS.latencySeconds, 'Maximum', 'slowest capture'),
        ]),
      ],
      [
        new SingleValueWidget({
          title: 'Days left of the credential',
          metrics: [metric(METRICS.credentialDaysLeft, 'Minimum', 'days')],
          width: WIDTH,
          height: HEIGHT,
        }),
        graph('Requests', [
          metric(METRICS.apiRequests, 'Sum', 'requests'),
          metric(METRICS.apiThrottles, 'Sum', 'answers of 429'),
        ]),
        graph('Failures', [
          collector.metricErrors({ statistic: 'Sum', period: PERIOD, label: 'runs that failed' }),
          metric(METRICS.eventsRejected, 'Sum', 'records rejected'),
        ]),
        graph('Read again, and found late', [
          metric(METRICS.duplicates, 'Sum', 'duplicates'),
          metric(METRICS.lateRecords, 'Sum', 'found late'),
        ]),
      ],
    ];
  }

  private metric(metricName: MetricName, source: string, statistic: string, label: string): Metric {
    const namespace = Stack.of(this).stackName;
    const dimensionsMap = { [METRIC_DIMENSION]: source };
    return new Metric({ namespace, metricName, dimensionsMap, statistic, label, period: PERIOD });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH, height: HEIGHT, leftYAxis: { min: 0 } });
}
