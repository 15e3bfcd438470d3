import { Option } from 'commander';
import { activeDetections } from '../../lambda/alerts/detection-settings';
import { SecretUnreadableError, SettingError } from '../../lambda/errors';
import { systemClock } from '../../lambda/platform/clock';
import type { SecretReader } from '../../lambda/platform/secrets';
import { printableJson } from '../../lambda/schema/printable';
import { allowedBaseUrls, isAllowedBaseUrl, isLoopbackBaseUrl } from '../../lambda/sources/api-host';
import { FORMATS } from '../../lambda/sources/formats';
import type { EventAction, Puller } from '../../lambda/sources/puller';
import { PULLERS } from '../../lambda/sources/pullers';
import { DEMOS } from '../../simulators/demos';
import type { DefineCommand } from '../command';
import { UsageError } from '../exit-codes';
import { credentialVariables, demoCredential, environmentCredential } from '../place/directory/credentials';
import { configuredSource, type SourceAccess } from '../place/source-access';
import { onOutput } from '../terminal/colours';
import { wholeTableText } from '../terminal/plain-table';
import { terminalText } from '../terminal/terminal-text';
import { type Coverage, coverage } from './coverage';
import { configuredDetections, loadDetections } from './load-detections';

interface Options {
  readonly apiBaseUrl?: string;
  readonly demo?: boolean;
  readonly json?: boolean;
}

/** `detections coverage`: compares the detections with the list of actions of an organization's API. */
export const defineCommand: DefineCommand = (command, { sources }) => {
  command
    .argument('<source>', 'name of a source, such as atlassian-main')
    .option('--api-base-url <url>', 'where the API is (default: as configured)')
    .addOption(new Option('--demo', 'use the simulated organization, without a credential').conflicts('apiBaseUrl'))
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      const source = chooseSource(sources(), name);
      const actions = options.demo ? await demoActions(source) : await actionsOf(source, options);
      const located = loadDetections();
      const found = coverage(
        actions,
        FORMATS[source.kind].logType.schema.schema,
        located,
        activeDetections(located, configuredDetections(located)),
      );
      process.stdout.write(options.json ? `${printableJson(found)}\n` : coverageText(source.name, found));
    });
};

async function demoActions(source: ActionSource): Promise<readonly EventAction[]> {
  const demo = await DEMOS[source.kind]?.open();
  const secret = demo && demoCredential(source.kind, demo.baseUrl);
  if (!demo || !secret) throw new SettingError(`--demo: there is no simulator of ${source.kind}.`);
  try {
    return await fetchActions(source, demo.baseUrl, secret);
  } finally {
    await demo.stop();
  }
}

function actionsOf(source: ActionSource, options: Options): Promise<readonly EventAction[]> {
  const { apiHost } = PULLERS[source.kind];
  // The address in cdk.json was checked with the configuration.
  const apiBaseUrl = options.apiBaseUrl ?? source.apiBaseUrl;
  if (apiBaseUrl !== undefined && !isAllowedBaseUrl(apiHost, apiBaseUrl)) {
    throw new UsageError(
      `--api-base-url: ${terminalText(apiBaseUrl)} is not allowed; use ${allowedBaseUrls(apiHost)}.`,
    );
  }
  return fetchActions(source, apiBaseUrl, credentialOf(source, apiBaseUrl));
}

function fetchActions(
  { fetchAll }: ActionSource,
  apiBaseUrl: string | undefined,
  secret: SecretReader,
): Promise<readonly EventAction[]> {
  return fetchAll({ apiBaseUrl, secret, clock: systemClock, random: Math.random });
}

/** A source whose API lists its actions. */
interface ActionSource extends SourceAccess {
  readonly fetchAll: NonNullable<Puller['fetchActions']>;
}

function chooseSource(sources: readonly SourceAccess[], name: string): ActionSource {
  const found = configuredSource(name, sources);
  const fetchAll = PULLERS[found.kind].fetchActions;
  if (fetchAll) return { ...found, fetchAll };
  throw new SettingError(`${terminalText(name)} is a ${found.kind} source, whose API has no list of actions.`);
}

function credentialOf(source: SourceAccess, apiBaseUrl: string | undefined): SecretReader {
  const { kind } = source;
  const variables = credentialVariables(kind);
  const missing = variables.filter((name) => !process.env[name]?.trim());
  if (missing.length === 0) return environmentCredential(kind, process.env);
  if (missing.length < variables.length) {
    const given = variables.filter((name) => !missing.includes(name));
    throw new SettingError(`Set ${missing.join(' and ')} too, or remove ${given.join(' and ')} from the environment.`);
  }
  // What listens on this machine is a simulator or a test; it needs no secret.
  const demo = apiBaseUrl !== undefined && isLoopbackBaseUrl(apiBaseUrl) ? demoCredential(kind, apiBaseUrl) : undefined;
  return demo ?? withVariables(deployed().stackSecret(source), variables);
}

// Loads the AWS SDK.
const deployed = (): typeof import('../place/stack/stack-secret') => require('../place/stack/stack-secret');

// A credential in the environment needs no AWS access.
function withVariables(secret: SecretReader, variables: readonly string[]): SecretReader {
  return {
    name: secret.name,
    howToEnter: secret.howToEnter,
    read: () =>
      secret.read().catch((error: unknown) => {
        if (!(error instanceof SecretUnreadableError)) throw error;
        throw new SecretUnreadableError(`${error.message} Or set ${variables.join(' and ')}: then no secret is read.`);
      }),
  };
}

function coverageText(source: string, { actions, unknown, off, uncovered }: Coverage): string {
  return [
    `The organization of ${source} lists ${actions.toLocaleString('en-US')} actions.`,
    ...section(
      `${unknown.length} unknown actions: detections use them, the organization does not list them`,
      ['Action', 'Detections'],
      unknown.map(({ action, detections }) => [action, detections.join(', ')]),
    ),
    ...section(
      `${off.length} detections that could be on: the organization lists their actions`,
      ['Detection', 'Actions'],
      off.map(({ detection, actions: known }) => [detection, known.join(', ')]),
    ),
    ...section(
      `${uncovered.length} actions without a detection that look relevant to security`,
      ['Action', 'Name'],
      uncovered.map(({ id, displayName }) => [terminalText(id, 60), terminalText(displayName, 100)]),
    ),
    '',
  ].join('\n');
}

function section(title: string, titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const table = rows.length === 0 ? [] : [wholeTableText({ titles, shares: [0, 1] }, rows)];
  return ['', onOutput.bold(title), ...table];
}

const HELP = `
The credential is that of the environment (such as ATLASSIAN_API_KEY), else the source's secret in AWS, which your own AWS credentials must be allowed
to read. For a loopback address without a credential, it uses the demo's credential.

An unknown action may have another name today. A detection that is off because
its actions were not certain can be switched on. An action without a detection
may need one.

Examples:
  npx keepwatch detections coverage atlassian-main --demo
  ATLASSIAN_ORG_ID=... ATLASSIAN_API_KEY=... \\
    npx keepwatch detections coverage atlassian-main
  npx keepwatch detections coverage atlassian-main --json | jq .unknown

Exit codes: 0 compared, 1 failed; others: npx keepwatch --help`;
