import { SettingError } from '../../lambda/errors';
import { systemClock } from '../../lambda/platform/clock';
import { configuredSource, type SourceAccess } from '../place/source-access';
import { readStack, resourcesOf } from '../place/stack/deployed-stack';
import { invokeLater } from '../place/stack/invoke';
import { stackInstallation } from '../place/stack/stack-installation';
import { checkedStackName } from '../place/stack/stack-name';
import { whileReading } from '../terminal/step-progress';
import { TerminalLogger } from '../terminal/terminal-logger';
import { awaitFirstRun } from './await-first-run';
import type { Connection } from './connection';
import { storeSecret } from './store-secret';

/** How a source of a deployed stack is connected. Throws `SettingError` when the stack has no such source. */
export async function stackConnection(
  name: string,
  stackName: string,
  sources: () => readonly SourceAccess[],
): Promise<Connection> {
  const configured = configuredSource(name, sources());
  const stack = await readStack(checkedStackName(stackName));
  const [collector] = resourcesOf(stack, 'AWS::Lambda::Function', `Source${name}Collector`);
  if (!collector) throw new SettingError(`${name} is in cdk.json, and not in the stack. Deploy it: npx cdk deploy.`);
  const installation = stackInstallation(stack);
  return {
    source: { ...configured, archive: installation.archive },
    place: `the secret ${configured.secretName}`,
    installation: () => installation,
    store: (credential) => storeSecret(configured.secretName, JSON.stringify(credential)),
    firstEvents: () =>
      whileReading('whether the first events have come', () =>
        awaitFirstRun({
          name,
          archive: installation.archive,
          lake: installation.lake,
          logger: new TerminalLogger(),
          clock: systemClock,
          start: () => invokeLater(collector.physicalId, {}),
        }),
      ),
  };
}
