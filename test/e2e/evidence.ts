import assert from 'node:assert/strict';
import { DEPLOYMENT_SOURCE, PREFIX } from '../../lambda/names';
import type { Deployment } from './deployment';
import { digestsOf } from './stored-objects';

/** Digests by keys. */
export type Digests = Readonly<Record<string, string>>;

/** All that the stack has kept, and all that follows from it but what it writes anew with each capture. */
export async function evidenceOf({ archive, lake }: Deployment): Promise<Digests> {
  const derived = Object.entries(await digestsOf(lake)).filter(([key]) => !key.startsWith(PREFIX.state));
  return { ...(await digestsOf(archive)), ...Object.fromEntries(derived) };
}

/**
 * No byte of the evidence has changed since, and there is one capture of the deployment trail more. Whether somebody is
 * left to process that is a matter of moments: what is new in the lake is of this capture.
 */
export async function onlyGrewByOneCapture(deployment: Deployment, before: Digests): Promise<void> {
  const after = await evidenceOf(deployment);
  const isNew = ([key]: readonly [string, string]) => !Object.hasOwn(before, key);
  const [capture, ...derived] = Object.keys(Object.fromEntries(Object.entries(after).filter(isNew)));
  const place = capture?.replace(`${PREFIX.captures}${DEPLOYMENT_SOURCE}/`, '').replace('.json.gz', '');

  assert.match(place ?? '', /^\d{12}$/);
  const ofCapture = new RegExp(`/${DEPLOYMENT_SOURCE}[-/]${place}\\.|^${PREFIX.alerts}Keepwatch\\.Trail\\.Stopped/`);
  assert.deepEqual(
    derived.filter((key) => !ofCapture.test(key)),
    [],
  );
  assert.deepEqual(Object.fromEntries(Object.entries(after).filter((one) => !isNew(one))), before);
}
