/** Lets a scene come to rest, and judges it. */
import { reviewAsPerson } from '../../../src/simulator/control/actions-settings.ts';
import { findUnrest, findUntaken, findViolations } from './check-evidence.ts';
import { collectEvidence } from './collect.ts';
import { type Evidence, newestAttempt } from './evidence.ts';
import type { DeploymentsScene } from './scene.ts';

/** Longer than any deadline and any sequence of look-ups, in milliseconds of the scene. */
const restLimitMs = 15 * 60_000;
const stepMs = 10_000;
/** News of runs is known by then: no read of a run that is quiet has come to help. */
const newsLimitMs = 3 * 60_000;

/** A reviewer approves what waits for that, except for replaced commits: their runs are to be cancelled. */
function approveWaiting({ simulator: { world } }: DeploymentsScene, evidence: Evidence): void {
  const stopped = new Set(evidence.stops.map(({ batchId }) => batchId));
  for (const order of evidence.orders) {
    const run = order.run_id === null ? undefined : newestAttempt(evidence, Number(order.run_id));
    if (run?.status !== 'waiting' || stopped.has(order.batch_id)) continue;
    reviewAsPerson(world, { run: run.id, reviewer: 'alice', state: 'approved' });
  }
}

/** What is left once nothing changes any more, or after a quarter of an hour. */
async function settle(scene: DeploymentsScene): Promise<Evidence> {
  let evidence = await collectEvidence(scene);
  for (let passed = 0; passed < restLimitMs && findUnrest(evidence).length > 0; passed += stepMs) {
    approveWaiting(scene, evidence);
    await scene.pass(stepMs);
    evidence = await collectEvidence(scene);
    const untaken = passed === newsLimitMs ? findUntaken(evidence) : [];
    if (untaken.length > 0) throw new Error(untaken.join('\n'));
  }
  return evidence;
}

/** Throws with what breaks an invariant. */
export async function settleWell(scene: DeploymentsScene): Promise<Evidence> {
  const evidence = await settle(scene);
  const violations = findViolations(evidence);
  if (violations.length > 0) throw new Error(violations.join('\n'));
  return evidence;
}
