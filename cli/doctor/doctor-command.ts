import { join } from 'node:path';
import { Option } from 'commander';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import { systemClock } from '../../lambda/platform/clock';
import { printableJson } from '../../lambda/schema/printable';
import { DEFAULT_KIND } from '../../lambda/sources/formats';
import { PULL_KINDS } from '../../lambda/sources/pullers';
import type { DefineCommand } from '../command';
import { credentialVariables } from '../place/directory/credentials';
import { DirectoryObjectStore } from '../place/directory/directory-object-store';
import { directorySource, hasCredential } from '../place/directory/directory-source';
import { lakeDirectory } from '../place/directory/lake-directory';
import { SecretFile } from '../place/directory/secret-file';
import { knownSources } from '../place/known-sources';
import { lakeOption, placeArguments, stackOption } from '../place/place-options';
import { checkedStackName } from '../place/stack/stack-name';
import { type FirstSync, firstSync, startCommand } from '../status/first-sync';
import { SILENCE_LIMIT_MS } from '../status/silence';
import { TerminalLogger } from '../terminal/terminal-logger';
import { terminalText } from '../terminal/terminal-text';
import { checkCredential } from './check-credential';
import { checkLastRun } from './check-last-run';
import { checkLog } from './check-log';
import { checked, type Finding, findingsText, isBad, PLACE, placed, warning } from './finding';
import { incompleteCredential } from './incomplete-credential';

interface Options {
  readonly lake: string;
  readonly stack?: string;
  readonly apiBaseUrl?: string;
  readonly json?: boolean;
}

const LOCAL_ADVICE = 'Check that you may read the directory.';

/** `doctor`: checks everything that Keepwatch needs, and says how to fix it. */
export const defineCommand: DefineCommand = (command, { sources, buckets }) => {
  command
    .addOption(lakeOption())
    .addOption(stackOption())
    .addOption(
      new Option('--api-base-url <url>', "directory only: address of the API, instead of the vendor's own").conflicts(
        'stack',
      ),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const { stack, json } = options;
      const found =
        stack === undefined
          ? await examineDirectory(options)
          : await deployed().examineStack(checkedStackName(stack), { sources, buckets });
      const findings = placed(found, placeArguments(options));
      process.stdout.write(`${json ? printableJson(findings) : findingsText(findings)}\n`);
      if (isBad(findings)) process.exitCode = 1;
    });
};

// Loads the AWS SDK.
const deployed = (): typeof import('./stack/examine-stack') => require('./stack/examine-stack');

async function examineDirectory({ lake: directory, apiBaseUrl }: Options): Promise<readonly Finding[]> {
  const lake = new DirectoryObjectStore(lakeDirectory(directory));
  const archive = new DirectoryObjectStore(join(directory, 'archive'));
  const run = (about: string, check: () => Promise<readonly Finding[]>) => checked(about, check, LOCAL_ADVICE);
  const findings: Finding[] = [];
  const names = await knownSources({ archive, lake });
  for (const name of names) {
    const silenceMinutes = name === DEPLOYMENT_SOURCE ? false : SILENCE_LIMIT_MS / 60_000;
    const log = { name, archive, lake, silenceMinutes, processesByItself: false } as const;
    findings.push(...(await run(`${name}, log`, () => checkLog(log, systemClock.now()))));
    if (name === DEPLOYMENT_SOURCE) continue;
    const stores = { archive, lake };
    const polled = { name, lake, intervalMinutes: undefined, logger: new TerminalLogger() };
    const sync = await firstSync(name, stores, polled.logger, systemClock.now());
    if (sync?.hasEnded === false) findings.push(interruptedFinding(sync));
    else findings.push(...(await run(`${name}, last run`, () => checkLastRun(polled, systemClock.now()))));
  }
  const withCredential = PULL_KINDS.filter((kind) => hasCredential(kind, directory, process.env));
  for (const kind of PULL_KINDS) {
    const name = `${kind}-main`;
    const incomplete = incompleteCredential(kind, process.env);
    if (incomplete !== undefined) {
      findings.push(incomplete);
      continue;
    }
    if (!withCredential.includes(kind)) {
      if (names.includes(name)) findings.push(withoutCredential(directory, name));
      continue;
    }
    // --api-base-url is the address of one API: that of the only credential, else that of the default kind.
    const address = kind === DEFAULT_KIND || withCredential.length === 1 ? apiBaseUrl : undefined;
    // A credential that is not for this address is a finding too.
    const open = () => directorySource(name, directory, address, process.env);
    const check = () => checkCredential({ ...open(), archive }, systemClock, LOCAL_ADVICE);
    findings.push(...(await run(`${name}, credential`, check)));
  }
  if (findings.length > 0) return findings;
  return [
    warning(
      'archive',
      'no source has archived anything yet',
      `Run npx keepwatch start --lake ${terminalText(directory, 200)}.`,
    ),
  ];
}

function interruptedFinding({ source, behind }: FirstSync): Finding {
  return warning(
    `${source}, last run`,
    `a run was interrupted, or is in progress (${Math.floor(behind.share * 100)}% read)`,
    `To continue, run ${startCommand(source, PLACE)}.`,
  );
}

function withoutCredential(directory: string, name: string): Finding {
  return warning(
    `${name}, credential`,
    'missing: without one nothing is polled',
    new SecretFile(directory, name).howToEnter,
  );
}

const HELP = `
In a directory it checks that captures arrive, are processed and give events, and
the credentials that connect has stored or that are in the environment
(${PULL_KINDS.flatMap(credentialVariables).join(', ')}).

In a stack it also checks subscriptions, alarms, dead letters, the buckets'
lock, policies and expiry, the deployment trail and CloudTrail, schedules, and each credential: whether the
API accepts it, returns records, and when it expires. It uses your AWS credentials
(AWS_PROFILE, AWS_REGION) and changes nothing.

To check that nothing archived was lost or changed, run npx keepwatch verify.

Examples:
  npx keepwatch doctor
  npx keepwatch doctor --stack Keepwatch
  npx keepwatch doctor --json | jq '.[] | select(.level == "bad")'

Exit codes: 0 nothing is bad, 1 something is bad or could not be checked;
others: npx keepwatch --help`;
