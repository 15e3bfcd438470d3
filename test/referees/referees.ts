import '../aws-sdk-warnings';
import { cfnLint } from './cfn-lint/cfn-lint';
import { eventRuler } from './event-ruler/event-ruler-referee';
import { minio } from './minio/minio';
import { node24 } from './node24/node24';
import type { Referee } from './referee';
import { runReferees } from './run-referees';

/** Every referee, in the order in which they run. */
const REFEREES: readonly Referee[] = [cfnLint, node24, eventRuler, minio];

runReferees(REFEREES, process.argv.slice(2)).then((code) => process.exit(code));
