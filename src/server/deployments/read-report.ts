/** Reads batches as people are shown them: plain data, from which check and comment are rendered. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { dispatchEvents } from '../../domain/dispatch/activities.ts';
import { batchStates } from '../../domain/dispatch/advance-batch.ts';
import { conclusions } from '../../domain/dispatch/conclude.ts';
import { type HoldReason, holdReasons } from '../../domain/dispatch/hold.ts';
import { quietReasons } from '../../domain/dispatch/quiet-reason.ts';
import { currentReason } from '../../domain/reports/current-reason.ts';
import type { BatchReport, ReportRow } from '../../domain/reports/report.ts';
import type { ReviewFacts } from '../../domain/reports/review.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { findGroupBatch, isCurrentGroup, listPullNumbers } from './group-reports.ts';
import { readOwnerErrors } from './owner-errors.ts';
import { readQuiet } from './read-quiet.ts';
import { readReviewFacts } from './read-review.ts';
import { readReportNotes } from './report-notes.ts';
import { countShownDispatches, readNodeReason, readNodeState, readRows } from './report-rows.ts';

/** Most earlier batches of a pull request that are read. */
const maxEarlier = 10;
/** How long a batch may wait for people before its check is closed for a while: GitHub marks an open one as stale after 14 days. */
const waitingLongMs = 13 * 24 * 60 * 60_000;

type Batch = Selectable<Database['batches']>;

/** A batch as it is shown. */
interface ShownBatch {
  readonly report: BatchReport;
  readonly workspaceId: string;
  readonly repositoryId: string;
  /** `pr/12`, `group/<sha>`, `release/<id>` */
  readonly subject: string;
  /** The pull requests that it is about; of a merge group those that it tests, as far as is known. */
  readonly pullNumbers: readonly number[];
  readonly heldBy: HoldReason | undefined;
  /** When a batch that expects an upload should have ended; milliseconds by the database's clock. */
  readonly deadlineAt: number | undefined;
  /** When it changed last, likewise. */
  readonly updatedAt: number;
}

/** What the comment of a pull request shows. */
interface PullReports {
  readonly current: ShownBatch;
  /** The newest merge group, of the commits that the pull request has now. */
  readonly group: BatchReport | undefined;
  /** Newest first. Their rows have a state and a kind, and nothing else. */
  readonly earlier: readonly BatchReport[];
  /** The base branch, where it was changed since the batch was made. */
  readonly newBase: string | undefined;
}

interface MergePeople {
  readonly author: string;
  readonly merger: string;
}

interface ReportRules {
  /** Most dispatches that start without asking; `undefined`: any number. */
  readonly threshold: number | undefined;
}

function oneOf<Name extends string>(names: readonly Name[], name: string): Name {
  const known = names.find((one) => one === name);
  if (known === undefined) throw new Error(`unknown word ${name} in a batch`);
  return known;
}

function maybeOneOf<Name extends string>(names: readonly Name[], name: string | null): Name | undefined {
  return name === null ? undefined : oneOf(names, name);
}

/** What a batch says without its deployments. */
function toHead(batch: Batch) {
  return {
    id: String(batch.id),
    activity: { event: oneOf(dispatchEvents, batch.event), activity: batch.activity },
    sha: batch.sha ?? batch.head_sha,
    state: oneOf(batchStates, batch.state),
    conclusion: maybeOneOf(conclusions, batch.conclusion),
    reason: maybeOneOf(quietReasons, batch.reason),
    ownerErrors: readOwnerErrors(batch),
  };
}

/** The commit of the next batch of the subject, where it is another one. */
async function findReplacement(db: Kysely<Database>, batch: Batch): Promise<string | undefined> {
  if (batch.stopped !== 'superseded') return undefined;
  const next = await db
    .selectFrom('batches')
    .select('head_sha')
    .where('repository_id', '=', batch.repository_id)
    .where('workspace_id', '=', batch.workspace_id)
    .where('subject', '=', batch.subject)
    .where('id', '>', batch.id)
    .where('head_sha', '!=', batch.head_sha)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return next?.head_sha;
}

async function showBatch(
  db: Kysely<Database>,
  { batch, now, rules }: { readonly batch: Batch; readonly now: number; readonly rules: ReportRules },
): Promise<ShownBatch> {
  const { rows, edges } = await readRows(db, batch.id);
  const head = toHead(batch);
  const heldBy = maybeOneOf(holdReasons, batch.held_by);
  const isOpen = head.state === 'resolving' || head.state === 'held' || head.state === 'running';
  const reason = currentReason({ ...head, rows }, { isUnreachable: batch.unreachable_since !== null });
  const { threshold } = rules;
  const pullNumbers = await listPullNumbers(db, batch);
  return {
    report: {
      ...head,
      reason,
      notes: await readReportNotes(db, batch, { rows, edges: edges?.length }),
      quiet: await readQuiet(db, batch, { rows, reason }),
      hold:
        heldBy === undefined
          ? undefined
          : { reason: heldBy, dispatches: await countShownDispatches(db, batch.id), threshold },
      replacedBy: await findReplacement(db, batch),
      rows,
      edges,
      pulls: batch.event === 'merge_group' ? pullNumbers : undefined,
      isWaitingLong: isOpen && now - batch.updated_at >= waitingLongMs,
    },
    workspaceId: batch.workspace_id,
    repositoryId: batch.repository_id,
    subject: batch.subject,
    pullNumbers,
    heldBy,
    deadlineAt: batch.deadline_at ?? undefined,
    updatedAt: batch.updated_at,
  };
}

