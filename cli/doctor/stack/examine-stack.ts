import { DEPLOYMENT_SOURCE } from '../../../lambda/names';
import { systemClock } from '../../../lambda/platform/clock';
import type { SourceAccess } from '../../place/source-access';
import { type DeployedStack, readStack, resourcesOf } from '../../place/stack/deployed-stack';
import { stackSecret } from '../../place/stack/stack-secret';
import { stackStores } from '../../place/stack/stack-stores';
import { TerminalLogger } from '../../terminal/terminal-logger';
import { checkCredential } from '../check-credential';
import { checkLastRun } from '../check-last-run';
import { checkLog } from '../check-log';
import { checked, type Finding, good, warning } from '../finding';
import { checkAlarms } from './check-alarms';
import { checkArchive } from './check-archive';
import { checkCloudTrail } from './check-cloudtrail';
import { checkQueues } from './check-queues';
import { checkSchedule } from './check-schedule';
import { checkSubscriptions } from './check-subscriptions';

// Each check asks with the operator's own credentials, which may not be enough for it.
const ADVICE = 'Your own AWS credentials ask (AWS_PROFILE, AWS_REGION): may they read this?';

/** Looks at everything of a deployed stack that has to be right. Throws `SettingError` when there is no such stack. */
export async function examineStack(name: string, sources: () => readonly SourceAccess[]): Promise<readonly Finding[]> {
  const configured = sources();
  const stack = await readStack(name);
  const stores = stackStores(stack);
  const look = (about: string, check: () => Promise<readonly Finding[]>) => checked(about, check, ADVICE);
  const logger = new TerminalLogger();
  const ofSource = async (source: SourceAccess) => {
    const secret = stackSecret(source);
    return [
      ...(await look(`${source.name}, schedule`, () => checkSchedule(stack, source.name))),
      ...(await look(`${source.name}, last run`, () =>
        checkLastRun({ ...source, ...stores, logger }, systemClock.now()),
      )),
      ...(await checkCredential({ ...source, secret, archive: stores.archive }, systemClock, ADVICE)),
      ...(await look(`${source.name}, log`, () =>
        checkLog({ ...source, ...stores, processesByItself: true }, systemClock.now()),
      )),
    ];
  };
  const trail = { ...stores, name: DEPLOYMENT_SOURCE, silenceMinutes: false, processesByItself: true } as const;
  const hasTrail = resourcesOf(stack, 'Custom::KeepwatchDeploymentTrail').length > 0;
  return [
    stackFinding(stack),
    good('configuration', `cdk.json is valid; sources: ${configured.map((source) => source.name).join(', ')}`),
    ...(await look('alerts', () => checkSubscriptions(stack))),
    ...(await look('alarms', () => checkAlarms(stack))),
    ...(await look('dead letters', () => checkQueues(stack))),
    ...(await look('archive', () => checkArchive(stack))),
    ...(await look('deployment trail', () => checkCloudTrail(stack))),
    ...(hasTrail ? await look(`${trail.name}, log`, () => checkLog(trail, systemClock.now())) : []),
    ...(await Promise.all(configured.map(ofSource))).flat(),
  ];
}

function stackFinding({ name, status, since }: DeployedStack): Finding {
  const says = `${name} is ${status} since ${since}`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return good('stack', says);
  return warning('stack', says, 'Look at its events: CloudFormation → Stacks → Events. Then deploy it again.');
}
