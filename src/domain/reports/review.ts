/** Decides what a review of the App says of a pull request, and renders it. Equal state gives equal verdicts. */
import { isMerge } from '../dispatch/activities.ts';
import { countProgress, describeWork } from './progress.ts';
import type { BatchReport } from './report.ts';
import { linkCommit } from './rows.ts';

export type AutoReview = 'off' | 'approve_empty' | 'full';

/**
 * `withhold`: nothing is known yet, so an approval is taken back and a request for changes stays. `release`: there is nothing to say, and
 * neither stays.
 */
export type ReviewVerdict = 'approve' | 'request_changes' | 'withhold' | 'release';

/** A pull request as the server knows it. */
export interface ReviewedPull {
  readonly state: 'open' | 'closed' | 'merged';
  readonly headSha: string;
  readonly baseRef: string;
  readonly isFork: boolean;
  /** Login. */
  readonly author: string;
}

/** A batch of the pull request, without its deployments. */
export interface ReviewedBatch extends Pick<BatchReport, 'activity' | 'state' | 'conclusion' | 'reason'> {
  /** Grows with time. */
  readonly id: number;
  readonly headSha: string;
  /** The branch that its stacks were computed against. */
  readonly baseRef: string | undefined;
  /** Replaced or withdrawn, though it may have ended before. */
  readonly isStopped: boolean;
  /** When it was concluded. */
  readonly endedAt: number | undefined;
}

export interface ReviewFacts {
  readonly pull: ReviewedPull;
  /** All of the pull request, in any order. */
  readonly batches: readonly ReviewedBatch[];
  /** Login of the App's bot. */
  readonly bot: string;
}

/** The newest of each activity on the head, and nothing that is over. */
export function selectReviewed({ pull, batches }: Omit<ReviewFacts, 'bot'>): readonly ReviewedBatch[] {
  const current = batches.filter(
    ({ activity, headSha, isStopped }) => headSha === pull.headSha && !isStopped && !isMerge(activity),
  );
  const groups = Map.groupBy(current, ({ activity }) => `${activity.event}.${activity.activity}`);
  return [...groups.values()]
    .flatMap((same) => same.toSorted((one, other) => other.id - one.id).slice(0, 1))
    .toSorted((one, other) => one.id - other.id);
}

function isEmpty({ state, conclusion, reason }: ReviewedBatch): boolean {
  return state === 'concluded' && conclusion === 'neutral' && reason === 'nothing_affected';
}

function isGood(batch: ReviewedBatch): boolean {
  return isEmpty(batch) || (batch.state === 'concluded' && batch.conclusion === 'success');
}

function hasFailed({ state, conclusion }: ReviewedBatch): boolean {
  return state === 'concluded' && (conclusion === 'failure' || conclusion === 'timed_out');
}

function judge(
  batches: readonly ReviewedBatch[],
  { baseRef }: ReviewedPull,
  mode: 'approve_empty' | 'full',
): ReviewVerdict {
  if (batches.length === 0 || batches.some(({ state }) => state !== 'concluded')) return 'withhold';
  // The upload does not say what the commit affects on another branch.
  if (batches.some((batch) => batch.baseRef !== baseRef)) return 'withhold';
  if (mode === 'approve_empty') return batches.every(isEmpty) ? 'approve' : 'release';
  if (batches.some(hasFailed)) return 'request_changes';
  if (batches.every(isGood)) return 'approve';
  return batches.some(({ conclusion }) => conclusion === 'cancelled') ? 'withhold' : 'release';
}

/** `undefined`: no review is touched. With `off` nothing that was said before stays. Code of a fork is approved by people only, and GitHub refuses a review of one's own pull request. */
export function decideReview(facts: ReviewFacts, mode: AutoReview): ReviewVerdict | undefined {
  const { pull, bot } = facts;
  if (pull.state !== 'open') return undefined;
  if (pull.author.toLowerCase() === bot.toLowerCase()) return undefined;
  if (mode === 'off' || pull.isFork) return 'release';
  return judge(selectReviewed(facts), pull, mode);
}

export interface ReviewName {
  readonly workspaceId: string;
  /** GitHub's id. */
  readonly repositoryId: string;
  readonly number: number;
  readonly sha: string;
  readonly verdict: 'approve' | 'request_changes';
  /** When what it says became true: it may become true again, after it was not. */
  readonly since: number;
}

/** Hidden text by which a review is found again; its author must be the server's own App too. */
export function reviewMarker({ workspaceId, repositoryId, number, sha, verdict, since }: ReviewName): string {
  const word = (text: string) => text.replace(/[^\w.]/g, '_');
  return `<!-- atmos-pro review ${word(workspaceId)} ${word(repositoryId)} ${number} ${word(sha)} ${verdict} ${since} -->`;
}

/** Of the part of a marker that names the server's workspace and the pull request, whatever it says. */
export function reviewPrefix(name: Omit<ReviewName, 'sha' | 'verdict' | 'since'>): string {
  const whole = reviewMarker({ ...name, sha: '', verdict: 'approve', since: 0 });
  return whole.slice(0, whole.indexOf(' approve'));
}

export interface RenderedReview extends ReviewName {
  /** Such as `https://github.com/acme/infra`. */
  readonly repositoryUrl: string;
  /** That the review is about, at least one. */
  readonly reports: readonly BatchReport[];
}

/** Markdown. Only the server's words, numbers, and the link of the commit: nothing that the pull request's author wrote. */
export function renderReviewBody(review: RenderedReview): string {
  const { sha, repositoryUrl, reports, verdict } = review;
  const commit = linkCommit(sha, repositoryUrl);
  const lines = reports.map((report) => `${describeWork(report)}: ${countProgress(report)}`);
  const what = [...new Set(lines)].join('; ');
  const text =
    verdict === 'approve'
      ? `Atmos Pro approves ${commit}: ${what}.`
      : `Atmos Pro requests changes to ${commit}: ${what}. The check names what failed.`;
  return `${reviewMarker(review)}\n${text}`;
}

/** Why a review was dismissed, for people. */
export function describeDismissal(verdict: ReviewVerdict, isOfHead: boolean): string {
  if (!isOfHead) return 'The pull request has another commit now.';
  if (verdict === 'request_changes') return 'Deployments of this commit failed since.';
  if (verdict === 'withhold')
    return 'The check of this commit does not pass now, or its base branch was changed.';
  return verdict === 'approve' ? 'Deployments of this commit succeeded since.' : 'This no longer applies.';
}
