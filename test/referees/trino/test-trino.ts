import { runReferees } from '../run-referees';
import { trino } from './trino';

runReferees([trino], process.argv.slice(2)).then((code) => process.exit(code));
