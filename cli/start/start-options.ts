import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { SettingError } from '../../lambda/errors';
import { allowedBaseUrls, isAllowedBaseUrl, isLoopbackBaseUrl, vendorBaseUrl } from '../../lambda/sources/api-host';
import { DEFAULT_KIND } from '../../lambda/sources/formats';
import { PULL_KINDS, PULLERS, type PullKind } from '../../lambda/sources/pullers';
import { UsageError } from '../exit-codes';
import { directoryPath } from '../options/directory-path';
import { wholeNumber } from '../options/whole-number';
import { credentialVariables, demoCredential } from '../place/directory/credentials';
import { storedAddress } from '../place/directory/directory-source';
import { SecretFile } from '../place/directory/secret-file';
import { terminalText } from '../terminal/terminal-text';

/** What `start` is to do. */
export interface StartOptions {
  /** The kind of source. */
  readonly source: PullKind;
  /** The bundled simulator, or a real API. */
  readonly api: { readonly kind: 'simulator' } | RealApi;
  /** Directory that takes the place of the two buckets. */
  readonly lake: string;
  /** Poll until caught up and end, instead of polling until stopped. */
  readonly once: boolean;
  readonly intervalMinutes: number;
  readonly lookbackDays: number;
  /** One JSON object on standard output instead of tables. */
  readonly json: boolean;
}

/** A real API. */
export interface RealApi {
  readonly kind: 'real';
  /** Its address; undefined for the vendor's own. */
  readonly baseUrl: string | undefined;
  /** `stored`: in the directory, by `connect`. */
  readonly credential: 'environment' | 'stored' | 'demo';
}

/** What the command line gave. */
export interface GivenOptions {
  readonly source: PullKind;
  readonly once?: boolean;
  readonly lake: string;
  readonly apiBaseUrl?: string;
  readonly interval: string;
  readonly lookback?: string;
  readonly json?: boolean;
}

/** Adds the options of `start` to its command. */
export function addStartOptions(command: Command): void {
  command
    .addOption(new Option('--source <kind>', 'kind of source').choices(PULL_KINDS).default(DEFAULT_KIND))
    .option('--once', 'poll until caught up, sweep once, and exit')
    .option('--lake <dir>', 'directory for archive/ and lake/', '.keepwatch')
    .option('--api-base-url <url>', "address of the API (default: the vendor's)")
    .option('--interval <minutes>', 'minutes between polls without --once', '5')
    .option('--lookback <days>', 'days that the very first poll reaches back (default: 180)')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', HELP);
}

/** Checks the given options and the environment. Throws `UsageError` or `SettingError` in one line. */
export function readOptions(given: GivenOptions, environment: NodeJS.ProcessEnv): StartOptions {
  const { shortestInterval, lookbackDays } = PULLERS[given.source].limits;
  return {
    source: given.source,
    api: chooseApi(given, environment),
    lake: directoryPath(given.lake),
    once: given.once === true,
    intervalMinutes: wholeNumber('--interval', given.interval, shortestInterval?.minutes ?? 1, 1440),
    lookbackDays:
      given.lookback === undefined ? lookbackDays : wholeNumber('--lookback', given.lookback, 1, lookbackDays),
    json: given.json === true,
  };
}

function chooseApi(
  { source, apiBaseUrl: baseUrl, once = false, lake }: GivenOptions,
  environment: NodeJS.ProcessEnv,
): StartOptions['api'] {
  const variables = Object.values(credentialVariables(source));
  const missing = variables.filter((name) => !environment[name]?.trim());
  const noneGiven = missing.length === variables.length;
  const stored = new SecretFile(lake, `${source}-main`);
  const isStored = noneGiven && stored.exists() && stored.isFor(baseUrl, vendorBaseUrl(PULLERS[source].apiHost));
  if (baseUrl === undefined && noneGiven && !isStored) {
    refuseDemoByMistake(source, once, lake, environment);
    return { kind: 'simulator' };
  }
  const { apiHost } = PULLERS[source];
  if (baseUrl !== undefined && !isAllowedBaseUrl(apiHost, baseUrl)) {
    throw new UsageError(`--api-base-url: ${terminalText(baseUrl)} is not allowed; use ${allowedBaseUrls(apiHost)}.`);
  }
  if (isStored) return { kind: 'real', baseUrl: storedAddress(stored, source), credential: 'stored' };
  // What listens on this machine is a simulator or a test; it needs no secret.
  if (noneGiven && baseUrl !== undefined && isLoopbackBaseUrl(baseUrl) && demoCredential(source, baseUrl)) {
    return { kind: 'real', baseUrl, credential: 'demo' };
  }
  if (missing.length > 0) {
    throw new SettingError(
      `${missing.join(' and ')} must be set in the environment: the credential is ${variables.join(' and ')}.`,
    );
  }
  return { kind: 'real', baseUrl, credential: 'environment' };
}

// A missing variable must not put invented events beside real ones.
function refuseDemoByMistake(source: PullKind, once: boolean, lake: string, environment: NodeJS.ProcessEnv): void {
  if (once) {
    const variables = credentialVariables(source).join(' and ');
    throw new SettingError(
      `--once needs a credential. ${new SecretFile(lake, `${source}-main`).howToEnter} Or set ${variables}. For the demo, omit --once.`,
    );
  }
  const real = PULL_KINDS.find((kind) => existsSync(join(lake, 'archive', 'captures', `${kind}-main`)));
  if (real !== undefined) {
    throw new SettingError(
      `--lake: ${terminalText(lake, 200)} holds real events of ${real}-main; demo events must not mix with them. ${new SecretFile(lake, `${source}-main`).howToEnter} Or use another directory.`,
    );
  }
  const other = PULL_KINDS.find((kind) => credentialVariables(kind).some((name) => environment[name]?.trim()));
  if (other === undefined) return;
  throw new SettingError(
    `The environment has a credential for ${other}. Add --source ${other}, or unset it to run the demo.`,
  );
}

const HELP = `
Without a credential, start runs a demo: a bundled simulator takes the place of
the API, no account is needed, and the run ends by itself.

With a credential, start polls the real API until Ctrl-C. Enter the credential
with npx keepwatch connect, or set these variables in the environment:
${PULL_KINDS.map((kind) => `  ${kind.padEnd(12)}${credentialVariables(kind).join(' and ')}`).join('\n')}

Examples:
  npm start
  npx keepwatch start --source panther
  npx keepwatch start --json | jq .lake
  npx keepwatch connect atlassian-main --lake ~/keepwatch-evidence
  npx keepwatch start --once --lake ~/keepwatch-evidence

A run can be stopped at any moment; the next one continues from there.
Exit codes: 0 caught up, or stopped while it polls again and again, 1 failed;
others: npx keepwatch --help`;
