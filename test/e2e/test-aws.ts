import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { onInterruption } from '../interruption';
import { MendableError } from '../mendable-error';
import { endOfLog, stopAllPrograms } from '../processes';
import { deployAndProve } from './deploy-and-prove';
import { RecordedApi } from './recorded-api';
import { RecordedPanther } from './recorded-panther';
import { stopStep } from './steps';

// The first events are so old that later steps can let more of them happen.
const DAYS_BEHIND = 30;
// Ten days of Panther's audit log before that.
const PANTHER_LOOKBACK_DAYS = 40;

interface Ending {
  readonly code: number;
  readonly text: string;
  readonly keepsLogs: boolean;
}

/** Runs the test and cleans up after it, however it ends. Gives the exit code. */
async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'keepwatch-aws-'));
  const api = new RecordedApi(DAYS_BEHIND);
  const panther = new RecordedPanther(DAYS_BEHIND, PANTHER_LOOKBACK_DAYS);
  const { code, text, keepsLogs } = await Promise.race([prove(folder, api, panther), interruption()]);
  await stopAllPrograms();
  await Promise.all([api.stop(), panther.stop()]);
  if (!keepsLogs) await rm(folder, { recursive: true });
  process.stdout.write(`${text}\n`);
  return code;
}

async function prove(folder: string, api: RecordedApi, panther: RecordedPanther): Promise<Ending> {
  const begin = performance.now();
  try {
    await deployAndProve(folder, api, panther);
    const seconds = Math.round((performance.now() - begin) / 1000);
    return { code: 0, text: `All of it held, in ${seconds} s.`, keepsLogs: false };
  } catch (error) {
    if (error instanceof MendableError) return { code: 1, text: error.message, keepsLogs: false };
    const lastWords = await endOfLog(join(folder, 'emulator.log'));
    const said = lastWords === '' ? '' : `\nThe emulated AWS said last:\n${lastWords}\n`;
    return { code: 1, text: `\n${inspect(error)}\n${said}\nAll logs are in ${folder}`, keepsLogs: true };
  }
}

function interruption(): Promise<Ending> {
  return new Promise((resolve) => {
    onInterruption((signal, code) => {
      stopStep();
      resolve({ code, text: `Stopped by ${signal}.`, keepsLogs: false });
    });
  });
}

main().then((code) => process.exit(code));
