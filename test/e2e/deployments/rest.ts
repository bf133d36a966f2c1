/** Lets a scene come to rest, and judges it. */
import { reviewAsPerson } from '../../../src/simulator/control/actions-settings.ts';
import { statusOf } from '../../../src/simulator/world/runs.ts';
import { findUnrest, findUntaken, findViolations } from './check-evidence.ts';
import { collectEvidence } from './collect.ts';
import { type Evidence, newestAttempt } from './evidence.ts';
import type { DeploymentsScene } from './scene.ts';

/** Longer than any deadline and any sequence of look-ups, in milliseconds of the scene. */
const restLimitMs = 15 * 60_000;
const stepMs = 30_000;
/** News of runs is known by then: no read of a run that is quiet has come to help. */
const newsLimitMs = 3 * 60_000;

/** A reviewer approves what waits for that, except for replaced commits: their runs are to be cancelled. */
export function approveWaiting({ simulator: { world } }: DeploymentsScene, evidence: Evidence): void {
  const stopped = new Set(evidence.stops.map(({ batchId }) => batchId));
  for (const order of evidence.orders) {
    const run = order.run_id === null ? undefined : newestAttempt(evidence, Number(order.run_id));
    if (run?.status !== 'waiting' || stopped.has(order.batch_id)) continue;
    reviewAsPerson(world, { run: run.id, reviewer: 'alice', state: 'approved' });
  }
}

/** What by itself shows that the end is not reached, without all the evidence. */
async function isWorking(scene: DeploymentsScene): Promise<boolean> {
  const { db } = scene.server().database;
  const rows = await db
    .selectFrom('batches')
    .select('id')
    .where('state', 'in', ['expected', 'resolving', 'running'])
    .unionAll(db.selectFrom('orders').select('id').where('state', 'not in', ['sent', 'refused', 'withdrawn']))
    .unionAll(db.selectFrom('deliveries').select('id').where('state', '=', 'new'))
    .limit(1)
    .execute();
  return rows.length > 0;
}

export function isAnyWaiting({ simulator: { world } }: DeploymentsScene): boolean {
  return [...world.runs.values()].flat().some((run) => statusOf(run) === 'waiting');
}

/** What is left once nothing changes any more, or after a quarter of an hour. */
async function settle(scene: DeploymentsScene): Promise<Evidence> {
  for (let passed = 0; passed < restLimitMs; passed += stepMs) {
    if (passed === newsLimitMs + stepMs) {
      const untaken = findUntaken(await collectEvidence(scene));
      if (untaken.length > 0) throw new Error(untaken.join('\n'));
    }
    if (isAnyWaiting(scene) || !(await isWorking(scene))) {
      const evidence = await collectEvidence(scene);
      if (findUnrest(evidence).length === 0) return evidence;
      approveWaiting(scene, evidence);
    }
    await scene.pass(stepMs, stepMs);
  }
  return collectEvidence(scene);
}

/** Throws with what breaks an invariant. */
export async function settleWell(scene: DeploymentsScene): Promise<Evidence> {
  const evidence = await settle(scene);
  const violations = findViolations(evidence);
  if (violations.length > 0) throw new Error(violations.join('\n'));
  return evidence;
}
