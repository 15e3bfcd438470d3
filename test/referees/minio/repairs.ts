import { startProgram } from '../../started-program';
import type { Shell } from './aws-cli';
import { DAMAGES, DamagedSource } from './damaged-sources';
import type { MinioServer } from './minio-server';
import { startOtherServices } from './other-services';
import { openSession, type Who } from './sessions';
import { createBuckets, type Retention, rootClient } from './stack-buckets';

const MOST_ROUNDS = 8;

/** What the repairs came to. */
export interface RepairResult {
  readonly text: string;
  readonly problems: readonly string[];
}

/**
 * Damages an archive in every way, and does what `verify` prints until it finds nothing. An operator with the rights of
 * docs/operate.md runs the commands as printed; those that only the repair role may run, that role runs.
 */
export async function repairArchive(server: MinioServer, shell: Shell, retention: Retention): Promise<RepairResult> {
  const s3 = rootClient(server);
  const buckets = await createBuckets(s3, `repair-${retention.Mode.toLowerCase()}`, retention);
  const sources = new Map<string, DamagedSource>();
  for (const [name, damage] of Object.entries(DAMAGES)) {
    const source = new DamagedSource(s3, buckets, name);
    await source.make();
    await damage(source);
    sources.set(name, source);
  }
  const others = await startOtherServices('{}', buckets);
  const sessions = {
    operator: await openSession(server, buckets, 'operator'),
    'repair role': await openSession(server, buckets, 'repair role'),
  };
  const verify = () =>
    startProgram('bin/cli.ts', ['verify', '--stack', 'Keepwatch'], { ...sessions.operator, ...others.environment })
      .ended;

  const problems: string[] = [];
  let count = 0;
  let found = await verify();
  for (let round = 1; found.code !== 0 && round <= MOST_ROUNDS && problems.length === 0; round += 1) {
    for (const line of commandsIn(found.out)) {
      count += 1;
      const failure = await run(line, shell, sessions, sources, retention);
      if (failure !== undefined) problems.push(`${retention.Mode}: ${line}\n${failure}`);
    }
    found = await verify();
  }
  if (found.code !== 0) problems.push(`${retention.Mode}: after the repairs, verify prints\n${found.out}${found.err}`);
  for (const source of sources.values()) problems.push(...(await source.changes()));
  await others.stop();
  s3.destroy();
  return { text: `${retention.Mode}: ${sources.size} kinds of damage, ${count} commands`, problems };
}

/** What an operator would copy: whole lines of the AWS CLI, and `replay` in a sentence. */
export function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/^ +(aws s3api .*)$|(npx keepwatch replay .*?)\.?$/gm)].map(
    ([, aws, keepwatch]) => aws ?? keepwatch ?? '',
  );
}

async function run(
  line: string,
  shell: Shell,
  sessions: Readonly<Record<Who, Record<string, string>>>,
  sources: ReadonlyMap<string, DamagedSource>,
  { Mode }: Retention,
): Promise<string | undefined> {
  const [, name = '', from, to] = /^npx keepwatch replay --source (\S+) --from (\d+) --to (\d+) /.exec(line) ?? [];
  if (name !== '') {
    for (let seq = Number(from); seq <= Number(to); seq += 1) await sources.get(name)?.process(seq);
    return undefined;
  }
  if (!isForRepairRole(line)) return shell(line, sessions.operator);
  return Mode === 'COMPLIANCE' ? shell(line, sessions['repair role']) : 'Only COMPLIANCE needs the repair role';
}

// What the archive's policy denies to everybody else, and what a role needs for the repair.
function isForRepairRole(line: string): boolean {
  return / put-object /.test(line) || (/ delete-object .*captures\//.test(line) && !line.includes('--version-id'));
}
