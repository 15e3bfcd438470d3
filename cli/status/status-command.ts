import { KeepwatchError } from '../../lambda/errors';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import { lastEventsAt } from '../doctor/check-log';
import { knownSources } from '../place/known-sources';
import type { LakeOptions } from '../place/open-engine';
import { openStores } from '../place/open-stores';
import { lakeOption, placeOptions, stackOption } from '../place/place-options';
import type { SourceAccess } from '../place/source-access';
import { checkedStackName } from '../place/stack/stack-name';
import type { Stores } from '../place/stores';
import { TerminalLogger } from '../terminal/terminal-logger';
import type { Overview } from './overview';
import { SILENCE_LIMIT_MS } from './silence';
import { sourceStatus } from './source-status';
import { type OpenAlarm, statusText } from './status-text';

interface Options extends LakeOptions {
  readonly json?: boolean;
}

/** `status`: one screen that says how it is. */
export const defineCommand: DefineCommand = (command, { sources }) => {
  command
    .addOption(lakeOption())
    .addOption(stackOption())
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const now = Date.now();
      const logger = new TerminalLogger();
      const { name, stores, names, alarms, problems } = await lookAt(options, sources, now);
      const looked = await Promise.all(names.map((each) => sourceStatus({ name: each, ...stores, logger }, now)));
      const statuses = looked.map((status) => ({
        ...status,
        problem: status.problem ?? problems.get(status.source) ?? null,
      }));
      const text = options.json
        ? printableJson({ sources: statuses, alarms })
        : statusText({ name, place: placeOptions(options) }, statuses, alarms, now);
      process.stdout.write(`${text}\n`);
      logger.flush();
    });
};

async function lookAt(options: Options, sources: () => readonly SourceAccess[], now: number): Promise<Overview> {
  if (options.stack === undefined) {
    const stores = await openStores(options);
    const names = await knownSources(stores);
    const polled = names.filter((name) => name !== DEPLOYMENT_SOURCE);
    const problems = new Map<string, string>();
    const alarms: OpenAlarm[] = [];
    for (const name of polled) {
      try {
        alarms.push(...(await silenceOf(name, stores, now)));
      } catch (error) {
        if (!(error instanceof KeepwatchError)) throw error;
        problems.set(name, error.message);
      }
    }
    return { name: options.lake, stores, names, alarms, problems };
  }
  return deployed().stackOverview(checkedStackName(options.stack), sources);
}

// Loads the AWS SDK.
const deployed = (): typeof import('./stack-overview') => require('./stack-overview');

// The one alarm of which a laptop knows the state.
async function silenceOf(name: string, stores: Stores, now: number): Promise<readonly OpenAlarm[]> {
  const last = await lastEventsAt({ name, ...stores });
  if (last === undefined || now - Date.parse(last) <= SILENCE_LIMIT_MS) return [];
  return [{ name: `${name}-Silence`, since: new Date(Date.parse(last) + SILENCE_LIMIT_MS).toISOString() }];
}

const HELP = `
"Behind" is how old the newest record was that polling has reached while there is more to read, and
how much of the time since the oldest record it has read: during the first sync, how far that is.
"Events today" happened today, in UTC, and are in the lake.

Examples:
  npx keepwatch status
  npx keepwatch status --stack Keepwatch
  npx keepwatch status --json | jq '.sources[] | {source, eventsToday}'

Nothing is judged here, and the exit status is 0: doctor judges.`;
