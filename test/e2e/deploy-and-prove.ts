import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DEMO_PANTHER_KEY } from '../../simulators/panther/simulator';
import { runProgram } from '../processes';
import { pythonEnvironment } from '../python-environment';
import { adopting, archiveCanBeDeleted, looksGoodAgain, pollsOn } from './adopting';
import { alarmsTellSubscribers, topicKnowsAddress } from './alarms';
import { AlertInbox, NOTIFY_DAYS, tellsEachAlertOnce, tellsOf } from './alerting';
import { openAwsClients, useAwsAt } from './aws-clients';
import {
  athenaKnowsTables,
  consoleHasSavedQueries,
  projectionFindsRows,
  searchIsGone,
  workgroupHasLimits,
} from './catalog';
import { Cdk } from './cdk';
import { CloudTrail } from './cloudtrail';
import {
  collectsAsScheduled,
  failsWithoutCredential,
  keepsThePromise,
  keyWorksAtNextPoll,
  racesWithoutLoss,
  refusesOldKey,
  secretValues,
} from './collecting';
import { findDeployment, isGone, STACK } from './deployment';
import { startEmulator } from './emulator';
import { evidenceOf, onlyGrewByOneCapture } from './evidence';
import { invoke } from './functions';
import { logsHoldNoKey } from './logs';
import { looksGood } from './looking';
import { Operator } from './operating';
import { countsEveryRecord, failedCaptureWaits, replaysWithoutChange } from './processing';
import { administratorCannotAlter, bucketsHavePolicies, lockArchive } from './protection';
import type { RecordedApi } from './recorded-api';
import type { RecordedPanther } from './recorded-panther';
import { repairsWhatVerifyFinds } from './repairing';
import { reportsOnTheStack } from './reporting';
import { createRoles } from './roles';
import {
  everyColumnIsRead,
  failsInOneLine,
  findsEveryEvent,
  resultsLieApart,
  savedQueryAnswers,
  stopsInAthena,
} from './searching';
import { step } from './steps';
import { keepsItsSwitching, keepsWhatIsDone } from './trail';

const ADDRESS = 'security@example.com';
const KEYS = ['the-key-that-is-revoked', 'the-key-that-follows'] as const;

