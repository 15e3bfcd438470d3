import assert from 'node:assert/strict';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { METRICS } from '../../lambda/names';
import { DEMO_PANTHER_KEY, startPantherSimulator } from '../../local/simulators/panther/simulator';
import type { Deployment } from './deployment';
import { eventually } from './eventually';
import { invoke } from './functions';
import { rowsOf } from './lake-rows';
import { sumOf } from './metrics';

const SECONDS_TO_SETTLE = 90;
const DAYS = 180;
const EVENTS_PER_DAY = 10;

/** The source beside Atlassian's, as the configuration has it. */
export const PANTHER_SOURCE = {
  name: 'panther-main',
  kind: 'panther',
  lookbackDays: DAYS,
  silenceMinutes: 120,
} as const;

/** A Panther source fails until its own credential is entered, then every record of the simulator is in the lake once. */
export async function collectsFromPanther(deployment: Deployment): Promise<void> {
  const { aws, physicalIds } = deployment;
  const id = [...physicalIds.keys()].find((one) => /^Sourcepanthermain.*CollectorFunction/.test(one)) ?? '';
  const collector = physicalIds.get(id) ?? '';
  const simulator = await startPantherSimulator({ now: Date.now, eventsPerDay: EVENTS_PER_DAY, queryMs: 500 });
  try {
    assert.match(
      await invoke(aws, collector),
      /secret keepwatch\/panther-main cannot be used: it is still the placeholder/,
    );
    const SecretString = JSON.stringify({ apiHost: simulator.baseUrl, apiKey: DEMO_PANTHER_KEY });
    await aws.secretsManager.send(new PutSecretValueCommand({ SecretId: 'keepwatch/panther-main', SecretString }));
    // Twice: the second reads the last hour again.
    for (const run of ['first', 'second']) assert.equal(await invoke(aws, collector), '', `the ${run} run`);

    const due = DAYS * EVENTS_PER_DAY - EVENTS_PER_DAY;
    const rows = await eventually('every record is in the lake', SECONDS_TO_SETTLE, async () => {
      const found = await rowsOf(deployment, 'panther_audit', PANTHER_SOURCE.name);
      return found.length >= due ? found : undefined;
    });
    assert.ok(rows.length <= DAYS * EVENTS_PER_DAY + 1, `${rows.length} rows`);
    assert.equal(new Set(rows.map(({ p_row_id }) => p_row_id)).size, rows.length);
    assert.equal(await sumOf(aws, METRICS.eventsProcessed, PANTHER_SOURCE.name), rows.length);
    assert.ok((await sumOf(aws, METRICS.runsSucceeded, PANTHER_SOURCE.name)) >= 2);
  } finally {
    await simulator.stop();
  }
}

/** Panther itself can tell nobody that its audit log is silent; here the source has the alarm that every source has. */
export async function pantherCannotFallSilent({ aws }: Deployment): Promise<void> {
  const { MetricAlarms: [alarm] = [] } = await aws.cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: ['Keepwatch-panther-main-Silence'] }),
  );
  assert.deepEqual(
    [alarm?.MetricName, alarm?.Dimensions, alarm?.EvaluationPeriods, alarm?.TreatMissingData],
    ['EventsProcessed', [{ Name: 'Source', Value: 'panther-main' }], 2, 'breaching'],
  );
}
