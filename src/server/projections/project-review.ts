/**
 * The App's reviews of a pull request: one that says what the newest commit deserves, and none that says something else. An approval comes
 * after the check of the commit, and only if that passes.
 */
import type { Kysely } from 'kysely';
import { decideReview, selectReviewed } from '../../domain/reports/review.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { fetchPullState } from '../../github/pull-state.ts';
import { listReviews } from '../../github/reviews.ts';
import type { Database } from '../database/schema.ts';
import { LostAnswer, secondLookMs } from './create-once.ts';
import type { ReviewAction } from './metrics.ts';
import {
  callsOf,
  type DeploymentHandle,
  hashOf,
  type ProjectTurn,
  recordChanges,
  recordSent,
  type TurnResult,
} from './project.ts';
import { enqueueProjection } from './projection-table.ts';
import {
  dismissStale,
  findKept,
  findSpoken,
  isOurs,
  type ReviewStanding,
  type SeenReviews,
  speak,
} from './review-calls.ts';
import { type CommitCheck, readCommitCheck } from './wanted-check.ts';

/** While GitHub and the server know different heads, in milliseconds. */
const disagreePauseMs = 60_000;

/** `isLocked`: nothing of it changes until the transaction ends. `undefined`: the pull request is not reviewed. */
async function readStanding(
  db: Kysely<Database>,
  { row, repository, ports }: ProjectTurn,
  { bot, isLocked }: { readonly bot: string; readonly isLocked: boolean },
): Promise<ReviewStanding | undefined> {
  const { workspaceId, repositoryId, config } = repository;
  const name = { workspaceId, repositoryId, number: Number(row.target) };
  const facts = await ports.reports.ofReview(db, { name, isLocked });
  const verdict = facts && decideReview({ ...facts, bot }, config.autoReview);
  if (facts === undefined || verdict === undefined) return undefined;
  const { pull } = facts;
  const batches = selectReviewed(facts);
  const since = Math.max(0, ...batches.map(({ endedAt }) => endedAt ?? 0));
  return { ...name, verdict, since, pull, sha: pull.headSha, batchIds: batches.map(({ id }) => id) };
}

function hashStanding({ verdict, sha, since, pull }: ReviewStanding): string {
  return hashOf(
    verdict,
    sha,
    pull.baseRef,
    verdict === 'approve' || verdict === 'request_changes' ? since : 0,
  );
}

/** A push may have come that the server has not heard of. */
async function isStillHead(
  turn: ProjectTurn,
  handle: DeploymentHandle,
  { number, pull }: ReviewStanding,
): Promise<boolean> {
  const shown = await fetchPullState(callsOf(turn), handle, number);
  return (
    shown?.state === 'open' &&
    shown.headSha === pull.headSha &&
    shown.baseRef === pull.baseRef &&
    shown.isFork === pull.isFork
  );
}

/** How long a review whose answer was lost may still appear on GitHub, in milliseconds. */
function leftToAppear({ row }: ProjectTurn): number {
  return row.creating_since === null ? 0 : Math.max(0, row.creating_since + secondLookMs - row.now);
}

/** Nothing is to be said, and what was said before has been taken back. */
async function fallSilent(
  turn: ProjectTurn,
  { standing, seen }: { readonly standing: ReviewStanding; readonly seen: SeenReviews },
): Promise<TurnResult> {
  const leftMs = leftToAppear(turn);
  if (leftMs > 0) return { againInMs: leftMs };
  const kept = findKept(standing, seen);
  const changes = { remote_id: kept?.id ?? null, remote_url: kept?.url ?? null, creating_since: null };
  await recordSent(turn, { hash: hashStanding(standing), changes });
  return undefined;
}

/** Other pull requests may have the commit too, and its check speaks for all of them. */
function limitByCheck(standing: ReviewStanding, check: CommitCheck | undefined): ReviewStanding {
  return standing.verdict === 'approve' && check?.isPassing !== true
    ? { ...standing, verdict: 'withhold' }
    : standing;
}

