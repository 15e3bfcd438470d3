import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { DEPLOYMENT_SOURCE } from '../../../lambda/names';
import { systemClock } from '../../../lambda/platform/clock';
import type { OwnAction } from '../../../lambda/sources/deployment/own-action';
import { ownVersion } from '../../../lib/own-version';
import { TerminalLogger } from '../../terminal/terminal-logger';
import { TerminalNotifier } from '../../terminal/terminal-notifier';
import type { Place, Stores } from '../place';
import { unprocessedCaptures } from '../unprocessed';
import { DirectoryObjectStore } from './directory-object-store';
import { lakeDirectory } from './lake-directory';
import { ProcessingQueue } from './processing-queue';
import { watchedObjectStore } from './watched-object-store';

/** Opens a directory that `start` has filled. Throws `SettingError` when `start` has not filled it. */
export function directoryPlace(directory: string): Place {
  const stores = directoryStores(directory);
  const { archive, lake } = stores;
  const logger = new TerminalLogger();
  const notifier = new TerminalNotifier();
  let processor: ((key: string) => Promise<unknown>) | undefined;
  const processCapture = (key: string) => {
    processor ??= processing().configuredProcessor(stores, { clock: systemClock, logger, notifier });
    return processor(key);
  };
  const appending: Place['appending'] = async (work) => {
    const queue = new ProcessingQueue(processCapture);
    const done = await work(watchedObjectStore(archive, (key) => queue.add(key))).finally(() => queue.settled());
    queue.throwFailure();
    return done;
  };
  return {
    label: directory,
    appending,
    archive,
    lake,
    process: async (key) => void (await processCapture(key)),
    processesAtOnce: 1,
    // A directory has no dead letters: each run processes every capture that has no receipt.
    async deadLetters() {
      const keys = await unprocessedCaptures(stores);
      return { letters: keys.map((key) => ({ key, settle: async () => {} })), foreignMessages: 0, hidden: 0 };
    },
    async recordAction(action) {
      const trail = {
        source: DEPLOYMENT_SOURCE,
        lake,
        clock: systemClock,
        logger,
        metrics: processing().noMetrics,
        version: ownVersion(),
      };
      const { archiveEvents } = collecting();
      await appending((watched) => archiveEvents({ ...trail, archive: watched }, [{ action }]));
      // Also those of an earlier command that was killed before they were processed: no run of a source looks for them.
      for (const key of await unprocessedCaptures(stores, DEPLOYMENT_SOURCE)) {
        await processCapture(key).catch((error: unknown) =>
          logger.error("An operator's action is archived, but could not be processed.", { key, error }),
        );
      }
    },
    operator: async () => userOfThisComputer(),
    printMessages() {
      logger.flush();
      for (const line of notifier.takeLines()) process.stderr.write(`${line}\n`);
    },
  };
}

// Only commands that process or record need them, and the detections.
const processing = (): typeof import('./processing') => require('./processing');
const collecting = (): typeof import('../../../lambda/collect/archive-events') =>
  require('../../../lambda/collect/archive-events');

function directoryStores(directory: string): Stores {
  const lake = new DirectoryObjectStore(lakeDirectory(directory));
  return { archive: new DirectoryObjectStore(join(directory, 'archive')), lake };
}

function userOfThisComputer(): OwnAction['actor'] {
  const { username } = userInfo();
  return { id: username, type: 'USER', name: username, attributes: { host: hostname() } };
}
