import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import { alarmsOf } from '../doctor/stack/check-alarms';
import type { SourceAccess } from '../place/source-access';
import { readStack, resourcesOf } from '../place/stack/deployed-stack';
import { stackStores } from '../place/stack/stack-place';
import type { Overview } from './overview';

/** The sources and alarms of a deployed stack. Throws `SettingError` when there is no such stack. */
export async function stackOverview(name: string, sources: () => readonly SourceAccess[]): Promise<Overview> {
  const stack = await readStack(name);
  const hasTrail = resourcesOf(stack, 'Custom::KeepwatchDeploymentTrail').length > 0;
  const configured = sources().map((source) => source.name);
  const firing = (await alarmsOf(stack)).flatMap(({ name: alarmName, alarm }) =>
    alarm?.StateValue === 'ALARM' ? [{ name: alarmName, since: alarm.StateUpdatedTimestamp?.toISOString() ?? '' }] : [],
  );
  return {
    name: `stack ${stack.name}`,
    stores: stackStores(stack),
    names: [...configured, ...(hasTrail ? [DEPLOYMENT_SOURCE] : [])],
    alarms: firing,
    problems: new Map(),
  };
}
