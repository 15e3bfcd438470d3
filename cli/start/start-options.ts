import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { SettingError } from '../../lambda/errors';
import { allowedBaseUrls, isAllowedBaseUrl, isLoopbackBaseUrl, vendorBaseUrl } from '../../lambda/sources/api-host';
import { DEFAULT_KIND } from '../../lambda/sources/formats';
import { PULL_KINDS, PULLERS, type PullKind } from '../../lambda/sources/pullers';
import { wholeNumber } from '../options/whole-number';
import { credentialVariables, demoCredential } from '../place/directory/credentials';
import { SecretFile } from '../place/directory/secret-file';
import { terminalText } from '../terminal/terminal-text';

/** What `start` is to do. */
export interface StartOptions {
  /** The kind of source. */
  readonly source: PullKind;
  /** The bundled simulator, or an API that is really asked. */
  readonly api: { readonly kind: 'simulator' } | RealApi;
  /** Directory that takes the place of the two buckets. */
  readonly lake: string;
  /** Poll until caught up and stop, instead of again and again. */
  readonly once: boolean;
  readonly intervalMinutes: number;
  readonly lookbackDays: number;
  /** One JSON object on standard output instead of tables. */
  readonly json: boolean;
}

/** An API that is really asked. */
export interface RealApi {
  readonly kind: 'real';
  /** Where it is, when that was said. */
  readonly baseUrl: string | undefined;
  /** `stored`: with connect, in the directory. */
  readonly credential: 'environment' | 'stored' | 'demo';
}

/** What the command line gave. */
export interface GivenOptions {
  readonly source: PullKind;
  readonly once: boolean;
  readonly lake: string;
  readonly apiBaseUrl?: string;
  readonly interval: string;
  readonly lookback: string;
  readonly json: boolean;
}

/** Adds the options of `start` to its command. */
export function addStartOptions(command: Command): void {
  command
    .addOption(new Option('--source <kind>', 'whose audit log').choices(PULL_KINDS).default(DEFAULT_KIND))
    .addOption(new Option('--once', 'poll until caught up, sweep once, and exit').default(false))
    .addOption(new Option('--lake <dir>', 'directory that holds archive/ and lake/').default('.keepwatch'))
    .addOption(new Option('--api-base-url <url>', "where the API is, instead of the vendor's own address"))
    .addOption(new Option('--interval <minutes>', 'pause between polls without --once').default('5'))
    .addOption(new Option('--lookback <days>', 'how far back the very first poll reaches').default('180'))
    .addOption(new Option('--json', 'print the summary as JSON').default(false))
    .addHelpText('after', HELP);
}

/** Checks the given options and the environment. Throws `SettingError` in one line. */
export function readOptions(given: GivenOptions, environment: NodeJS.ProcessEnv): StartOptions {
  return {
    source: given.source,
    api: chooseApi(given, environment),
    lake: nonEmpty('--lake', given.lake),
    once: given.once,
    intervalMinutes: wholeNumber('--interval', given.interval, 1, 1440),
    lookbackDays: wholeNumber('--lookback', given.lookback, 1, 36_500),
    json: given.json,
  };
}

function chooseApi(
  { source, apiBaseUrl: baseUrl, once, lake }: GivenOptions,
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
    throw new SettingError(`--api-base-url: ${terminalText(baseUrl)} is not allowed; use ${allowedBaseUrls(apiHost)}.`);
  }
  if (isStored) return { kind: 'real', baseUrl: stored.address(), credential: 'stored' };
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

// Invented events must not end up beside real ones because a variable is missing.
function refuseDemoByMistake(source: PullKind, once: boolean, lake: string, environment: NodeJS.ProcessEnv): void {
  if (once) {
    const variables = credentialVariables(source).join(' and ');
    throw new SettingError(
      `--once: there is no credential for a real API. ${new SecretFile(lake, `${source}-main`).howToEnter} Or set ${variables}; for the demo, leave it out.`,
    );
  }
  const real = PULL_KINDS.find((kind) => existsSync(join(lake, 'archive', 'captures', `${kind}-main`)));
  if (real !== undefined) {
    throw new SettingError(
      `--lake: ${terminalText(lake, 200)} holds the events of ${real}-main, beside which the demo's have no place. ${new SecretFile(lake, `${source}-main`).howToEnter} Or name another directory.`,
    );
  }
  const other = PULL_KINDS.find((kind) => credentialVariables(kind).some((name) => environment[name]?.trim()));
  if (other === undefined) return;
  throw new SettingError(
    `A credential of ${other} is in the environment: add --source ${other}, or unset it for the demo.`,
  );
}

function nonEmpty(option: string, text: string): string {
  if (text !== '') return text;
  throw new SettingError(`${option}: an empty text is not allowed; name a directory.`);
}

const HELP = `
Without more, a bundled simulator plays the API: no account is needed and the run ends by itself.
With a credential that npx keepwatch connect atlassian-main has stored, or with ATLASSIAN_ORG_ID and ATLASSIAN_API_KEY in
the environment (PANTHER_API_HOST and PANTHER_API_KEY), the real API is polled until Ctrl-C.

Examples:
  npm start
  npx keepwatch start --source panther
  npx keepwatch start --json | jq .lake
  npx keepwatch connect atlassian-main --lake ~/keepwatch-evidence
  npx keepwatch start --once --lake ~/keepwatch-evidence

Exit status: 0 caught up, 1 failed, 130 or 143 stopped by a signal. A run can be stopped at any moment; the next one goes on where it was.`;
