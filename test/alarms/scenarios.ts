import { captureKey } from '../../lambda/archive/capture';
import { newer } from '../formats/stored-objects';
import { credential, type Scenario } from './scenario';

const FIRST_CAPTURE = captureKey('atlassian-main', 1);
const HOUR = 60;
const DAY = 24 * HOUR;
// Missing data is believed two periods later than zeros.
const SILENT_SOURCE = { from: DAY - 20, to: DAY + HOUR };
const NO_DATA = { from: DAY, to: DAY + 3 * HOUR };
const AT_ONCE = { from: 0, to: 10 };
const AFTER_THREE_FAILURES = { from: 10, to: 30 };
// Failing lets go when fewer than three of twelve runs have failed.
const TWELVE_RUNS = HOUR + 10;
const AFTER_THREE_RUNS = { from: 15, to: 30 };

/** Of a source. */
export const SOURCE_SCENARIOS: readonly Scenario[] = [
  {
    title: 'an expired key',
    fault: ({ auditLog }) => {
      auditLog.key = 'key-2';
    },
    lasts: 2 * DAY,
    fires: {
      'atlassian-main-CredentialRejected': AT_ONCE,
      'atlassian-main-Failing': AFTER_THREE_FAILURES,
      'atlassian-main-NotRunning': AFTER_THREE_RUNS,
      'atlassian-main-Silence': NO_DATA,
    },
    command: { line: 'connect atlassian-main', input: credential('key-2') },
    overWithin: TWELVE_RUNS,
  },
  {
    title: 'an expired key, replaced within hours',
    fault: ({ auditLog }) => {
      auditLog.key = 'key-2';
    },
    lasts: 2 * HOUR,
    fires: {
      'atlassian-main-CredentialRejected': AT_ONCE,
      'atlassian-main-Failing': AFTER_THREE_FAILURES,
      'atlassian-main-NotRunning': AFTER_THREE_RUNS,
    },
    command: { line: 'connect atlassian-main', input: credential('key-2') },
    overWithin: TWELVE_RUNS,
  },
  {
    title: 'a key that expires in 13 days',
    fault: (world) => {
      world.secret = credential('key-1', new Date(world.time + 13.5 * DAY * 60_000).toISOString());
    },
    lasts: DAY,
    fires: { 'atlassian-main-CredentialExpiring': AT_ONCE },
    command: { line: 'connect atlassian-main', input: credential('key-1') },
    overWithin: HOUR + 10,
  },
  {
    title: 'a dead collector',
    fault: ({ faults }) => {
      faults.unscheduled = true;
    },
    lasts: DAY + 4 * HOUR,
    fires: { 'atlassian-main-NotRunning': AFTER_THREE_RUNS, 'atlassian-main-Silence': NO_DATA },
    cure: ({ faults }) => {
      faults.unscheduled = false;
    },
    overWithin: 20,
  },
  {
    title: 'ticks that do not reach the collector',
    fault: ({ faults }) => {
      faults.undelivered = true;
    },
    lasts: 2 * HOUR,
    fires: { 'atlassian-main-Failing': AFTER_THREE_FAILURES, 'atlassian-main-NotRunning': AFTER_THREE_RUNS },
    cure: ({ faults }) => {
      faults.undelivered = false;
    },
    overWithin: TWELVE_RUNS,
  },
  {
    title: 'a collector that crashes in every second run',
    fault: ({ faults, auditLog }) => {
      auditLog.eventEvery = 5;
      faults.archiveRefuses = (run) => run % 2 === 0;
    },
    lasts: DAY,
    fires: { 'atlassian-main-Failing': AFTER_THREE_FAILURES },
    cure: ({ faults }) => {
      faults.archiveRefuses = () => false;
    },
    overWithin: TWELVE_RUNS,
  },
  {
    title: 'a collector that crashes in every run',
    fault: ({ faults, auditLog }) => {
      auditLog.eventEvery = 5;
      faults.archiveRefuses = () => true;
    },
    lasts: 2 * HOUR,
    fires: { 'atlassian-main-Failing': AFTER_THREE_FAILURES, 'atlassian-main-NotRunning': AFTER_THREE_RUNS },
    cure: ({ faults }) => {
      faults.archiveRefuses = () => false;
    },
    overWithin: TWELVE_RUNS,
  },
  {
    title: 'a silent source',
    fault: ({ auditLog }) => {
      auditLog.eventEvery = false;
    },
    lasts: DAY + 4 * HOUR,
    fires: { 'atlassian-main-Silence': SILENT_SOURCE },
    cure: ({ auditLog }) => {
      auditLog.eventEvery = 20;
    },
    overWithin: 30,
  },
  {
    title: 'a source that falls silent before two quiet days',
    quietDays: ['SATURDAY', 'SUNDAY'],
    // Friday at noon.
    healthyFor: 4.5 * DAY,
    fault: ({ auditLog }) => {
      auditLog.eventEvery = false;
    },
    lasts: 5 * DAY,
    // When Monday is over.
    fires: { 'atlassian-main-Silence': { from: 3.5 * DAY, to: 3.5 * DAY + HOUR } },
    cure: ({ auditLog }) => {
      auditLog.eventEvery = 20;
    },
    overWithin: 30,
  },
  {
    title: 'malformed records',
    fault: ({ auditLog }) => {
      auditLog.isMalformed = true;
    },
    lasts: 6 * HOUR,
    fires: { 'atlassian-main-Rejected': { from: 0, to: 30 } },
    cure: ({ auditLog }) => {
      auditLog.isMalformed = false;
    },
    command: { line: 'replay --failures' },
    overWithin: HOUR + 30,
  },
  {
    title: 'an API that throttles',
    fault: ({ auditLog }) => {
      auditLog.eventEvery = 1;
      auditLog.pagesForRun = 1;
    },
    lasts: 12 * HOUR,
    fires: { 'atlassian-main-Lag': { from: 4 * HOUR, to: 6 * HOUR } },
    cure: ({ auditLog }) => {
      auditLog.pagesForRun = Number.POSITIVE_INFINITY;
    },
    overWithin: HOUR,
  },
  {
    title: 'an API that throttles every request',
    fault: ({ auditLog }) => {
      auditLog.pagesForRun = 0;
    },
    lasts: DAY + 4 * HOUR,
    fires: {
      'atlassian-main-NotRunning': AFTER_THREE_RUNS,
      'atlassian-main-Lag': { from: 3 * HOUR, to: 5 * HOUR },
      'atlassian-main-Silence': NO_DATA,
    },
    cure: ({ auditLog }) => {
      auditLog.pagesForRun = Number.POSITIVE_INFINITY;
    },
    overWithin: 20,
  },
];

