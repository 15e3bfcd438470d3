import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

const GRACE_MS = 5_000;

/** How a program is started. */
export interface ProgramOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Where it works, when that is not here. */
  readonly directory?: string;
  /** File that gets all that the program says. */
  readonly log: string;
}

const running = new Set<ChildProcess>();

// The last net, for every way to end that can still run code.
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** Starts a program in a process group of its own, so that all it starts is stopped with it. */
export function startGroup(command: string, args: readonly string[], options: ProgramOptions): ChildProcess {
  const child = spawn(command, args, {
    env: options.environment,
    cwd: options.directory,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const log = createWriteStream(options.log, { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  running.add(child);
  child.once('error', () => running.delete(child));
  child.once('close', () => log.end());
  return child;
}

/** Runs a program to its end and gives what it said. Throws, with the end of that, when it fails. */
export async function runProgram(command: string, args: readonly string[], options: ProgramOptions): Promise<string> {
  const child = startGroup(command, args, options);
  child.stdin?.end();
  const said: Buffer[] = [];
  child.stdout?.on('data', (data: Buffer) => said.push(data));
  child.stderr?.on('data', (data: Buffer) => said.push(data));
  const [code, signal] = await once(child, 'close');
  running.delete(child);
  const output = Buffer.concat(said).toString();
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}:\n${lastLines(output)}`);
  return output;
}

// Politely at first.
async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const ended = once(child, 'exit');
    const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
    signalGroup(child, 'SIGTERM');
    await ended;
    clearTimeout(impatience);
  }
  // What it started may outlive it.
  signalGroup(child, 'SIGKILL');
  running.delete(child);
}

/** Stops every program that is still running, and all that they started. */
export async function stopAllPrograms(): Promise<void> {
  await Promise.all([...running].map(stopProgram));
}

/** The end of a log, for a person to read. */
export async function endOfLog(file: string): Promise<string> {
  return lastLines(await readFile(file, 'utf8').catch(() => ''));
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-60).join('\n');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
