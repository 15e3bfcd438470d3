import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Command } from 'commander';
import { SettingError } from '../lambda/errors';
import { ATLASSIAN_API_BASE_URL, isAtlassianApiBaseUrl } from '../lambda/names';
import { systemClock } from '../lambda/platform/clock';
import type { SecretReader } from '../lambda/platform/secrets';
import { SecretsManagerReader } from '../lambda/platform/secrets-manager';
import { nearName } from '../lambda/schema/near-name';
import { printableJson } from '../lambda/schema/printable';
import { fetchEventActions } from '../lambda/sources/atlassian/event-actions';
import { onOutput } from '../local/colours';
import { type Coverage, coverage } from '../local/coverage';
import { demoCredential, environmentCredential } from '../local/credentials';
import { configuredActive, configuredDetections, loadDetections } from '../local/detections';
import { tableText } from '../local/plain-table';
import { terminalText } from '../local/terminal-text';

/** Where the API of a configured source is, and in which secret its credential stands. */
export interface SourceAccess {
  readonly name: string;
  readonly secretName: string;
  readonly apiBaseUrl?: string | undefined;
}

interface Options {
  readonly apiBaseUrl?: string;
  readonly json?: boolean;
}

/** `detections coverage`: what an organization's own list of actions says of the detections. */
export function detectionsCoverageCommand(sources: () => readonly SourceAccess[]): Command {
  return new Command('coverage')
    .description("compare the detections with the list of actions that a source's organization knows")
    .argument('<source>', 'name of a source, such as atlassian-main')
    .option('--api-base-url <url>', `where the API is (default: ${ATLASSIAN_API_BASE_URL}, or as configured)`)
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      const source = chooseSource(sources(), name);
      const apiBaseUrl = options.apiBaseUrl ?? source.apiBaseUrl ?? ATLASSIAN_API_BASE_URL;
      if (!isAtlassianApiBaseUrl(apiBaseUrl)) {
        throw new SettingError(
          `--api-base-url: ${terminalText(apiBaseUrl)} is not allowed; use ${ATLASSIAN_API_BASE_URL}, or a loopback address.`,
        );
      }
      const secret = credentialOf(source, apiBaseUrl);
      const actions = await fetchEventActions({ apiBaseUrl, secret, clock: systemClock, random: Math.random });
      const located = loadDetections();
      const found = coverage(actions, located, configuredActive(located, configuredDetections()));
      process.stdout.write(options.json ? `${printableJson(found)}\n` : coverageText(source.name, found));
    });
}

function chooseSource(sources: readonly SourceAccess[], name: string): SourceAccess {
  const found = sources.find((source) => source.name === name);
  if (found) return found;
  const names = sources.map((source) => source.name);
  const near = nearName(name, names);
  throw new SettingError(
    `There is no source ${terminalText(name)} in cdk.json${near === undefined ? '' : ` (did you mean ${near}?)`}; there is ${names.join(', ')}.`,
  );
}

// What listens on this machine is a simulator or a test; it need not be told a secret.
function credentialOf({ secretName }: SourceAccess, apiBaseUrl: string): SecretReader {
  const { ATLASSIAN_ORG_ID, ATLASSIAN_API_KEY } = process.env;
  if (ATLASSIAN_ORG_ID && ATLASSIAN_API_KEY) return environmentCredential(process.env);
  if (new URL(apiBaseUrl).origin !== new URL(ATLASSIAN_API_BASE_URL).origin) return demoCredential;
  return new SecretsManagerReader(new SecretsManagerClient({}), secretName);
}

function coverageText(source: string, { actions, unknown, uncovered }: Coverage): string {
  const unknownRows = unknown.map(({ action, detections }) => [action, detections.join(', ')]);
  const uncoveredRows = uncovered.map(({ id, displayName, group }) =>
    [id, displayName, group].map((cell) => terminalText(cell)),
  );
  return [
    `The organization of ${source} knows ${actions.toLocaleString('en-US')} actions.`,
    '',
    onOutput.bold(
      `Waited for in vain: ${unknown.length} actions that detections are for and the organization does not know`,
    ),
    ...(unknownRows.length === 0 ? [] : [tableText({ titles: ['Action', 'Detections'], shares: [1, 1] }, unknownRows)]),
    '',
    onOutput.bold(
      `Not watched: ${uncovered.length} actions that look like security and that no detection which is on is for`,
    ),
    ...(uncoveredRows.length === 0
      ? []
      : [tableText({ titles: ['Action', 'Name', 'Group'], shares: [2, 2, 1] }, uncoveredRows)]),
    '',
  ].join('\n');
}

const HELP = `
The credential is that of the environment (ATLASSIAN_ORG_ID, ATLASSIAN_API_KEY), else the source's secret in AWS.
An action that is waited for in vain may have another name today; one that is not watched may deserve a detection.

Examples:
  ATLASSIAN_ORG_ID=... ATLASSIAN_API_KEY=... npm run keepwatch -- detections coverage atlassian-main
  npm run keepwatch -- detections coverage atlassian-main --json | jq .unknown`;
