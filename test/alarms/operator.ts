import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCaptureKey } from '../../lambda/archive/capture';
import { receiptKey } from '../../lambda/lake/layout';
import { DEPLOYMENT_SOURCE } from '../../lambda/names';
import { serveSimulator } from '../../simulators/serve';
import { readCaptures } from '../archived-records';
import { keepwatchGiven } from '../cli/in-process';
import { inDirectory } from './in-directory';
import type { World } from './world';

/** A command as an alarm recommends it, without the installation that it is for, and what is typed into it. */
export interface Command {
  readonly line: string;
  readonly input?: string;
}

const LIMITS = { timeoutMs: 30_000, mostBytes: 1_000_000 };

/** Runs a command of the operator against a world. Throws when it fails. */
export async function operate(world: World, { line, input = '' }: Command): Promise<void> {
  const [name = '', ...args] = line.split(' ');
  switch (name) {
    case 'connect':
      return connect(world, [name, ...args], input);
    case 'replay':
      await run(world, [name, ...args]);
      return settleDeadLetters(world);
    default:
      throw new Error(`Nobody here can do this: ${line}`);
  }
}

// Of a stack the command puts what was entered into the secret; of a directory, into a file.
async function connect(world: World, args: readonly string[], input: string): Promise<void> {
  const get = world.auditLog.open(() => world.time);
  const api = await serveSimulator(async ({ url = '/', headers }, response) => {
    const { authorization = '' } = headers;
    const answer = await get(new URL(url, 'http://localhost'), { authorization }, LIMITS);
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.body);
  }, 0);
  try {
    await run(world, [...args, '--api-base-url', `${api.origin}/admin`], input, async (directory) => {
      world.secret = await readFile(join(directory, 'secrets', 'atlassian-main.json'), 'utf8');
    });
  } finally {
    await api.stop();
  }
}

async function run(
  world: World,
  args: readonly string[],
  input = '',
  look: (directory: string) => Promise<void> = async () => {},
): Promise<void> {
  const now = jest.spyOn(Date, 'now').mockReturnValue(world.time);
  const progress = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const keptBefore = await ownCaptures(world);
  try {
    await inDirectory(world, async (directory) => {
      const { failure, exitCode } = await keepwatchGiven(input, ...args, '--lake', directory);
      if (failure !== undefined || exitCode) throw new Error(`${args.join(' ')}: ${failure ?? `exit ${exitCode}`}`);
      await look(directory);
    });
  } finally {
    now.mockRestore();
    progress.mockRestore();
  }
  // A command leaves a record of itself, which is then due in the lake as well.
  const kept = (await ownCaptures(world)).slice(keptBefore.length);
  world.trail.served.add(Buffer.from(JSON.stringify({ kept: kept.flatMap(({ records }) => records) })));
}

async function ownCaptures({ archive }: World) {
  const captures = await readCaptures(archive);
  return captures.filter(({ header }) => header.source === DEPLOYMENT_SOURCE);
}

// Of a stack the command deletes the message of each capture that it had processed; a directory has no messages.
async function settleDeadLetters({ processor, lake }: World): Promise<void> {
  const queue = processor.settings.onFailure;
  for (const message of queue.messages) {
    const capture = parseCaptureKey(String(message.body));
    if (capture && (await lake.exists(receiptKey(capture.source, capture.seq)))) queue.delete(message);
  }
}