/** Of what all sources share. */
export const SHARED_SCENARIOS: readonly Scenario[] = [
  {
    title: 'a processor that fails',
    fault: ({ faults }) => {
      faults.lakeRefuses = true;
    },
    lasts: DAY + 4 * HOUR,
    fires: { 'Processor-Failing': { from: 0, to: 30 }, 'atlassian-main-Silence': SILENT_SOURCE },
    cure: ({ faults }) => {
      faults.lakeRefuses = false;
    },
    command: { line: 'replay --dead-letters' },
    overWithin: 30,
  },
  {
    title: 'a capture that a newer Keepwatch wrote: it alone is set aside, later ones are processed',
    fault: ({ archive, processor, time }) => {
      const capture = archive.objects.get(FIRST_CAPTURE) ?? new Uint8Array();
      archive.objects.set(FIRST_CAPTURE, newer(capture));
      archive.objects.set(`backup of ${FIRST_CAPTURE}`, capture);
      processor.start(FIRST_CAPTURE, time);
    },
    lasts: 8 * HOUR,
    fires: { 'Processor-Failing': { from: 0, to: 30 } },
    cure: ({ archive }) => {
      archive.objects.set(FIRST_CAPTURE, archive.objects.get(`backup of ${FIRST_CAPTURE}`) ?? new Uint8Array());
      archive.objects.delete(`backup of ${FIRST_CAPTURE}`);
    },
    command: { line: 'replay --dead-letters' },
    overWithin: 30,
  },
  {
    title: 'a deployment trail that fails',
    fault: ({ trail }) => {
      trail.isBroken = true;
    },
    lasts: DAY,
    fires: { 'Trail-Failing': { from: 0, to: 6 * HOUR } },
    cure: (world) => {
      world.trail.isBroken = false;
      world.trail.redrive(world.time);
    },
    overWithin: HOUR,
  },
  {
    title: 'a deployment trail that fetches nothing',
    fault: ({ trail }) => {
      trail.fetches = false;
    },
    lasts: DAY + 4 * HOUR,
    fires: { 'Trail-Waiting': { from: HOUR, to: 7 * HOUR + 10 } },
    cure: ({ trail }) => {
      trail.fetches = true;
    },
    overWithin: 20,
  },
];
