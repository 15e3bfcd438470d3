import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { LocatedDetection } from '../../lambda/alerts/detection-settings';
import { MemoryObjectStore } from '../memory-object-store';

/** Name of the source of all stored objects. */
export const SOURCE = 'atlassian-main';
/** Where the objects are stored in an archive and its lake. */
export const KEYS = {
  capture: `captures/${SOURCE}/000000000001.json.gz`,
  receipt: `receipts/${SOURCE}/000000000001.json`,
  events: `events/atlassian_audit/date=2026-11-22/${SOURCE}-000000000001.json.gz`,
  alerts: `events/alerts/date=2026-11-22/${SOURCE}-000000000001.json.gz`,
  mark: 'alerts/Test.Admin.Added/fa956b808c8f8e3b/c6af6ee5292d7f5c4278750d3553c0e2.json',
  hint: `state/${SOURCE}.json`,
  detectionState: `state/watch/${SOURCE}.json`,
  backfill: `state/backfill/${SOURCE}.json`,
} as const;

/** The detection that raised the stored alert. */
export const ADMIN_ADDED: LocatedDetection = {
  file: 'detections/own/admin-added.ts',
  detection: {
    id: 'Test.Admin.Added',
    name: 'Admin added',
    logTypes: ['Atlassian.Audit'],
    severity: 'HIGH',
    description: 'Somebody was made an admin.',
    runbook: 'Ask the actor.',
    evidence: 'payload',
    actions: ['added_org_admin'],
    rule: () => true,
    title: () => 'An admin was added',
    dedup: () => 'admins',
    tests: [],
  },
};

/** Bytes of an object, as the version in its name wrote it. Never edit or format them. */
export function storedObject(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(__dirname, 'objects', name)));
}

/** An archive with the stored capture, and a lake with the given objects. */
export function storesWith(objects: Readonly<Record<string, Uint8Array>> = {}) {
  const archive = new MemoryObjectStore();
  const lake = new MemoryObjectStore();
  archive.objects.set(KEYS.capture, storedObject('capture-1.gz'));
  for (const [key, body] of Object.entries(objects)) {
    (key.startsWith('captures/') ? archive : lake).objects.set(key, body);
  }
  return { archive, lake };
}

/** The same object as a newer Keepwatch would write it. */
export function newer(object: Uint8Array, format = 2): Uint8Array {
  const isCompressed = object[0] === 0x1f;
  const [line = '', ...rest] = (isCompressed ? gunzipSync(object) : Buffer.from(object)).toString().split('\n');
  const text = [JSON.stringify({ ...JSON.parse(line), v: format, new: true }), ...rest].join('\n');
  return new Uint8Array(isCompressed ? gzipSync(text) : Buffer.from(text));
}
