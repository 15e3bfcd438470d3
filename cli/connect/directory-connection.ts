import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PULLERS } from '../../lambda/sources/pullers';
import { good } from '../doctor/finding';
import { DirectoryObjectStore } from '../place/directory/directory-object-store';
import { directoryOption } from '../place/directory/directory-option';
import { directoryPlace } from '../place/directory/directory-place';

import { checkAddress, kindOfDirectorySource, storedAddress } from '../place/directory/directory-source';
import { checkOwnOrEmpty, checkWritable } from '../place/directory/lake-directory';

import { SecretFile } from '../place/directory/secret-file';
import { pluralize } from '../terminal/figures';
import { terminalText } from '../terminal/terminal-text';
import type { Connection } from './connection';
import { firstPoll } from './first-poll';

/** Connects a source of a directory. Throws `SettingError` when it has no such source, or cannot be written to. */
export function directoryConnection(name: string, directory: string, givenAddress: string | undefined): Connection {
  const kind = kindOfDirectorySource(name);
  checkWritable(directory);
  checkOwnOrEmpty(directory);
  const secret = new SecretFile(directory, name);
  checkAddress(givenAddress, name, kind);
  // A new key is for the address from which the source was polled so far.
  const apiBaseUrl = givenAddress ?? storedAddress(secret, kind);
  if (givenAddress === undefined && apiBaseUrl !== undefined) {
    process.stderr.write(`Using the API at ${terminalText(apiBaseUrl, 200)}, as before.\n`);
  }
  const archive = new DirectoryObjectStore(join(directory, 'archive'));
  const source = { name, kind, apiBaseUrl, archive };
  return {
    source,
    storedIn: secret.name,
    isEmpty: !secret.exists(),
    place: () => directoryPlace(directory),
    async store(credential) {
      // With its address: the credential is sent to no other.
      await secret.write(JSON.stringify({ ...credential, ...(apiBaseUrl === undefined ? {} : { apiBaseUrl }) }));
      await mkdir(join(directory, 'lake'), { recursive: true });
    },
    async firstEvents() {
      const { records, caughtUp } = await firstPoll(
        { ...source, secret },
        directory,
        PULLERS[kind].limits.lookbackDays,
      );
      const more = caughtUp
        ? 'the API has no more'
        : `the API has more; to continue, run npx keepwatch start ${directoryOption(directory)}`;
      return good(`${name}, first events`, `${pluralize(records, 'record')} archived and processed; ${more}`);
    },
  };
}
