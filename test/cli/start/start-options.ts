import { Command, CommanderError } from 'commander';
import { addStartOptions, type GivenOptions, readOptions, type StartOptions } from '../../../cli/start/start-options';
import { refuseWrongUsage } from '../../../cli/wrong-usage';

/** What `start` makes of a command line and an environment; undefined when it printed help. Throws as it does. */
export function startOptions(argv: readonly string[], environment: NodeJS.ProcessEnv): StartOptions | undefined {
  const command = new Command('start');
  refuseWrongUsage(command);
  addStartOptions(command);
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    throw error;
  }
  return readOptions(command.opts<GivenOptions>(), environment);
}
