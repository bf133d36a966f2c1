/** Judges a history by what it left behind. */
import type { Evidence } from './evidence.ts';
import {
  groupsAreChecked,
  groupsAreKnown,
  groupsArePlanned,
  groupsAreShown,
  unplannedGroupsFail,
} from './group-invariants.ts';
import { changesHoldLocks, locksAreRespected, locksEnd, oneLockAtATime } from './lock-invariants.ts';
import {
  callsAreSpaced,
  deliveriesAreKeptOnce,
  newsIsTaken,
  ordersKnowTheirRun,
  releasesAct,
  runsAreClaimed,
  staleApprovalsEnd,
  successWasEarned,
  unappliedMergesFail,
  uploadsAct,
} from './record-invariants.ts';
import {
  everythingEnds,
  forgeriesAreRejected,
  oneCheck,
  oneComment,
  reportsAreTrue,
  successIsEarned,
  writersCommand,
} from './report-invariants.ts';
import { approvalsFollowChecks, approvalsHold } from './review-invariants.ts';
import {
  changesRunOnce,
  forksAreHeld,
  gatesHold,
  inputsAreDeclared,
  laterMergeWins,
  mergesRunTheirCommit,
  oneAtATime,
  oneRunPerKey,
  releasesRunTheirCommit,
  stopsHold,
} from './run-invariants.ts';

/** True at every moment. */
const safety = {
  oneRunPerKey,
  gatesHold,
  stopsHold,
  mergesRunTheirCommit,
  groupsAreKnown,
  groupsArePlanned,
  releasesRunTheirCommit,
  inputsAreDeclared,
  forksAreHeld,
  laterMergeWins,
  oneAtATime,
  changesRunOnce,
  oneComment,
  oneCheck,
  successIsEarned,
  writersCommand,
  forgeriesAreRejected,
  ordersKnowTheirRun,
  deliveriesAreKeptOnce,
  callsAreSpaced,
  successWasEarned,
  locksAreRespected,
  changesHoldLocks,
  oneLockAtATime,
  approvalsFollowChecks,
};
/** True minutes after the last event. */
const soon = { newsIsTaken };
/** True once nothing has anything left to do. */
const atRest = {
  everythingEnds,
  reportsAreTrue,
  runsAreClaimed,
  uploadsAct,
  releasesAct,
  unappliedMergesFail,
  groupsAreChecked,
  groupsAreShown,
  unplannedGroupsFail,
  staleApprovalsEnd,
  locksEnd,
  approvalsHold,
};
const rules = { ...safety, ...soon, ...atRest };

export type Invariant = keyof typeof rules;
export const invariants: readonly string[] = Object.keys(rules);

function judge(some: Partial<typeof rules>, evidence: Evidence): readonly string[] {
  return Object.entries(some).flatMap(([name, rule]) => rule(evidence).map((fault) => `${name}: ${fault}`));
}

/** What breaks an invariant, as `invariant: fault`. */
export function findViolations(evidence: Evidence): readonly string[] {
  return judge(rules, evidence);
}

/** Like `findViolations`, while work is still in progress. */
export function findUnsafe(evidence: Evidence): readonly string[] {
  return judge(safety, evidence);
}

/** What should be known by now. */
export function findUntaken(evidence: Evidence): readonly string[] {
  return judge(soon, evidence);
}

/** What is left to do. */
export function findUnrest(evidence: Evidence): readonly string[] {
  return judge(atRest, evidence);
}
