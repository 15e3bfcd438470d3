import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SHORTEST_RETENTION_DAYS } from '../../../lambda/names';
import { deployed } from '../../costs/deployed';
import { synthesise } from '../../lib/synthesised-stack';
import type { Referee } from '../referee';
import { serveDirectories } from './directory-s3';
import { writeMetastore } from './glue-metastore';
import { demoLake, hostileLake } from './judged-lake';
import { Judgement } from './judgement';
import { installTrino } from './trino-packages';
import { startTrino } from './trino-server';

/** Trino, to whose family Athena belongs, over the lake. */
export const trino: Referee = {
  name: 'trino',
  what: "Trino reads the lake by S3's protocol and the template's tables; its answers are DuckDB's",
  async judge(context) {
    const { folder, note } = context;
    const packages = await installTrino(context);
    // Each day that a table has costs two requests.
    const keepwatch = { archive: { retentionDays: SHORTEST_RETENTION_DAYS } };
    const { template } = synthesise({ keepwatch });
    const { projectedDays } = deployed(keepwatch);
    const lakes = [await demoLake(folder), await hostileLake(folder, Date.now())];
    const metastore = join(folder, 'metastore');
    writeMetastore(metastore, template, { version: packages.version, buckets: lakes.map(({ name }) => name) });
    const buckets = Object.fromEntries(lakes.map(({ name, directory }) => [name, directory]));
    const s3 = await serveDirectories({ metastore, ...buckets });
    try {
      mkdirSync(join(folder, 'trino'));
      const address = await startTrino(packages, join(folder, 'trino'), s3.address);
      return await new Judgement({ note, template, projectedDays, address, s3 }).ofAll(lakes);
    } finally {
      await s3.stop();
    }
  },
};