/** Earlier batches are counted, not read: one query for all of them. */
async function countEarlier(
  db: Kysely<Database>,
  batches: readonly Batch[],
): Promise<readonly BatchReport[]> {
  if (batches.length === 0) return [];
  const counts = await db
    .selectFrom('batch_nodes')
    .select(['batch_id', 'state', 'kind', 'reason', ({ fn }) => fn.countAll<number>().as('count')])
    .where(
      'batch_id',
      'in',
      batches.map(({ id }) => id),
    )
    .groupBy(['batch_id', 'state', 'kind', 'reason'])
    .execute();
  return batches.map((batch) => ({
    ...toHead(batch),
    rows: counts.flatMap(({ batch_id: id, state, kind, reason, count }): ReportRow[] => {
      const none = { stack: '', component: '', openParents: 0, failedParents: 0, runs: [] };
      const row = { ...none, state: readNodeState(state), kind, reason: readNodeReason(reason) };
      return id === batch.id ? Array.from({ length: Number(count) }, () => row) : [];
    }),
    isWaitingLong: false,
  }));
}

interface CommitName {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly sha: string;
}

interface PullName {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly number: number;
}

export interface ReportReader {
  /** The latest batch of each subject whose check is on the commit. */
  ofCommit(db: Kysely<Database>, commit: CommitName, rules: ReportRules): Promise<readonly ShownBatch[]>;
  /** `undefined`: it has none. */
  ofPull(db: Kysely<Database>, pull: PullName, rules: ReportRules): Promise<PullReports | undefined>;
  ofBatch(db: Kysely<Database>, batchId: number, rules: ReportRules): Promise<ShownBatch | undefined>;
  /** What its review is decided by. `isLocked`: in a transaction, until whose end nothing of it changes. */
  ofReview(
    db: Kysely<Database>,
    pull: { readonly name: PullName; readonly isLocked: boolean },
  ): Promise<Omit<ReviewFacts, 'bot'> | undefined>;
  /** Of the pull request that a subject names. */
  peopleOf(
    db: Kysely<Database>,
    batch: Pick<ShownBatch, 'repositoryId' | 'subject'>,
  ): Promise<MergePeople | undefined>;
}

async function readPull(db: Kysely<Database>, repositoryId: string, number: number) {
  return db
    .selectFrom('pull_requests')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('number', '=', number)
    .executeTakeFirst();
}

/** Newest first. */
async function listPullBatches(
  db: Kysely<Database>,
  { workspaceId, repositoryId, number }: PullName,
): Promise<readonly Batch[]> {
  return db
    .selectFrom('batches')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('workspace_id', '=', workspaceId)
    .where('subject', '=', `pr/${number}`)
    .orderBy('id', 'desc')
    .limit(maxEarlier + 1)
    .execute();
}

async function readNow(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  return (await db.selectNoFrom(dialect.now.as('now')).executeTakeFirstOrThrow()).now;
}

export function createReportReader(dialect: Dialect): ReportReader {
  async function ofBatch(db: Kysely<Database>, batchId: number, rules: ReportRules) {
    const batch = await db.selectFrom('batches').selectAll().where('id', '=', batchId).executeTakeFirst();
    return batch === undefined ? undefined : showBatch(db, { batch, now: await readNow(db, dialect), rules });
  }

  return {
    ofBatch,
    async ofCommit(db, { workspaceId, repositoryId, sha }, rules) {
      const batches = await db
        .selectFrom('batches as batch')
        .selectAll('batch')
        .where('batch.repository_id', '=', repositoryId)
        .where('batch.workspace_id', '=', workspaceId)
        .where('batch.sha', '=', sha)
        .where('batch.id', 'in', (query) =>
          query
            .selectFrom('batches as latest')
            .select(sql<number>`max(latest.id)`.as('id'))
            .where('latest.repository_id', '=', repositoryId)
            .where('latest.workspace_id', '=', workspaceId)
            .where('latest.sha', '=', sha)
            .groupBy('latest.subject'),
        )
        .orderBy('batch.id')
        .execute();
      const now = await readNow(db, dialect);
      return Promise.all(batches.map((batch) => showBatch(db, { batch, now, rules })));
    },
    async ofPull(db, { workspaceId, repositoryId, number }, rules) {
      const own = await listPullBatches(db, { workspaceId, repositoryId, number });
      const found = await findGroupBatch(db, { workspaceId, repositoryId, number });
      const queued = found !== undefined && isCurrentGroup(found, own) ? found : undefined;
      const [newest = queued, ...earlier] = own;
      if (newest === undefined) return undefined;
      const now = await readNow(db, dialect);
      const group = newest === queued ? undefined : queued;
      const pull = await readPull(db, repositoryId, number);
      const isMoved = newest.base_ref !== null && pull !== undefined && pull.base_ref !== newest.base_ref;
      return {
        current: await showBatch(db, { batch: newest, now, rules }),
        group: group && (await showBatch(db, { batch: group, now, rules })).report,
        earlier: await countEarlier(db, earlier),
        newBase: isMoved ? pull.base_ref : undefined,
      };
    },
    ofReview: (db, pull) => readReviewFacts(db, dialect, pull),
    async peopleOf(db, { repositoryId, subject }) {
      const number = /^pr\/([1-9][0-9]{0,14})$/.exec(subject)?.[1];
      const pull = number === undefined ? undefined : await readPull(db, repositoryId, Number(number));
      return pull && { author: pull.author, merger: pull.merged_by ?? pull.author };
    },
  };
}
