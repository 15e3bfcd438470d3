import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { archiveEvents } from '../../../lambda/collect/archive-events';
import { DEPLOYMENT_SOURCE } from '../../../lambda/names';
import { systemClock } from '../../../lambda/platform/clock';
import type { OwnAction } from '../../../lambda/sources/deployment/own-action';
import { ownVersion } from '../../../lib/own-version';
import { TerminalLogger } from '../../terminal/terminal-logger';
import { TerminalNotifier } from '../../terminal/terminal-notifier';
import type { Installation } from '../installation';
import { unprocessedCaptures } from '../unprocessed';
import { DirectoryObjectStore } from './directory-object-store';
import { lakeDirectory } from './lake-directory';
import { configuredWatching, directoryProcessor, noMetrics } from './processing';
import { ProcessingQueue } from './processing-queue';
import { watchedObjectStore } from './watched-object-store';

/** The Keepwatch that `npm start` keeps in a directory. Throws `SettingError` when there is none. */
export function directoryInstallation(directory: string): Installation {
  const lake = new DirectoryObjectStore(lakeDirectory(directory));
  const archive = new DirectoryObjectStore(join(directory, 'archive'));
  const logger = new TerminalLogger();
  const notifier = new TerminalNotifier();
  const settings = { ...configuredWatching(), clock: systemClock, logger, notifier };
  const processCapture = directoryProcessor({ archive, lake }, settings);
  const appending: Installation['appending'] = async (work) => {
    const queue = new ProcessingQueue(processCapture);
    const done = await work(watchedObjectStore(archive, (key) => queue.add(key))).finally(() => queue.settled());
    queue.throwFailure();
    return done;
  };
  return {
    name: directory,
    appending,
    archive,
    lake,
    process: async (key) => void (await processCapture(key)),
    processesAtOnce: 1,
    // Nothing is given up here: each run tries what has no receipt.
    async deadLetters() {
      const keys = await unprocessedCaptures({ archive, lake });
      return { letters: keys.map((key) => ({ key, settle: async () => {} })), foreignMessages: 0, hidden: 0 };
    },
    async keep(action) {
      const metrics = noMetrics;
      const keeping = { source: DEPLOYMENT_SOURCE, lake, clock: systemClock, logger, metrics, version: ownVersion() };
      await appending((watched) => archiveEvents({ ...keeping, archive: watched }, [{ action }]));
      // What an earlier command kept that was killed before it was processed: no run of a source looks for it.
      for (const key of await unprocessedCaptures({ archive, lake }, DEPLOYMENT_SOURCE)) {
        const tell = (error: unknown) =>
          logger.error('What a command did is kept, and not in the lake.', { key, error });
        await processCapture(key).catch(tell);
      }
    },
    operator: async () => userOfThisComputer(),
    sayWhatWasTold() {
      logger.flush();
      for (const line of notifier.takeLines()) process.stderr.write(`${line}\n`);
    },
  };
}

function userOfThisComputer(): OwnAction['actor'] {
  const { username } = userInfo();
  return { id: username, type: 'USER', name: username, attributes: { host: hostname() } };
}