/** Deploys the stack to an emulated AWS with the CDK's own command, and proves there what it promises, step by step. */
export async function deployAndProve(folder: string, api: RecordedApi, panther: RecordedPanther): Promise<void> {
  const log = (name: string) => join(folder, `${name}.log`);
  const python = await step('install MiniStack', () =>
    pythonEnvironment({
      folder: '.keepwatch-aws/python',
      requirements: 'test/e2e/requirements.txt',
      module: 'ministack',
      log: log('python'),
    }),
  );
  const emulator = await step('start the emulated AWS', () => startEmulator(python, folder));
  await api.start(KEYS[0]);
  await panther.start();
  const cloudTrail = new CloudTrail();
  const outside = [api, panther, cloudTrail];
  const sources = [
    { name: api.source, apiBaseUrl: api.apiBaseUrl, intervalMinutes: 1 },
    {
      name: panther.source,
      kind: 'panther',
      intervalMinutes: panther.intervalMinutes,
      lookbackDays: panther.lookbackDays,
    },
  ];
  const cdkWith = (keepwatch: object) =>
    new Cdk(folder, emulator.environment, {
      alertEmail: ADDRESS,
      keepwatch: JSON.stringify({ sources, detections: { notifyDays: NOTIFY_DAYS }, ...keepwatch }),
    });
  const cdkWithTrail = (enabled: boolean) => cdkWith({ deploymentTrail: { enabled } });
  const cdk = cdkWithTrail(true);
  useAwsAt(emulator.endpoint, folder);
  const aws = openAwsClients('root');

  await step('cdk bootstrap', () => cdk.run('bootstrap'));
  await step('cdk deploy', () => cdk.run('deploy', '--require-approval', 'never'));
  const deployment = await findDeployment(aws);
  const { atlassian } = deployment;
  const template = await cdk.template();
  await step('the trail has kept that it was switched on', () =>
    keepsItsSwitching(deployment, cloudTrail, 'ENABLE_DEPLOYMENT_TRAIL'),
  );
  await step('the buckets have the policies of the template', () => bucketsHavePolicies(deployment, template));
  await lockArchive(deployment, template);
  await step('search has its tables, limits and saved queries', async () => {
    await athenaKnowsTables(deployment);
    await workgroupHasLimits(deployment);
    await consoleHasSavedQueries(deployment);
  });
  const inbox = new AlertInbox(deployment);
  await inbox.subscribe();
  await step('without a credential a run fails and says why', async () => {
    await failsWithoutCredential(deployment, atlassian);
    await failsWithoutCredential(deployment, deployment.panther);
  });
  await step('S3 keeps the contract of object stores', () =>
    runProgram('node_modules/.bin/jest', ['test/lambda/platform/s3-object-store.test.ts'], {
      environment: { ...emulator.environment, KEEPWATCH_TEST_S3_ENDPOINT: emulator.endpoint },
      log: log('jest'),
    }),
  );

  await step('what is done to the stack is kept once and told', async () => {
    await keepsWhatIsDone(deployment, cloudTrail);
    await tellsOf(inbox, `ada read the credential ${atlassian.secretName} of Keepwatch`);
  });
  await step('a Panther source collects as it is scheduled', () => collectsAsScheduled(deployment, panther));
  const operator = new Operator(deployment, api, cloudTrail);
  await step('connect enters a key, and waits for the first events', () => operator.connects(KEYS[0]));
  await step('every record is in the lake exactly once', () => keepsThePromise(deployment, outside));
  await step('every record is counted once', () => countsEveryRecord(deployment, outside));
  await step('every alert is told once', () => tellsEachAlertOnce(deployment, inbox));
  await step('a replay changes no byte', () => replaysWithoutChange(deployment));
  await step('a capture that failed waits and is replayed', () => failedCaptureWaits(deployment));
  await step('replay processes what waits', () => operator.replaysDeadLetters());
  await step('no alert is told again', () => tellsEachAlertOnce(deployment, inbox));
  await step('two runs race and lose nothing', () => racesWithoutLoss(deployment, api));
  await step('every record is in the lake exactly once', () => keepsThePromise(deployment, outside));

  await createRoles(aws);
  await step('a query reads every column of every table', async () => {
    await projectionFindsRows(deployment);
    await everyColumnIsRead(deployment);
  });
  await step('a query finds every event', () => findsEveryEvent(deployment));
  await step('a saved query answers', () => savedQueryAnswers(deployment));
  await step('a report tells of all of it', () => reportsOnTheStack(deployment));
  await step('a query that cannot be answered fails in one line', () =>
    failsInOneLine(
      [
        /"?atributes"? not found.* Did you mean attributes\?/,
        '--stack',
        STACK,
        'SELECT atributes FROM atlassian_audit',
      ],
      [/Athena did not run the query on the stack Elsewhere: /, '--stack', 'Elsewhere', 'SELECT 1'],
    ),
  );
  await step('a query that is stopped is cancelled', () => stopsInAthena(deployment));
  await step('results lie apart', () => resultsLieApart(deployment));
  await step('an administrator cannot alter the archive', () => administratorCannotAlter(deployment));
  await step('the alert topic tells the address', () => topicKnowsAddress(deployment, ADDRESS));
  await step('every alarm tells the topic', () => alarmsTellSubscribers(deployment));

  await api.acceptOnly(KEYS[1]);
  await step('a revoked key is refused', () => refusesOldKey(deployment, api));
  panther.passDays(5);
  await step('what is new to Panther is collected', async () =>
    assert.equal(await invoke(aws, deployment.panther.collector.name), ''),
  );
  await step('a key that is entered works at the next poll', () => keyWorksAtNextPoll(deployment, KEYS[1]));
  await step('every record is in the lake exactly once', () => keepsThePromise(deployment, outside));

  const entered = await secretValues(deployment);
  await step('cdk deploy changes nothing', async () => {
    assert.match(await cdk.run('deploy', '--require-approval', 'never'), /Keepwatch \(no changes\)/);
    assert.deepEqual(await secretValues(deployment), entered);
  });
  await step('backfill finds nothing missing', () => operator.findsNothingMissing());
  await step('status shows every source', () => operator.looksAtStatus());
  await step('doctor and verify look at all of it', () => looksGood(deployment));
  await step('cdk deploy switches the trail off', () =>
    cdkWithTrail(false).run('deploy', '--require-approval', 'never'),
  );
  await step('the trail has kept that it was switched off, and that is told', async () => {
    await keepsItsSwitching(deployment, cloudTrail, 'ENABLE_DEPLOYMENT_TRAIL', 'DISABLE_DEPLOYMENT_TRAIL');
    await tellsOf(inbox, 'CloudFormation switched off the deployment trail of Keepwatch');
  });
  await step('cdk deploy switches the trail on again', () => cdk.run('deploy', '--require-approval', 'never'));
  const onAgain = ['ENABLE_DEPLOYMENT_TRAIL', 'DISABLE_DEPLOYMENT_TRAIL', 'ENABLE_DEPLOYMENT_TRAIL'] as const;
  await step('the trail has kept that as well', () => keepsItsSwitching(deployment, cloudTrail, ...onAgain));
  await step('every record is in the lake exactly once', () => keepsThePromise(deployment, outside));
  await step('every alert is told once', () => tellsEachAlertOnce(deployment, inbox));

  await step('an administrator repairs the archive with what verify prints', () =>
    repairsWhatVerifyFinds(deployment, operator),
  );
  await step('every record is in the lake exactly once', () => keepsThePromise(deployment, outside));

  const kept = await evidenceOf(deployment);
  await step('cdk destroy', () => cdk.run('destroy', '--force'));
  await step('the evidence outlives the stack', async () => {
    assert.ok(await isGone(aws));
    await searchIsGone(deployment);
    await failsInOneLine([/Athena did not run the query on the stack Keepwatch: /, '--stack', STACK, 'SELECT 1']);
    await keepsItsSwitching(deployment, cloudTrail, ...onAgain, 'DISABLE_DEPLOYMENT_TRAIL');
    await onlyGrewByOneCapture(deployment, kept);
    assert.deepEqual(await secretValues(deployment), entered);
    await administratorCannotAlter(deployment);
    await logsHoldNoKey(deployment, [...KEYS, DEMO_PANTHER_KEY]);
  });

  const left = await evidenceOf(deployment);
  const { secretNames, ...buckets } = adopting(deployment);
  const cdkAdopting = cdkWith({
    ...buckets,
    sources: sources.map((source) => ({ ...source, secretName: secretNames[source.name] })),
    deploymentTrail: { enabled: true },
  });
  await step('cdk deploy adopts the buckets and the secrets', () =>
    cdkAdopting.run('deploy', '--require-approval', 'never'),
  );
  const adopted = await findDeployment(aws);
  await step('the trail continues as well', () =>
    keepsItsSwitching(adopted, cloudTrail, ...onAgain, 'DISABLE_DEPLOYMENT_TRAIL', 'ENABLE_DEPLOYMENT_TRAIL'),
  );
  await step('polling continues where it ended, in the same chain', () => pollsOn(adopted, left, api));
  await step('replay finds what nobody has processed', () =>
    new Operator(adopted, api, cloudTrail).replaysUnprocessed(),
  );
  await step('every record is in the lake exactly once', () => keepsThePromise(adopted, outside));
  await step('verify and doctor look at the adopted buckets', () => looksGoodAgain(adopted));
  await step('cdk destroy', () => cdkAdopting.run('destroy', '--force'));
  await step('an administrator with the right to bypass the lock deletes the archive', () =>
    archiveCanBeDeleted(adopted),
  );
}
