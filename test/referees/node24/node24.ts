import { join } from 'node:path';
import * as z from 'zod';
import { startAtlassianSimulator } from '../../../simulators/atlassian/simulator';
import { bundleFunctions } from '../../lib/bundled-functions';
import { propertiesAt, synthesise } from '../../lib/synthesised-stack';
import { type AwsRecorder, startAwsRecorder } from '../../security/aws-recorder';
import type { Referee, RefereeContext } from '../referee';
import { objectCreated, queuedCall, scheduledEvent, trailCreated } from './lambda-events';
import { installNode, LambdaRuntime } from './lambda-runtime';

const SOURCE = 'atlassian-main';
const ARCHIVE = 'archive';
const LAKE = 'lake';
const RUNTIME = 'nodejs24.x';
// Seven pages for the collector.
const EVENTS_PER_DAY = 20;

/** The Node.js that Lambda runs. Jest and the emulated AWS run the Node.js of the machine. */
export const node24: Referee = {
  name: 'node24',
  what: 'Node.js 24 loads and runs the deployed bundles without any package around them',
  judge,
};

/** A function of the template. */
const functionSchema = z.object({
  Runtime: z.string(),
  Handler: z.string(),
  MemorySize: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

/** One invocation, and what AWS holds after it. */
interface Invocation {
  readonly name: string;
  /** Of the function, in the construct tree. */
  readonly place: string;
  readonly bundle: string;
  readonly event: object;
  /** The object that must be there afterwards. */
  readonly writes: readonly [bucket: string, key: string];
}

async function judge(context: RefereeContext): Promise<readonly string[]> {
  const runtime = new LambdaRuntime(await installNode(context), context);
  const bundles = bundleFunctions(join(context.folder, 'cdk.out'));
  const simulator = await startAtlassianSimulator({ eventsPerDay: EVENTS_PER_DAY });
  const secret = JSON.stringify({ orgId: simulator.orgId, apiKey: simulator.apiKey });
  const aws = await startAwsRecorder({ [`keepwatch/${SOURCE}`]: secret });
  const capture = (source: string) => `captures/${source}/000000000001.json.gz`;
  const receipt = (source: string) => `receipts/${source}/000000000001.json`;
  const trail = { place: 'Trail/Function/Function', bundle: bundles.trail };
  const processor = { place: 'Processor/Function/Function', bundle: bundles.processor };
  const invocations: readonly Invocation[] = [
    {
      name: 'collector, at a tick of its schedule',
      place: `Source-${SOURCE}/Collector/Function`,
      bundle: bundles.collector,
      event: scheduledEvent(),
      writes: [ARCHIVE, capture(SOURCE)],
    },
    {
      name: 'processor, for a capture',
      ...processor,
      event: objectCreated(ARCHIVE, capture(SOURCE)),
      writes: [LAKE, receipt(SOURCE)],
    },
    {
      name: 'trail, when CloudFormation creates it',
      ...trail,
      event: trailCreated(`${aws.s3.endpoint}/cloudformation/answer`),
      writes: ['cloudformation', 'answer'],
    },
    {
      name: 'trail, for an event of CloudTrail',
      ...trail,
      event: queuedCall(),
      writes: [ARCHIVE, 'captures/deployment/000000000002.json.gz'],
    },
    {
      name: "processor, for the trail's capture",
      ...processor,
      event: objectCreated(ARCHIVE, capture('deployment')),
      writes: [LAKE, receipt('deployment')],
    },
  ];
  const findings: string[] = [];
  try {
    for (const invocation of invocations) {
      const environment = { ...aws.environment, API_BASE_URL: simulator.baseUrl };
      findings.push(...(await judgeInvocation(runtime, aws, invocation, environment, context)));
    }
  } finally {
    await Promise.all([aws.stop(), simulator.stop()]);
  }
  return findings;
}

async function judgeInvocation(
  runtime: LambdaRuntime,
  aws: AwsRecorder,
  { name, place, bundle, event, writes: [bucket, key] }: Invocation,
  outside: NodeJS.ProcessEnv,
  { note }: RefereeContext,
): Promise<readonly string[]> {
  const stack = synthesise({ keepwatch: { deploymentTrail: { enabled: true } } });
  const { Runtime, Handler, MemorySize, Environment } = functionSchema.parse(propertiesAt(stack, place));
  if (Runtime !== RUNTIME || Handler !== 'index.handler') return [`${name}: the template has ${Runtime} ${Handler}`];
  const text = JSON.stringify(Environment.Variables)
    .replaceAll('<Archive/Bucket>', ARCHIVE)
    .replaceAll('<Lake/Bucket>', LAKE)
    .replaceAll('<Alerts/Topic>', 'arn:aws:sns:eu-central-1:111122223333:alerts');
  const credentials = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
  const outcome = await runtime.invoke(bundle, { ...credentials, ...JSON.parse(text), ...outside }, event);
  if ('failure' in outcome) return [`${name}: ${outcome.failure}`];
  const calls = aws.takeCalls().length;
  note(
    `${name}: loads in ${outcome.loadMs} ms with ${outcome.loadedMegabytes} MB, runs in ${outcome.runMs} ms with ` +
      `${outcome.peakMegabytes} of ${MemorySize} MB, ${calls} calls of AWS`,
  );
  return [
    ...outcome.warnings.map((warning) => `${name}: Node.js warns: ${warning}`),
    ...(aws.s3.keys(bucket).includes(key) ? [] : [`${name}: ${bucket} has no ${key} afterwards`]),
    ...(outcome.peakMegabytes < MemorySize ? [] : [`${name}: needs ${outcome.peakMegabytes} of ${MemorySize} MB`]),
  ];
}