/** What fails if GitHub refuses now. `undefined`: nothing that the server knows of. */
interface Attempt {
  action: ReviewAction | undefined;
}

interface Decided {
  readonly standing: ReviewStanding;
  /** Where the verdict is an approval. */
  readonly check: CommitCheck | undefined;
  readonly bot: string;
  readonly attempt: Attempt;
}

async function settleReviews(
  turn: ProjectTurn,
  handle: DeploymentHandle,
  { standing, check, bot, attempt }: Decided,
): Promise<TurnResult> {
  const { reviews, isWhole } = await listReviews(callsOf(turn), handle, standing.number);
  const seen = { own: reviews.filter((review) => isOurs(review, { standing, bot, row: turn.row })), isWhole };
  const { verdict } = standing;
  const takeBack = async () => {
    const { action } = attempt;
    attempt.action = 'dismiss';
    await dismissStale(turn, handle, { standing, seen });
    attempt.action = action;
  };
  if (verdict === 'withhold' || verdict === 'release') {
    await takeBack();
    return fallSilent(turn, { standing, seen });
  }
  const hash = hashStanding(standing);
  const spoken = findSpoken(standing, seen, turn.row);
  if (spoken !== undefined) {
    await takeBack();
    await recordSent(turn, { hash, object: spoken });
    return undefined;
  }
  if (verdict === 'approve') await takeBack();
  if (check?.isShown === false) {
    // What sends it lets the approval follow.
    const { db, dialect } = turn.ports.database;
    await enqueueProjection(db, dialect, { id: check.id, delayMs: 0 });
    return undefined;
  }
  const pace = await turn.ports.pace.take(handle.installationId, true);
  if (pace.status === 'empty') return { againInMs: pace.afterMs };
  if (verdict === 'approve') {
    // An approval that would not be found again could not be taken back.
    if (!isWhole || !(await isStillHead(turn, handle, standing))) return { againInMs: disagreePauseMs };
  }
  const result = await speak(turn, handle, {
    standing,
    async confirm(trx) {
      const now = await readStanding(trx, turn, { bot, isLocked: true });
      return now !== undefined && hashStanding(now) === hash;
    },
  });
  if (result.status === 'later') return result;
  if (verdict === 'request_changes') await takeBack();
  await recordSent(turn, { hash, object: result.object, alsoWrite: result.record });
  return undefined;
}

/** `undefined`: the server knows of no review that would stay in force. */
function attemptedAction({ row }: ProjectTurn, { verdict }: ReviewStanding): ReviewAction | undefined {
  if (verdict === 'approve' || verdict === 'request_changes') return verdict;
  return row.remote_id === null && row.creating_since === null ? undefined : 'dismiss';
}

export async function projectReview(turn: ProjectTurn): Promise<TurnResult> {
  const { row, repository, ports } = turn;
  const isOff = repository.config.autoReview === 'off';
  // Nothing was said that has to be taken back.
  if (isOff && row.remote_id === null && row.creating_since === null) return undefined;
  const { botLogin: bot } = await ports.identity();
  const deserved = await readStanding(ports.database.db, turn, { bot, isLocked: false });
  if (deserved === undefined) {
    // The pull request is over, and keeps what was said of it.
    if (isOff) await recordChanges(turn, { remote_id: null, remote_url: null, creating_since: null });
    return undefined;
  }
  const check = deserved.verdict === 'approve' ? await readCommitCheck(turn, deserved.sha) : undefined;
  const standing = limitByCheck(deserved, check);
  if (row.sent_hash === hashStanding(standing)) return undefined;
  const attempt: Attempt = { action: attemptedAction(turn, standing) };
  try {
    return await ports.deploymentAccess.use(repository, (handle) =>
      settleReviews(turn, handle, { standing, check, bot, attempt }),
    );
  } catch (error) {
    const { action } = attempt;
    if (action !== undefined && (error instanceof GitHubFailure || error instanceof LostAnswer))
      ports.metrics.reviewed(action, 'failed');
    throw error;
  }
}
