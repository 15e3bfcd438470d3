import { DEPLOYMENT_SOURCE } from '../../../lambda/names';
import { systemClock } from '../../../lambda/platform/clock';
import type { CommandContext } from '../../command';
import type { SourceAccess } from '../../place/source-access';
import { type DeployedStack, readStack, resourcesOf } from '../../place/stack/deployed-stack';
import { stackStores } from '../../place/stack/stack-place';
import { stackSecret } from '../../place/stack/stack-secret';
import { TerminalLogger } from '../../terminal/terminal-logger';
import { checkCredential } from '../check-credential';
import { checkLastRun } from '../check-last-run';
import { checkLog } from '../check-log';
import { checked, type Finding, good, warning } from '../finding';
import { checkAlarms } from './check-alarms';
import { checkArchive, checkLake } from './check-buckets';
import { checkCloudTrail } from './check-cloudtrail';
import { checkQueues } from './check-queues';
import { checkSchedule } from './check-schedule';
import { checkSubscriptions } from './check-subscriptions';

const ADVICE = 'Check that your AWS credentials may read this. See docs/operate.md#what-the-commands-need-in-aws.';

/** Checks everything that a deployed stack needs. Throws `SettingError` when there is no such stack. */
export async function examineStack(
  name: string,
  { sources, buckets }: Pick<CommandContext, 'sources' | 'buckets'>,
): Promise<readonly Finding[]> {
  const configured = sources();
  const stack = await readStack(name);
  const stores = stackStores(stack);
  const run = (about: string, check: () => Promise<readonly Finding[]>) => checked(about, check, ADVICE);
  const logger = new TerminalLogger();
  const ofSource = async (source: SourceAccess) => {
    const secret = stackSecret(source);
    return [
      ...(await run(`${source.name}, schedule`, () => checkSchedule(stack, source.name))),
      ...(await run(`${source.name}, last run`, () =>
        checkLastRun({ ...source, ...stores, logger }, systemClock.now()),
      )),
      ...(await checkCredential({ ...source, secret, archive: stores.archive }, systemClock, ADVICE)),
      ...(await run(`${source.name}, log`, () =>
        checkLog({ ...source, ...stores, processesByItself: true }, systemClock.now()),
      )),
    ];
  };
  const trail = { ...stores, name: DEPLOYMENT_SOURCE, silenceMinutes: false, processesByItself: true } as const;
  const hasTrail = resourcesOf(stack, 'Custom::KeepwatchDeploymentTrail').length > 0;
  return [
    stackFinding(stack),
    good('configuration', `cdk.json is valid; sources: ${configured.map((source) => source.name).join(', ')}`),
    ...(await run('alerts', () => checkSubscriptions(stack))),
    ...(await run('alarms', () => checkAlarms(stack))),
    ...(await run('dead letters', () => checkQueues(stack))),
    ...(await run('archive', () => checkArchive(stack, buckets))),
    ...(await run('lake', () => checkLake(stack, buckets))),
    ...(await run('deployment trail', () => checkCloudTrail(stack))),
    ...(hasTrail ? await run(`${trail.name}, log`, () => checkLog(trail, systemClock.now())) : []),
    ...(await Promise.all(configured.map(ofSource))).flat(),
  ];
}

function stackFinding({ name, status, since }: DeployedStack): Finding {
  const says = `${name} is ${status} since ${since}`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return good('stack', says);
  return warning('stack', says, 'See its events: CloudFormation → Stacks → Events. Then run npx cdk deploy.');
}
