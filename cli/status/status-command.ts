import { KeepwatchError } from '../../lambda/errors';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import { printableJson } from '../../lambda/schema/printable';
import type { DefineCommand } from '../command';
import { lastEventsAt } from '../doctor/check-log';
import { knownSources } from '../place/known-sources';

import { openPlace } from '../place/open-place';
import type { Stores } from '../place/place';
import { lakeOption, type PlaceOptions, placeArguments, stackOption } from '../place/place-options';
import type { SourceAccess } from '../place/source-access';
import { checkedStackName } from '../place/stack/stack-name';
import { TerminalLogger } from '../terminal/terminal-logger';
import type { Overview } from './overview';
import { SILENCE_LIMIT_MS } from './silence';
import { sourceStatus } from './source-status';
import { type OpenAlarm, statusText } from './status-text';

interface Options extends PlaceOptions {
  readonly json?: boolean;
}

/** `status`: one screen about sources, captures, events and alarms. */
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
        : statusText({ name, place: placeArguments(options) }, statuses, alarms, now);
      process.stdout.write(`${text}\n`);
      logger.flush();
    });
};

async function lookAt(options: Options, sources: () => readonly SourceAccess[], now: number): Promise<Overview> {
  if (options.stack === undefined) {
    const stores = await openPlace(options);
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

// In a directory only the silence alarm can be evaluated.
async function silenceOf(name: string, stores: Stores, now: number): Promise<readonly OpenAlarm[]> {
  const last = await lastEventsAt({ name, ...stores });
  if (last === undefined || now - Date.parse(last) <= SILENCE_LIMIT_MS) return [];
  return [{ name: `${name}-Silence`, since: new Date(Date.parse(last) + SILENCE_LIMIT_MS).toISOString() }];
}

const HELP = `
Newest capture   number and age of the newest archived API response
Newest record    time of the newest record in the archive, UTC
Today            events of today, UTC, that are in the lake
Last run         how the last collector run ended
Behind           while the API has more: how far behind polling is, and how much
                 of the time since the oldest record is read (for a first sync)

Examples:
  npx keepwatch status
  npx keepwatch status --stack Keepwatch
  npx keepwatch status --json | jq '.sources[] | {source, eventsToday}'

To find faults, run npx keepwatch doctor.

Exit codes: 0 shown, also when there are faults; others: npx keepwatch --help`;
