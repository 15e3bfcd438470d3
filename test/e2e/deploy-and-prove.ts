import assert from 'node:assert/strict';
import { join } from 'node:path';
import { runProgram } from '../processes';
import { alarmsTellSubscribers, topicKnowsAddress } from './alarms';
import { AlertInbox, NOTIFY_DAYS, tellsEachAlertOnce } from './alerting';
import { openAwsClients, useAwsAt } from './aws-clients';
import {
  athenaKnowsTables,
  consoleHasSavedQueries,
  projectionFindsRows,
  searchIsGone,
  workgroupHasLimits,
} from './catalog';
import { Cdk } from './cdk';
import {
  failsWithoutCredential,
  keepsThePromise,
  keyWorksAtNextPoll,
  racesWithoutLoss,
  refusesOldKey,
  secretValue,
} from './collecting';
import { findDeployment, isGone, STACK } from './deployment';
import { startEmulator } from './emulator';
import { logsHoldNoKey } from './logs';
import { looksGood } from './looking';
import { ofSource } from './one-source';
import { collectsFromPanther, PANTHER_SOURCE, pantherCannotFallSilent } from './panther';
import { countsEveryRecord, failedCaptureWaits, replaysWithoutChange } from './processing';
import { administratorCannotAlter, bucketsHavePolicies, lockArchive } from './protection';
import { pythonEnvironment } from './python-environment';
import type { RecordedApi } from './recorded-api';
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
import { digestsOf } from './stored-objects';
import { keepsThatItIsOn, keepsWhatCloudTrailTells, keptThatItWasOff } from './trail';

const ADDRESS = 'security@example.com';
const KEYS = ['the-key-that-is-revoked', 'the-key-that-follows'] as const;

/** Deploys the stack to an emulated AWS with the CDK's own command, and proves there what it promises, step by step. */
export async function deployAndProve(folder: string, api: RecordedApi): Promise<void> {
  const log = (name: string) => join(folder, `${name}.log`);
  const python = await step('install MiniStack', () => pythonEnvironment('.keepwatch-aws/python', log('python')));
  const emulator = await step('start the emulated AWS', () => startEmulator(python, folder));
  await api.start(KEYS[0]);
  const source = { name: 'atlassian-main', apiBaseUrl: api.apiBaseUrl, intervalMinutes: 1 };
  const cdkWith = (sources: readonly object[], deploymentTrail: object) =>
    new Cdk(folder, emulator.environment, {
      alertEmail: ADDRESS,
      keepwatch: JSON.stringify({ sources, deploymentTrail, detections: { notifyDays: NOTIFY_DAYS } }),
    });
  const cdk = cdkWith([source], {});
  useAwsAt(emulator.endpoint, folder);
  const aws = openAwsClients('root');

  await step('cdk bootstrap', () => cdk.run('bootstrap'));
  await step('cdk deploy', () => cdk.run('deploy', '--require-approval', 'never'));
  const deployment = await findDeployment(aws);
  const template = await cdk.template();
  await step('the buckets have the policies of the template', () => bucketsHavePolicies(deployment, template));
  await lockArchive(deployment, template);
  await step('search has its tables, limits and saved queries', async () => {
    await athenaKnowsTables(deployment);
    await workgroupHasLimits(deployment);
    await consoleHasSavedQueries(deployment);
  });
  const inbox = new AlertInbox(deployment);
  await inbox.subscribe();
  await step('without a credential a run fails and says why', () => failsWithoutCredential(deployment));
  await step('S3 keeps the contract of object stores', () =>
    runProgram('node_modules/.bin/jest', ['test/lambda/platform/s3-object-store.test.ts'], {
      environment: { ...emulator.environment, KEEPWATCH_TEST_S3_ENDPOINT: emulator.endpoint },
      log: log('jest'),
    }),
  );

  await step('a key that is entered works at the next poll', () => keyWorksAtNextPoll(deployment, KEYS[0]));
  await step('every record is in the lake exactly once', () => keepsThePromise(deployment, api));
  await step('every record is counted once', () => countsEveryRecord(deployment, api));
  await step('every alert is told once', () => tellsEachAlertOnce(deployment, inbox));
  await step('a replay changes no byte', () => replaysWithoutChange(deployment));
  await step('a capture that failed waits and is replayed', () => failedCaptureWaits(deployment));
  await step('no alert is told again', () => tellsEachAlertOnce(deployment, inbox));
  await step('two runs race and lose nothing', () => racesWithoutLoss(deployment, api));
  await step('every record is in the lake exactly once', () => keepsThePromise(deployment, api));

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
      [/Athena could not be asked about the stack Elsewhere: /, '--stack', 'Elsewhere', 'SELECT 1'],
    ),
  );
  await step('a query that is stopped is cancelled', () => stopsInAthena(deployment));
  await step('results lie apart', () => resultsLieApart(deployment));
  await step('an administrator cannot alter the archive', () => administratorCannotAlter(deployment));
  await step('the alert topic tells the address', () => topicKnowsAddress(deployment, ADDRESS));
  await step('every alarm tells the topic', () => alarmsTellSubscribers(deployment));

  await api.acceptOnly(KEYS[1]);
  await step('a revoked key is refused', () => refusesOldKey(deployment, api));
  await step('a key that is entered works at the next poll', () => keyWorksAtNextPoll(deployment, KEYS[1]));
  await step('every record is in the lake exactly once', () => keepsThePromise(deployment, api));

  const entered = await secretValue(deployment);
  await step('cdk deploy changes nothing', async () => {
    assert.match(await cdk.run('deploy', '--require-approval', 'never'), /Keepwatch \(no changes\)/);
    assert.equal(await secretValue(deployment), entered);
  });

  const wider = cdkWith([source, PANTHER_SOURCE], { enabled: true });
  await step('cdk deploy adds a Panther source and the trail', () =>
    wider.run('deploy', '--require-approval', 'never'),
  );
  const widened = await findDeployment(aws);
  await step('the trail has kept that it is on', () => keepsThatItIsOn(widened));
  await step('a Panther source collects every record once', () => collectsFromPanther(widened));
  await step('a Panther source cannot fall silent', () => pantherCannotFallSilent(widened));
  await step('the trail keeps once what CloudTrail tells', () => keepsWhatCloudTrailTells(widened));
  await step('every alert is told once', () => tellsEachAlertOnce(widened, inbox));
  await step('doctor and verify look at all of it', () => looksGood(widened));
  const archived = await digestsOf(ofSource(deployment.archive, source.name));
  await step('cdk destroy', () => wider.run('destroy', '--force'));
  await step('the evidence outlives the stack', async () => {
    assert.ok(await isGone(aws));
    await searchIsGone(deployment);
    await failsInOneLine([/Athena could not be asked about the stack Keepwatch: /, '--stack', STACK, 'SELECT 1']);
    assert.deepEqual(await digestsOf(ofSource(deployment.archive, source.name)), archived);
    await keptThatItWasOff(deployment);
    assert.equal(await secretValue(deployment), entered);
    await administratorCannotAlter(deployment);
    await logsHoldNoKey(deployment, KEYS);
    const { archive, lake } = deployment;
    await keepsThePromise(
      { ...deployment, archive: ofSource(archive, source.name), lake: ofSource(lake, source.name) },
      api,
    );
  });
}
