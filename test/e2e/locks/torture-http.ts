/** The proof at length: rounds with real servers of which everything may fail. Throws at the first violation. */
import type { StoreEngine } from '../../support/database.ts';
import { runRound } from './over-http/run-round.ts';
import { reportViolation } from './report-violation.ts';

/** Longest round, in milliseconds: each begins with an empty database and new sessions, and is judged at its end. */
const roundMs = 60_000;
const shape = { lanes: 4, keys: 100, maxPauseMs: 12, maxQuietMs: 4_000, copyRate: 0.04 };

export async function tortureHttp(engine: StoreEngine, firstSeed: number, until: number): Promise<void> {
  const total = { rounds: 0, operations: 0, unknown: 0 };
  const harms: Record<string, number> = {};
  for (let seed = firstSeed; Date.now() < until; seed += 1) {
    const milliseconds = Math.min(roundMs, until - Date.now());
    const { history, harm, verdict } = await runRound({ ...shape, engine, seed, milliseconds });
    total.rounds += 1;
    total.operations += history.length;
    total.unknown += history.filter(({ answer }) => answer.kind === 'unknown').length;
    for (const [name, count] of Object.entries(harm)) harms[name] = (harms[name] ?? 0) + count;
    process.stdout.write(`${engine}, seed ${seed}: ${JSON.stringify({ ...total, ...harms })}\n`);
    if (verdict.status === 'violated') {
      reportViolation(seed, verdict);
      throw new Error(`round ${seed} failed`);
    }
  }
  process.stdout.write(`${engine}: every history linearizable\n`);
}
