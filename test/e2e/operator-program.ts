import * as z from 'zod/mini';
import { exitCodeOfFailure } from '../../cli/exit-codes';
import { runProgram } from '../../cli/program';
import { reportFailure } from '../../cli/terminal/report-failure';
import { PULL_KINDS } from '../../lambda/sources/pullers';

const sourcesSchema = z.array(
  z.object({
    name: z.string(),
    kind: z.enum(PULL_KINDS),
    secretName: z.string(),
    apiBaseUrl: z.optional(z.string()),
    intervalMinutes: z.number(),
    silenceMinutes: z.number(),
  }),
);

// The operator's command as bin/cli.ts starts it, with the sources of the test's configuration instead of those of cdk.json.
const sources = sourcesSchema.parse(JSON.parse(process.env.KEEPWATCH_TEST_SOURCES ?? '[]'));
const buckets = { retentionDays: 1827, lockMode: 'GOVERNANCE', resultDays: 30 } as const;
runProgram(process.argv.slice(2), { sources: () => sources, buckets: () => buckets }).catch((error: unknown) => {
  process.exitCode = exitCodeOfFailure(error);
  reportFailure(error);
});
