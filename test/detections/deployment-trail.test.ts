import { archiveEvents } from '../../lambda/collect/archive-events';
import { processCapture } from '../../lambda/process/process-capture';
import { CALLERS, cloudTrailEvent } from '../lambda/sources/deployment/cloudtrail-events';
import { ManualClock } from '../manual-clock';
import { MemoryNotifier } from '../memory-notifier';
import { MemoryObjectStore } from '../memory-object-store';
import { DETECTIONS } from '../shipped-detections';
import { SilentLogger } from '../silent-logger';
import { watching } from '../watching';

const ARCHIVE = 'keepwatch-archivebucket49f1ac64-abc';
const EVE = { ...CALLERS.user, arn: 'arn:aws:iam::123456789012:user/eve', userName: 'eve' };
const EVE_ELSEWHERE = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:eve',
  arn: 'arn:aws:sts::999999999999:assumed-role/Reader/eve',
  accountId: '999999999999',
};

const EVE_SESSION = {
  type: 'AssumedRole',
  principalId: 'AROAREADER:eve',
  arn: 'arn:aws:sts::123456789012:assumed-role/Reader/eve',
  accountId: '123456789012',
};

/** Subjects of the emails about events that the trail receives at the same time. */
async function subjectsOf(...changes: readonly object[]): Promise<readonly string[]> {
  const stores = { archive: new MemoryObjectStore(), lake: new MemoryObjectStore() };
  const clock = new ManualClock(Date.parse('2026-11-25T10:00:05Z'));
  const logger = new SilentLogger();
  const metrics = { publish: async () => {} };
  const events = changes.map((change, i) => ({ event: cloudTrailEvent({ eventID: `event-${i}`, ...change }) }));
  await archiveEvents({ ...stores, source: 'deployment', clock, logger, metrics, version: '1' }, events);
  const notifier = new MemoryNotifier();
  const context = watching(stores, { detections: DETECTIONS, notifier, clock });
  for await (const key of stores.archive.list('captures/')) await processCapture(context, key);
  return notifier.notices.map(({ subject }) => subject);
}

/** CloudTrail sends no parameters with a refused call. */
function refused(eventSource: string, eventName: string, resource: string, userIdentity: object = EVE) {
  return {
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    readOnly: false,
    requestParameters: null,
    userIdentity,
    errorCode: 'AccessDenied',
    errorMessage: `User: eve is not authorized to perform: ${eventName} on resource: ${resource} because no identity-based policy allows the action`,
  };
}

const FIVE_REFUSALS = [
  refused('secretsmanager', 'GetSecretValue', 'keepwatch/atlassian-main'),
  refused('monitoring', 'DeleteAlarms', 'arn:aws:cloudwatch:x:1:alarm:Keepwatch-atlassian-main-Silence'),
  refused('lambda', 'UpdateFunctionCode20150331v2', 'arn:aws:lambda:x:1:function:Keepwatch-ProcessorFunction1-abc'),
  refused('events', 'DisableRule', 'arn:aws:events:x:1:rule/Keepwatch-ProcessorNewCaptures1-abc'),
  refused('iam', 'PutRolePolicy', 'role Keepwatch-ProcessorRole-abc'),
];

describe('alerts of the deployment trail', () => {
  it('count refused calls, which have no parameters', async () => {
    expect(await subjectsOf(...FIVE_REFUSALS)).toEqual([expect.stringContaining('Several actions by eve failed')]);
    expect(await subjectsOf(...FIVE_REFUSALS.slice(1))).toEqual([]);
  });

  it('do not count the refusals of two callers with the same name together', async () => {
    const [first, ...others] = FIVE_REFUSALS;
    expect(await subjectsOf({ ...first, userIdentity: EVE_ELSEWHERE }, ...others)).toEqual([]);
  });

  it('are three for three callers with the same name', async () => {
    const reads = [EVE, EVE_ELSEWHERE, EVE, EVE_SESSION].map((userIdentity) => ({ userIdentity }));
    expect(await subjectsOf(...reads)).toEqual(
      Array(3).fill(expect.stringContaining('eve read the credential keepwatch/atlassian-main')),
    );
  });

  it.each([ARCHIVE, `/${ARCHIVE}`, encodeURIComponent(`/${ARCHIVE}/`)])(
    'report evidence that is copied from %s',
    async (from) => {
      const copy = {
        eventSource: 's3.amazonaws.com',
        readOnly: false,
        managementEvent: false,
        userIdentity: EVE,
        requestParameters: { bucketName: 'eves-bucket', key: 'x', 'x-amz-copy-source': `${from}/captures/a/1.json.gz` },
      };
      const events = ['CopyObject', 'UploadPartCopy'].map((eventName) => ({ ...copy, eventName }));
      expect(await subjectsOf(...events)).toEqual([
        expect.stringContaining('eve copied objects of the archive to eves-bucket'),
      ]);
    },
  );
});
