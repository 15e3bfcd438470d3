import * as z from 'zod/mini';
import { ofType, propertiesAt, type SynthesisedStack, synthesise } from '../lib/synthesised-stack';

/** What of a stack is billed while nothing happens, and with what its functions run. */
export interface Deployed {
  /** Metrics in alarms: an alarm on an expression is charged for each metric of it. */
  readonly alarmMetrics: number;
  readonly alarms: number;
  readonly dashboards: number;
  readonly secrets: number;
  readonly collectorMegabytes: number;
  readonly collectorTimeoutSeconds: number;
  readonly processorMegabytes: number;
  readonly retentionDays: number;
  readonly logRetentionDays: number;
  /** Days that a table has for Athena, whether they have events or not. */
  readonly projectedDays: number;
}

// Below a minute an alarm is of high resolution, and has another price.
const period = z.optional(z.int().check(z.gte(60)));
const alarm = z.object({
  Period: period,
  Metrics: z.optional(z.array(z.object({ MetricStat: z.optional(z.object({ Period: period })) }))),
});
const lambda = z.object({ MemorySize: z.int(), Timeout: z.int() });
const bucket = z.object({
  LifecycleConfiguration: z.object({
    Rules: z.array(z.object({ ExpirationInDays: z.optional(z.int()), Transitions: z.optional(z.never()) })),
  }),
});
const projection = z.object({
  TableInput: z.object({ Parameters: z.object({ 'projection.date.range': z.string() }) }),
});
const logGroup = z.object({ RetentionInDays: z.int() });

/** What is deployed by a configuration; by none, what is deployed by default. Throws where it is not billed as thought. */
export function deployed(keepwatch: Readonly<Record<string, unknown>> = {}): Deployed {
  const stack = synthesise({ keepwatch });
  const alarms = ofType(stack, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => alarm.parse(Properties));
  const metricsOf = ({ Metrics }: z.infer<typeof alarm>) =>
    Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
  const collector = lambda.parse(propertiesAt(stack, 'Source-atlassian-main/Collector/Function'));
  const processor = lambda.parse(propertiesAt(stack, 'Processor/Function/Function'));
  const [logRetentionDays = 0] = ofType(stack, 'AWS::Logs::LogGroup').map(
    ([, { Properties }]) => logGroup.parse(Properties).RetentionInDays,
  );
  return {
    alarmMetrics: alarms.reduce((sum, one) => sum + metricsOf(one), 0),
    alarms: alarms.length,
    dashboards: ofType(stack, 'AWS::CloudWatch::Dashboard').length,
    secrets: ofType(stack, 'AWS::SecretsManager::Secret').length,
    collectorMegabytes: collector.MemorySize,
    collectorTimeoutSeconds: collector.Timeout,
    processorMegabytes: processor.MemorySize,
    retentionDays: Math.max(expiryOf(stack, 'Archive/Bucket'), expiryOf(stack, 'Lake/Bucket')),
    logRetentionDays,
    projectedDays: projectedDays(stack),
  };
}

function projectedDays(stack: SynthesisedStack): number {
  const { Parameters } = projection.parse(propertiesAt(stack, 'Search/Table-atlassian_audit')).TableInput;
  const range = Parameters['projection.date.range'];
  const [, before, after] = /^NOW-(\d+)DAYS,NOW\+(\d+)DAYS$/.exec(range) ?? [];
  if (before === undefined || after === undefined) throw new Error(`The projected days are unclear: ${range}`);
  return Number(before) + 1 + Number(after);
}

function expiryOf(stack: SynthesisedStack, place: string): number {
  const { Rules } = bucket.parse(propertiesAt(stack, place)).LifecycleConfiguration;
  return Math.max(...Rules.map(({ ExpirationInDays = 0 }) => ExpirationInDays));
}
