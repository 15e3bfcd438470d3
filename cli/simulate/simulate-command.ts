import { Option } from 'commander';
import { SettingError } from '../../lambda/errors';
import { systemClock } from '../../lambda/platform/clock';
import { isObject } from '../../lambda/schema/canonical-json';
import { type AtlassianSimulator, startAtlassianSimulator } from '../../simulators/atlassian/simulator';
import type { DefineCommand } from '../command';
import { wholeNumber } from '../options/whole-number';
import { onOutput } from '../terminal/colours';
import { handleStopSignals } from '../terminal/stop-signals';

const LAKE = '.keepwatch-simulated';
const YEAR_MS = 365 * 24 * 3_600_000;

/** `simulate`: runs a simulated Atlassian organization on this machine, to try the other commands with. */
export const defineCommand: DefineCommand = (command) => {
  command
    .addOption(new Option('--port <number>', 'port to listen on; 0 picks a free one').default('8787'))
    .addHelpText('after', HELP)
    .action(async ({ port }: { readonly port: string }) => {
      const simulator = await listen(wholeNumber('--port', port, 0, 65_535));
      const stopped = firstStopSignal();
      process.stdout.write(`${introduction(simulator, systemClock.now())}\n`);
      await stopped;
      await simulator.stop();
    });
};

// Gives the signals back: a second Ctrl-C ends the program although a connection is still open.
function firstStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = handleStopSignals(() => {
      stopListening();
      resolve();
    });
  });
}

async function listen(port: number): Promise<AtlassianSimulator> {
  try {
    return await startAtlassianSimulator({ port });
  } catch (cause) {
    const code = isObject(cause) ? cause.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    const why = code === 'EADDRINUSE' ? 'is in use' : 'needs more permissions';
    throw new SettingError(`--port: ${port} ${why}; choose another.`, { cause });
  }
}

function introduction({ baseUrl, orgId, apiKey }: AtlassianSimulator, now: number): string {
  const expiry = new Date(now + YEAR_MS).toISOString().slice(0, 10);
  const command = (text: string) => `  ${onOutput.bold(`npx keepwatch ${text}`)}`;
  return [
    `Simulating an Atlassian organization at ${baseUrl}. Ctrl-C stops it.`,
    'It has 180 days of events, and a new one every ten minutes.',
    '',
    'In another terminal:',
    command(`connect atlassian-main --lake ${LAKE} --api-base-url ${baseUrl}`),
    `    organization id  ${orgId}`,
    `    API key          ${apiKey}`,
    `    expires          ${expiry}`,
    command(`status --lake ${LAKE}`),
    command(`doctor --lake ${LAKE}`),
    command(`backfill atlassian-main --since 30d --lake ${LAKE}`),
    command(`verify --lake ${LAKE}`),
    `  ${onOutput.bold(`npx keepwatch start --once --lake ${LAKE}`)}`,
  ].join('\n');
}

const HELP = `
The events are invented and always the same. The simulator accepts one
organization and one key. It prints both, with commands to try, and refuses any
other key as Atlassian does.

Examples:
  npx keepwatch simulate
  npx keepwatch simulate --port 9000

Exit codes: 0 stopped by Ctrl-C, 1 failed; others: npx keepwatch --help`;
