import { Option } from 'commander';
import { systemClock } from '../../lambda/platform/clock';
import { printableJson } from '../../lambda/schema/printable';
import { PULL_KINDS } from '../../lambda/sources/pullers';
import type { DefineCommand } from '../command';
import { checkCredential } from '../doctor/check-credential';
import { checked, type Finding, findingsText, good, isBad, warning } from '../doctor/finding';
import { withAuditRecord } from '../place/audit-record';
import { credentialFields } from '../place/directory/credentials';
import { lakeOption, type PlaceOptions, stackOption } from '../place/place-options';
import { whileReading } from '../terminal/step-progress';
import { stopOnSignal } from '../terminal/stop-on-signal';
import { askCredential, type EnteredCredential, type Entry, enteredSecret, readCredential } from './ask-credential';
import type { Connection } from './connection';
import { directoryConnection } from './directory-connection';

interface Options extends PlaceOptions {
  readonly apiBaseUrl?: string;
  readonly json?: boolean;
}

/** `connect`: takes a source's credential, checks it with the API, stores it, and waits for the first events. */
export const defineCommand: DefineCommand = (command, { sources, entry }) => {
  command
    .argument('<source>', 'such as atlassian-main')
    .addOption(lakeOption('directory that start fills'))
    .addOption(stackOption())
    .addOption(
      new Option('--api-base-url <url>', "directory only: address of the API, instead of the vendor's own").conflicts(
        'stack',
      ),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (name: string, { lake, stack, apiBaseUrl, json }: Options) => {
      const connection =
        stack === undefined
          ? directoryConnection(name, lake, apiBaseUrl)
          : await inAws().stackConnection(name, stack, sources);
      const findings = await connect(connection, entry);
      process.stdout.write(`${json ? printableJson(findings) : findingsText(findings)}\n`);
      if (isBad(findings)) process.exitCode = 1;
    });
};

// The AWS SDK takes most of a second to load.
const inAws = (): typeof import('./stack-connection') => require('./stack-connection');

async function connect(connection: Connection, entry: Entry): Promise<readonly Finding[]> {
  const { source, storedIn, isEmpty } = connection;
  const stopListening = stopOnSignal(async () => {}, 'Stopped. Nothing was changed.');
  const { credential, findings } = await checkedCredential(source, entry).finally(stopListening);
  const refused = isEmpty ? 'nothing was stored' : 'unchanged: this credential was not stored';
  if (isBad(findings)) return [...findings, warning(storedIn, refused, '')];
  const intent = {
    name: 'CONNECT_SOURCE',
    description: "A source's credential was entered",
    about: source.name,
    parameters: { place: storedIn },
  };
  await withAuditRecord(connection.place, intent, async () => {
    await connection.store(credential);
    return { value: undefined, result: 'SUCCEEDED', errors: [], parameters: {} };
  });
  const stored = good(storedIn, 'holds the credential now');
  const stopListeningAgain = stopOnSignal(
    async () => {},
    `Stopped. The credential is stored in ${storedIn}; the next poll uses it.`,
  );
  try {
    const first = await checked(`${source.name}, first events`, async () => [await connection.firstEvents()], '');
    return [...findings, stored, ...first];
  } finally {
    stopListeningAgain();
  }
}

/** A credential, and the API's answer to it. A person at a terminal is asked again until the API accepts one. */
async function checkedCredential(source: Connection['source'], entry: Entry) {
  for (let before: EnteredCredential = {}; ; ) {
    const isTerminal = entry.isTTY === true;
    const credential = isTerminal ? await askCredential(source.kind, before) : await readCredential(source.kind, entry);
    const secret = enteredSecret(JSON.stringify(credential));
    const findings = await whileReading('whether the API accepts it', () =>
      checkCredential({ ...source, secret }, systemClock, 'Check that the API can be reached from here.'),
    );
    if (!isTerminal || !isBad(findings)) return { credential, findings };
    process.stderr.write(`${findingsText(findings)}\n\n`);
    before = credential;
  }
}

const HELP = `
At a terminal it asks for the credential; the key is not shown. A script pipes it
in as a JSON object, such as {"apiKey":"...", ..., "expiresAt":"2027-01-31"}, with
these fields and optionally expiresAt:
${PULL_KINDS.map((kind) => `  ${kind}: ${credentialFields(kind).join(', ')}`).join('\n')}
There is no option for a key: other users of a machine can see the arguments of a
program, and the shell stores them.

The credential is first checked with the API. If the API refuses it, nothing is
stored. A directory stores it in <dir>/secrets, readable by you alone; start uses
it unless the environment has one. A stack stores it in the source's secret, in
place of the earlier one, and the next poll uses it. So this also rotates a key.

Examples:
  npx keepwatch connect atlassian-main
  npx keepwatch connect atlassian-main --stack Keepwatch
  op read op://security/atlassian/json |
    npx keepwatch connect atlassian-main --stack Keepwatch

Exit codes: 0 stored and nothing is bad, 1 refused or something is bad;
others: npx keepwatch --help`;
