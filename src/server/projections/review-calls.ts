/** Finds, submits and dismisses single reviews on GitHub, and records each in the audit log. */
import type { Kysely } from 'kysely';
import type { JsonValue } from '../../base/json.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';
import type { BatchReport } from '../../domain/reports/report.ts';
import {
  describeDismissal,
  type ReviewedPull,
  type ReviewName,
  type ReviewVerdict,
  renderReviewBody,
  reviewMarker,
  reviewPrefix,
} from '../../domain/reports/review.ts';
import { dismissPullReview, listReviews, type PostedReview, submitReview } from '../../github/reviews.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Database } from '../database/schema.ts';
import { createOnce, type RemoteObject } from './create-once.ts';
import { callsOf, type DeploymentHandle, type ProjectTurn, rulesOf } from './project.ts';
import type { Projection } from './projection-table.ts';

export interface ReviewStanding extends Omit<ReviewName, 'verdict'> {
  readonly verdict: ReviewVerdict;
  readonly pull: ReviewedPull;
  /** What it is about. */
  readonly batchIds: readonly number[];
}

/** Reviews of this server, oldest first. */
export interface SeenReviews {
  readonly own: readonly PostedReview[];
  readonly isWhole: boolean;
}

/** Another server may use the same App, and a person may have cut off the marker of the last review. */
export function isOurs(
  { id, author, body }: PostedReview,
  {
    standing,
    bot,
    row,
  }: { readonly standing: ReviewStanding; readonly bot: string; readonly row: Pick<Projection, 'remote_id'> },
): boolean {
  return author === bot && (body.includes(reviewPrefix(standing)) || id === row.remote_id);
}

const opinions: ReadonlySet<string> = new Set(['APPROVED', 'CHANGES_REQUESTED']);
const stateOf = { approve: 'APPROVED', request_changes: 'CHANGES_REQUESTED' } as const;

function isSaid(verdict: ReviewVerdict): verdict is keyof typeof stateOf {
  return verdict === 'approve' || verdict === 'request_changes';
}

function toObject({ id, url }: PostedReview): RemoteObject {
  return { id, url };
}

/** The review that says it already: the last opinion, or one for the same reason that a person has dismissed since. */
export function findSpoken(
  standing: ReviewStanding,
  { own }: SeenReviews,
  { remote_id: remoteId }: Pick<Projection, 'remote_id'>,
): RemoteObject | undefined {
  const { verdict, sha } = standing;
  if (!isSaid(verdict)) return undefined;
  const marker = reviewMarker({ ...standing, verdict });
  const last = own.findLast(({ state }) => opinions.has(state));
  const isLast = last !== undefined && last.sha === sha && last.state === stateOf[verdict];
  // What the server itself has dismissed is not in the row any more.
  const said = isLast ? last : own.find(({ id, body }) => id === remoteId && body.includes(marker));
  return said && toObject(said);
}

/** The last opinion that is left when what no longer holds is dismissed. */
export function findKept(standing: ReviewStanding, { own }: SeenReviews): RemoteObject | undefined {
  const kept = own.findLast((review) => opinions.has(review.state) && !isStale(review, standing));
  return kept && toObject(kept);
}

/** Approvals that do not hold, and requests for changes that are no more wanted. */
function isStale({ state, sha }: PostedReview, { verdict, ...standing }: ReviewStanding): boolean {
  if (state === 'APPROVED') return verdict !== 'approve' || sha !== standing.sha;
  return state === 'CHANGES_REQUESTED' && verdict === 'release';
}

async function record(
  trx: Kysely<Database>,
  { row, repository, ports }: ProjectTurn,
  { event, details }: { readonly event: AuditEvent; readonly details: Readonly<Record<string, JsonValue>> },
): Promise<void> {
  await appendAuditEntry(trx, ports.database.dialect, {
    event,
    outcome: 'allowed',
    workspaceId: repository.workspaceId,
    repositoryId: repository.repositoryId,
    repository: repository.name,
    traceId: `review-${row.id}`,
    details: { subject: `pr/${row.target}`, ...details },
  });
}

export async function dismissStale(
  turn: ProjectTurn,
  handle: DeploymentHandle,
  { standing, seen }: { readonly standing: ReviewStanding; readonly seen: SeenReviews },
): Promise<void> {
  const { number, verdict, sha } = standing;
  const { db } = turn.ports.database;
  for (const review of seen.own.filter((one) => isStale(one, standing))) {
    const { id, state } = review;
    const message = describeDismissal(verdict, review.sha === sha);
    await dismissPullReview(callsOf(turn), handle, { number, id, message });
    turn.ports.metrics.reviewed('dismiss', 'done');
    const details = { review: id, state: state.toLowerCase(), headSha: review.sha ?? null };
    await db.transaction().execute(async (trx) => {
      await record(trx, turn, { event: 'review.dismissed', details });
      await turn.task.hold(trx);
    });
  }
}

async function readReports(
  { repository, ports }: ProjectTurn,
  { batchIds }: ReviewStanding,
): Promise<readonly BatchReport[]> {
  const { db } = ports.database;
  const shown = await Promise.all(batchIds.map((id) => ports.reports.ofBatch(db, id, rulesOf(repository))));
  return shown.flatMap((one) => one?.report ?? []);
}

type Spoken =
  | {
      readonly status: 'said';
      readonly object: RemoteObject;
      /** Puts it on record. */
      record(trx: Kysely<Database>): Promise<void>;
    }
  | { readonly status: 'later'; readonly againInMs: number };

/** `confirm`: whether it is still true, in the transaction that claims the call. */
export async function speak(
  turn: ProjectTurn,
  handle: DeploymentHandle,
  {
    standing,
    confirm,
  }: {
    readonly standing: ReviewStanding;
    readonly confirm: (trx: Kysely<Database>) => Promise<boolean>;
  },
): Promise<Spoken> {
  const { row, task, ports, repository } = turn;
  const { number, sha, verdict } = standing;
  if (!isSaid(verdict)) throw new Error(`nothing is said by ${verdict}`);
  const calls = callsOf(turn);
  const name = { ...standing, verdict };
  const repositoryUrl = `${ports.serverUrl}/${repository.name}`;
  const body = renderReviewBody({ ...name, repositoryUrl, reports: await readReports(turn, standing) });
  const event = verdict === 'approve' ? 'APPROVE' : 'REQUEST_CHANGES';
  const result = await createOnce(
    {
      row,
      looksFirst: false,
      confirm,
      async find() {
        const { botLogin: bot } = await ports.identity();
        const { reviews } = await listReviews(calls, handle, number);
        const marker = reviewMarker(name);
        const found = reviews.find(
          ({ author, state, body }) => author === bot && opinions.has(state) && body.includes(marker),
        );
        return found && toObject(found);
      },
      create: async () => toObject(await submitReview(calls, handle, { number, sha, event, body })),
    },
    { database: ports.database, task },
  );
  if (result.status === 'later') return result;
  ports.metrics.reviewed(verdict, 'done');
  const details = { review: result.object.id, verdict, headSha: sha, batches: [...standing.batchIds] };
  return {
    status: 'said',
    object: result.object,
    record: (trx) => record(trx, turn, { event: 'review.submitted', details }),
  };
}
