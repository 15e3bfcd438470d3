import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { systemClock } from '../../lambda/platform/clock';
import { printableJson } from '../../lambda/schema/printable';
import { PULL_KINDS, PULLERS } from '../../lambda/sources/pullers';
import type { DefineCommand } from '../command';
import { checkCredential } from '../doctor/check-credential';
import { checked, type Finding, findingsText, good, isBad, warning } from '../doctor/finding';
import { credentialFields } from '../place/directory/credentials';
import { directoryInstallation } from '../place/directory/directory-installation';
import { DirectoryObjectStore } from '../place/directory/directory-object-store';
import { directoryOption } from '../place/directory/directory-option';
import { checkAddress, kindOfDirectorySource } from '../place/directory/directory-source';
import { checkWritable } from '../place/directory/lake-directory';
import { SecretFile } from '../place/directory/secret-file';
import { lakeOption, stackOption } from '../place/place-options';
import { recorded } from '../place/recorded';
import { pluralize } from '../terminal/figures';
import { whileReading } from '../terminal/step-progress';
import { stopOnSignal } from '../terminal/stop-on-signal';
import { terminalText } from '../terminal/terminal-text';
import { askCredential, type EnteredCredential, type Entry, readCredential } from './ask-credential';
import type { Connection } from './connection';
import { enteredSecret } from './entered-secret';
import { firstPoll } from './first-poll';

interface Options {
  readonly lake: string;
  readonly stack?: string;
  readonly apiBaseUrl?: string;
  readonly json?: boolean;
}

/** `connect`: takes a source's credential, tries it, keeps it, and waits for the first events. */
export const defineCommand: DefineCommand = (command, { sources, entry }) => {
  command
    .argument('<source>', 'such as atlassian-main')
    .addOption(lakeOption('directory for npm start to fill'))
    .addOption(stackOption())
    .addOption(
      new Option(
        '--api-base-url <url>',
        "of a directory: where the API is, instead of the vendor's own address",
      ).conflicts('stack'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => {
      const connection =
        options.stack === undefined
          ? toDirectory(name, options)
          : await deployed().stackConnection(name, options.stack, sources);
      const findings = await connect(connection, entry);
      process.stdout.write(`${options.json ? printableJson(findings) : findingsText(findings)}\n`);
      if (isBad(findings)) process.exitCode = 1;
    });
};

async function connect(connection: Connection, entry: Entry): Promise<readonly Finding[]> {
  const { source, place, installation } = connection;
  const giveBack = stopOnSignal(async () => {}, 'Stopped. Nothing was changed.');
  const { credential, findings } = await triedCredential(source, entry).finally(giveBack);
  if (isBad(findings)) return [...findings, warning(place, 'keeps nothing of it', '')];
  const intent = {
    name: 'CONNECT_SOURCE',
    description: "A source's credential was entered",
    about: source.name,
    parameters: { place },
  };
  await recorded(installation, intent, async () => {
    await connection.store(credential);
    return { value: undefined, result: 'SUCCEEDED', errors: [], parameters: {} };
  });
  const kept = good(place, 'keeps the credential now');
  const giveSignalsBack = stopOnSignal(
    async () => {},
    `Stopped. ${place} keeps the credential; the next poll uses it.`,
  );
  try {
    const first = await checked(`${source.name}, first events`, async () => [await connection.firstEvents()], '');
    return [...findings, kept, ...first];
  } finally {
    giveSignalsBack();
  }
}

/** A credential that was entered, and what the API says to it. At a terminal it is asked for until it is taken. */
async function triedCredential(source: Connection['source'], entry: Entry) {
  for (let before: EnteredCredential = {}; ; ) {
    const isTerminal = entry.isTTY === true;
    const credential = isTerminal ? await askCredential(source.kind, before) : await readCredential(source.kind, entry);
    const secret = enteredSecret(JSON.stringify(credential));
    const findings = await whileReading('whether the API takes it', () =>
      checkCredential({ ...source, secret }, systemClock, 'Look whether it can be reached from here.'),
    );
    if (!isTerminal || !isBad(findings)) return { credential, findings };
    process.stderr.write(`${findingsText(findings)}\n\n`);
    before = credential;
  }
}

function toDirectory(name: string, { lake, apiBaseUrl: given }: Options): Connection {
  const kind = kindOfDirectorySource(name);
  checkWritable(lake);
  const secret = new SecretFile(lake, name);
  // Where the source has been polled from until now, another key is for as well.
  const apiBaseUrl = given ?? secret.address();
  checkAddress(apiBaseUrl, name, kind);
  if (given === undefined && apiBaseUrl !== undefined) {
    process.stderr.write(`${terminalText(name)} is asked at ${terminalText(apiBaseUrl, 200)}, as until now.\n`);
  }
  const archive = new DirectoryObjectStore(join(lake, 'archive'));
  const source = { name, kind, apiBaseUrl, archive };
  return {
    source,
    place: secret.name,
    installation: () => directoryInstallation(lake),
    async store(credential) {
      // With its address: it is to be sent there alone.
      await secret.write(JSON.stringify({ ...credential, ...(apiBaseUrl === undefined ? {} : { apiBaseUrl }) }));
      await mkdir(join(lake, 'lake'), { recursive: true });
    },
    async firstEvents() {
      const { records, caughtUp } = await firstPoll({ ...source, secret }, lake, PULLERS[kind].limits.lookbackDays);
      const more = caughtUp
        ? 'that is all there is'
        : `there is more: npx keepwatch start ${directoryOption(lake)} goes on`;
      return good(`${name}, first events`, `${pluralize(records, 'record')} archived and processed; ${more}`);
    },
  };
}

// Loads the AWS SDK.
const deployed = (): typeof import('./stack-connection') => require('./stack-connection');

const HELP = `
At a terminal it asks, and does not show the key. For scripts it reads standard input, an object as it
stands in the secret; never an argument, which others on the machine can see and the shell remembers.
A credential that the API refuses is not kept.

Of a directory it is kept in <dir>/secrets, which only you may read; npm start uses it when the
environment has none. Of a stack it is put into the source's secret, in place of what is there: the
next poll uses it. So this is also how to rotate a key.

Examples:
  npx keepwatch connect atlassian-main
  npx keepwatch connect atlassian-main --stack Keepwatch
  op read op://security/atlassian/json | npx keepwatch connect atlassian-main --stack Keepwatch
  where the JSON is an object with the fields of the source's kind, and expiresAt if known:
${PULL_KINDS.map((kind) => `  ${kind}: ${credentialFields(kind).join(', ')}`).join('\n')}

Exit status: 0 kept, and nothing is bad; 1 refused, or something is; 130 stopped by Ctrl-C.`;
