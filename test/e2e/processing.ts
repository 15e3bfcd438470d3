import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { receiptKey } from '../../lambda/lake/layout';
import { DEPLOYMENT_SOURCE, METRICS, PREFIX } from '../../lambda/names';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { AwsClients } from './aws-clients';
import { type Deployment, SOURCES, STACK } from './deployment';
import { eventually } from './eventually';
import { invoke, invokeLater } from './functions';
import { sumOf, sumSeenBy } from './metrics';
import type { Outside } from './outside';
import { takeMessage } from './queues';
import { digestsOf, keysOf } from './stored-objects';

const SECONDS_TO_COUNT = 30;
/** Lambda tries three times, the emulator within some seconds. */
const SECONDS_TO_GIVE_UP = 60;
const deadLetter = z.object({ requestPayload: z.looseObject({}) });

/** Every record of every source was counted once, as an event or as a classification failure; Silence alarms see the events. */
export async function countsEveryRecord({ aws }: Deployment, outside: readonly Outside[]): Promise<void> {
  for (const { source, served } of outside) {
    let counted = 0;
    await eventually(`every record of ${source} is counted`, SECONDS_TO_COUNT, async () => {
      counted =
        (await sumOf(aws, source, METRICS.eventsProcessed)) + (await sumOf(aws, source, METRICS.eventsRejected));
      return counted >= served.records.size || undefined;
    });

    assert.equal(counted, served.records.size);
  }
  for (const source of Object.values(SOURCES)) {
    const events = await sumOf(aws, source, METRICS.eventsProcessed);
    assert.equal(await sumSeenBy(aws, `${STACK}-${source}-Silence`), events);
  }
}

/** Each capture is processed once more: no byte of the lake changes, and nothing is counted again. */
export async function replaysWithoutChange({ aws, archive, lake, ...deployment }: Deployment): Promise<void> {
  const before = await derived(lake);
  const counted = await processedEvents(aws);
  for (const key of await keysOf(archive, PREFIX.captures)) {
    assert.equal(await invoke(aws, deployment.processor.name, objectCreated(deployment.archiveBucket, key)), '');
  }

  assert.deepEqual(await derived(lake), before);
  assert.deepEqual(await processedEvents(aws), counted);
}

/** A capture that cannot be processed waits in the queue, and is processed as the runbook tells. */
export async function failedCaptureWaits({ aws, archive, lake, ...deployment }: Deployment): Promise<void> {
  const before = await derived(lake);
  const [key = ''] = await keysOf(archive, PREFIX.captures);
  const receipt = receiptKey(SOURCES.atlassian, 1);
  await lake.put(receipt, new TextEncoder().encode('no receipt'));

  await invokeLater(aws, deployment.processor.name, objectCreated(deployment.archiveBucket, key));
  const message = await eventually('the failed capture waits in the queue', SECONDS_TO_GIVE_UP, () =>
    takeMessage(aws, deployment.processor.deadLetters, key),
  );
  const { requestPayload } = deadLetter.parse(JSON.parse(message));
  const whileBroken = await invoke(aws, deployment.processor.name, requestPayload);
  await lake.delete(receipt);
  const onceMended = await invoke(aws, deployment.processor.name, requestPayload);

  assert.match(whileBroken, /is not a readable receipt\. Delete it and process its capture again/);
  assert.equal(onceMended, '');
  assert.deepEqual(await derived(lake), before);
}

async function processedEvents(aws: AwsClients): Promise<readonly number[]> {
  const sources = [...Object.values(SOURCES), DEPLOYMENT_SOURCE];
  return Promise.all(sources.map((source) => sumOf(aws, source, METRICS.eventsProcessed)));
}

// As the rule of EventBridge hands it on.
function objectCreated(bucket: string, key: string) {
  return { detail: { bucket: { name: bucket }, object: { key } } };
}

// All but the hint where the archive ends, which every poll writes.
async function derived(lake: ObjectStore): Promise<Record<string, string>> {
  return { ...(await digestsOf(lake, PREFIX.events)), ...(await digestsOf(lake, PREFIX.receipts)) };
}
