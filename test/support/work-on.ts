/** Works on what is due of one kind, once, as one replica of several would: for tests that decide when that is. */

import type { OpenedDatabase } from '../../src/server/database/open.ts';
import { serverClock, serverRandom } from '../../src/server/system-ports.ts';
import { type AttemptOutcome, runAttempt } from '../../src/server/work/attempt.ts';
import { claim } from '../../src/server/work/claim.ts';
import type { WorkKind } from '../../src/server/work/kind.ts';

export async function workOn(
  kind: WorkKind,
  { db, dialect }: OpenedDatabase,
): Promise<readonly AttemptOutcome[]> {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const ports = { db, dialect, clock: serverClock, random: serverRandom, logger };
  const stop = new AbortController().signal;
  const outcomes: AttemptOutcome[] = [];
  for (const entry of await claim(db, dialect, { ...kind, limit: 100 })) {
    outcomes.push(await runAttempt(kind, entry, { stop, ports }));
  }
  return outcomes;
}
