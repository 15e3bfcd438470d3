import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { receiptKey } from '../../lambda/lake/layout';
import { DEPLOYMENT_SOURCE, PREFIX } from '../../lambda/names';
import { DEMO_ORG_ID } from '../../simulators/atlassian/simulator';
import { readCaptures } from '../archived-records';
import { type ProgramEnd, startProgram } from '../started-program';
import type { CloudTrail } from './cloudtrail';
import { secretValues } from './collecting';
import { type Deployment, STACK } from './deployment';
import { eventually } from './eventually';
import { invokeLater } from './functions';
import { waitingIn } from './queues';
import type { RecordedApi } from './recorded-api';
import { digestsOf } from './stored-objects';

const MOST_SECONDS = 180;
const SECONDS_TO_GIVE_UP = 60;
const SECONDS_TO_KEEP = 30;
const findings = z.array(z.object({ level: z.string(), about: z.string(), says: z.string() }));
const replayed = z.array(z.object({ key: z.string(), outcome: z.string() }));
const backfilled = z.object({ ending: z.string(), read: z.number(), missing: z.number() });
const status = z.object({
  sources: z.array(z.object({ source: z.string(), head: z.nullable(z.object({ seq: z.number() })) })),
});
const ownAction = z.object({
  action: z.object({ name: z.string(), result: z.string(), actor: z.object({ id: z.string() }) }),
});

/** An operator with a terminal, an AWS profile, and the configuration that was deployed. */
export class Operator {
  constructor(
    private readonly deployment: Deployment,
    private readonly api: RecordedApi,
    private readonly cloudTrail: CloudTrail,
  ) {}

  /** What the API refuses is not kept; what it takes is, and the first events come. */
  async connects(apiKey: string): Promise<void> {
    const before = await secretValues(this.deployment);
    const credential = (key: string) => JSON.stringify({ orgId: DEMO_ORG_ID, apiKey: key, expiresAt: '2099-01-31' });
    const connect = ['connect', this.deployment.atlassian.source];

    const refused = await this.#run(connect, credential('another-key'));
    assert.equal(refused.code, 1);
    assert.match(refused.out, /answered 401 to the credential in your entry/);
    assert.deepEqual(await secretValues(this.deployment), before);

    const taken = await this.#run(connect, credential(apiKey));
    assert.equal(taken.code, 0, taken.err + taken.out);
    const levels = findings.parse(JSON.parse(taken.out)).map(({ level, about }) => `${about}: ${level}`);
    assert.deepEqual(levels, [
      'atlassian-main, credential: good',
      'atlassian-main, credential: good',
      'the secret keepwatch/atlassian-main: good',
      'atlassian-main, first events: good',
    ]);
    assert.equal(`${refused.out}${refused.err}${taken.out}${taken.err}`.includes(apiKey), false);
    await this.isKept('CONNECT_SOURCE');
  }

  /** A capture that the processor gave up waits; the command that its alarm names processes it, and empties the queue. */
  async replaysDeadLetters(): Promise<void> {
    const { aws, lake, archiveBucket, processor } = this.deployment;
    const key = 'captures/atlassian-main/000000000001.json.gz';
    const before = await digestsOf(lake, PREFIX.events);
    await lake.put(receiptKey('atlassian-main', 1), new TextEncoder().encode('no receipt'));
    await invokeLater(aws, processor.name, { detail: { bucket: { name: archiveBucket }, object: { key } } });
    await eventually('the failed capture waits in the queue', SECONDS_TO_GIVE_UP, async () => {
      return (await waitingIn(aws, processor.deadLetters)) > 0 || undefined;
    });

    const { code, out, err } = await this.#run(['replay', '--dead-letters']);

    assert.equal(code, 0, err + out);
    assert.deepEqual(replayed.parse(JSON.parse(out)), [{ key, outcome: 'restored' }]);
    assert.equal(await waitingIn(aws, processor.deadLetters), 0);
    await this.isKept('REPLAY_CAPTURES');
    const after = await digestsOf(lake, PREFIX.events);
    for (const [name, digest] of Object.entries(before)) assert.equal(after[name], digest, name);
  }

  /** A capture that nobody has processed is found, and processed as it would have been. */
  async replaysUnprocessed(): Promise<void> {
    const { atlassian, lake } = this.deployment;
    const key = receiptKey(atlassian.source, 1);
    const before = await digestsOf(lake, key);
    await lake.delete(key);

    const { code, out, err } = await this.#run(['replay', '--unprocessed']);

    assert.equal(code, 0, err + out);
    await this.isKept('REPLAY_CAPTURES');
    assert.deepEqual(await digestsOf(lake, key), before);
  }

  /** All that the API has is read again: nothing of it is missing, and nothing is kept twice. */
  async findsNothingMissing(): Promise<void> {
    const { code, out, err } = await this.#run(['backfill', 'atlassian-main', '--since', '24w']);
    assert.equal(code, 0, err + out);
    const { ending, read, missing } = backfilled.parse(JSON.parse(out));
    assert.deepEqual([ending, missing], ['through', 0]);
    assert.ok(read > 1000, `${read} records are no history`);
    await this.isKept('BACKFILL_SOURCE');
  }

  /** One screen has every source. */
  async looksAtStatus(): Promise<void> {
    const { code, out, err } = await this.#run(['status']);
    assert.equal(code, 0, err + out);
    const heads = status.parse(JSON.parse(out)).sources.map(({ source, head }) => [source, (head?.seq ?? 0) > 0]);
    assert.deepEqual(heads, [
      ['atlassian-main', true],
      ['panther-main', true],
      [DEPLOYMENT_SOURCE, true],
    ]);
  }

  /** The newest records of the deployment trail are those of the last commands. The lake must have them too. */
  async isKept(name: string, times = 1): Promise<void> {
    const records = await eventually(`${name} is kept`, SECONDS_TO_KEEP, async () => {
      const captures = await readCaptures(this.deployment.archive);
      const own = captures.filter(({ header }) => header.source === DEPLOYMENT_SOURCE);
      const newest = own.flatMap(({ records }) => records).slice(-times);
      return newest.every((one) => ownAction.safeParse(one).data?.action.name === name) ? newest : undefined;
    });
    for (const record of records) {
      assert.equal(ownAction.parse(record).action.result, 'SUCCEEDED');
      this.cloudTrail.served.add(Buffer.from(JSON.stringify({ kept: [record] })));
    }
  }

  #run(args: readonly string[], input?: string): Promise<ProgramEnd> {
    const { atlassian, panther } = this.deployment;
    const common = { intervalMinutes: 5, silenceMinutes: 1440 };
    const sources = [
      {
        ...common,
        name: atlassian.source,
        kind: 'atlassian',
        secretName: atlassian.secretName,
        apiBaseUrl: this.api.apiBaseUrl,
      },
      { ...common, name: panther.source, kind: 'panther', secretName: panther.secretName },
    ];
    const environment = { AWS_PROFILE: 'root', KEEPWATCH_TEST_SOURCES: JSON.stringify(sources) };
    const options = { timeout: MOST_SECONDS * 1000, ...(input === undefined ? {} : { input }) };
    return startProgram('test/e2e/operator-program.ts', [...args, '--stack', STACK, '--json'], environment, options)
      .ended;
  }
}
