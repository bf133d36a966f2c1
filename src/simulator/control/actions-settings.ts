/** How workflow runs go, changed while the simulator runs; and the reviews of people. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import { validateSimulatorWorld } from '../../schema/generated/simulator-world.cjs';
import { findProblems } from '../../schema/problems.ts';
import type { JsonObject } from '../api/body.ts';
import { reviewPending } from '../handlers/pending-deployments.ts';
import { createActionsSettings } from '../seed/create-actions.ts';
import type { ActionsSeed } from '../seed/seed-types.ts';
import { planOf } from '../workflows/run-plans.ts';
import { findAccount, type World } from '../world/world.ts';

function showSettings({ actions }: World): JsonObject {
  const plays = [...actions.plays].map(([file, play]) => {
    const { afterMs, conclusion, exit, report, executes } = play;
    const jobs = [...play.jobs].map(([key, job]) => {
      return [key, { after: job.afterMs, conclusion: job.conclusion, outputs: job.outputs }];
    });
    return [
      file,
      { after: afterMs, conclusion, exit, report, execute: executes, jobs: Object.fromEntries(jobs) },
    ];
  });
  return {
    return_run_details: actions.returnsRunDetails,
    start_after: actions.startAfterMs,
    visible_after: actions.visibleAfterMs,
    attempt_lag: actions.attemptLagMs,
    execute: actions.executes,
    plays: Object.fromEntries(plays),
  };
}

function readSettings(value: unknown): ActionsSeed {
  const seed = { actions: value };
  const problems = findProblems(validateSimulatorWorld, seed).map(
    ({ pointer, message }) => `${pointer.replace('/actions', '') || '/'} ${message}`,
  );
  if (problems.length > 0)
    throw new ActionError('INPUT_INVALID', `Invalid settings: ${problems.join('; ')}.`);
  // The schema has just accepted it.
  return value as ActionsSeed;
}

/** Changes what is named and keeps the rest; a play of a file replaces the one before. */
export function changeActionsSettings(world: World, value: unknown): JsonObject {
  const seed = readSettings(value);
  const given = createActionsSettings(seed);
  const { actions } = world;
  if (seed.return_run_details !== undefined) actions.returnsRunDetails = given.returnsRunDetails;
  if (seed.start_after !== undefined) actions.startAfterMs = given.startAfterMs;
  if (seed.visible_after !== undefined) actions.visibleAfterMs = given.visibleAfterMs;
  if (seed.attempt_lag !== undefined) actions.attemptLagMs = given.attemptLagMs;
  if (seed.execute !== undefined) actions.executes = given.executes;
  actions.plays = new Map([...actions.plays, ...given.plays]);
  return showSettings(world);
}

export function showActionsSettings(world: World): JsonObject {
  return showSettings(world);
}

/** Reads `{"run": ID, "reviewer": "login", "state": "approved", "environments": ["prod"], "comment": "…"}` and reviews. */
export function reviewAsPerson(world: World, value: unknown): JsonObject {
  const fields = isRecord(value) ? value : {};
  const { run: id, reviewer: login, state, environments, comment = '' } = fields;
  if (typeof id !== 'number' || typeof login !== 'string' || (state !== 'approved' && state !== 'rejected')) {
    const shape = '{"run": ID, "reviewer": "LOGIN", "state": "approved" or "rejected"}';
    throw new ActionError('INPUT_INVALID', `Invalid review. Expected ${shape}.`);
  }
  const reviewer = findAccount(world, login);
  if (reviewer === undefined) throw new ActionError('INPUT_INVALID', `Unknown account "${login}".`);
  const latest = world.runs.get(id)?.at(-1);
  const plan = latest && planOf(latest);
  if (plan === undefined) throw new ActionError('INPUT_INVALID', `Unknown run ${id}.`);
  const all = [...plan.repository.environments.values()];
  const wanted = Array.isArray(environments)
    ? all.filter(({ name }) => environments.some((one) => String(one).toLowerCase() === name.toLowerCase()))
    : all;
  const reviewed = reviewPending(plan, {
    approves: state === 'approved',
    comment: String(comment),
    environmentIds: wanted.map((environment) => environment.id),
    reviewer,
  });
  if (reviewed === undefined) {
    throw new ActionError('INPUT_INVALID', `No environment of run ${id} waits for a review by "${login}".`);
  }
  return { reviewed: reviewed.map(({ name }) => name) };
}
