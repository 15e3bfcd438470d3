import { SettingError } from '../../lambda/errors';
import { systemClock } from '../../lambda/platform/clock';
import { configuredSource, type SourceAccess } from '../place/source-access';
import { readStack, resourcesOf } from '../place/stack/deployed-stack';
import { invokeLater } from '../place/stack/invoke';
import { checkedStackName } from '../place/stack/stack-name';
import { stackPlace } from '../place/stack/stack-place';
import { whileReading } from '../terminal/step-progress';
import { TerminalLogger } from '../terminal/terminal-logger';
import { awaitFirstRun } from './await-first-run';
import type { Connection } from './connection';
import { storeSecret } from './store-secret';

/** Connects a source of a deployed stack. Throws `SettingError` when the stack has no such source. */
export async function stackConnection(
  name: string,
  stackName: string,
  sources: () => readonly SourceAccess[],
): Promise<Connection> {
  const configured = configuredSource(name, sources());
  const stack = await readStack(checkedStackName(stackName));
  const [collector] = resourcesOf(stack, 'AWS::Lambda::Function', `Source${name}Collector`);
  if (!collector) {
    throw new SettingError(`${name} is in cdk.json, but not deployed. To deploy it, run npx cdk deploy.`);
  }
  const place = stackPlace(stack);
  return {
    source: { ...configured, archive: place.archive },
    storedIn: `the secret ${configured.secretName}`,
    // A deployed secret holds at least the placeholder.
    isEmpty: false,
    place: () => place,
    store: (credential) => storeSecret(configured.secretName, JSON.stringify(credential)),
    firstEvents: () =>
      whileReading('whether the first events have arrived', () =>
        awaitFirstRun({
          name,
          archive: place.archive,
          lake: place.lake,
          logger: new TerminalLogger(),
          clock: systemClock,
          start: () => invokeLater(collector.physicalId, {}),
        }),
      ),
  };
}
