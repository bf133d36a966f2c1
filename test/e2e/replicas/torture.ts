/**
 * The proof at length: `npm run torture:replicas -- --minutes 5 --seed 1`. Three server processes on one PostgreSQL, killed one
 * after the other without warning, under a mixed load. It ends with 1 when something acknowledged was lost, a commit
 * was made twice, a token was spent twice, or the locks answered what no correct service could have.
 */
import { parseArgs } from 'node:util';
import { runReplicas } from './run-replicas.ts';

const minuteMs = 60_000;
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '1' } },
});
const seed = Number(values.seed);
const milliseconds = Number(values.minutes) * minuteMs;
const { record, ...result } = await runReplicas({ seed, milliseconds, isDurable: true });
process.stdout.write(`${JSON.stringify({ seed, minutes: Number(values.minutes), ...result }, null, 2)}\n`);
process.stdout.write(`${record.lockCalls.length} lock calls judged\n`);
const { lost, doubleCommits, doubleSpent, lockViolations, audit } = result;
const isSound =
  lost.length + doubleCommits.length + doubleSpent + lockViolations.length === 0 && audit === 'intact';
if (!isSound) process.exitCode = 1;
