/** The check of a commit: made once, and changed when its title, its status or its buttons differ. */
import type { Kysely } from 'kysely';
import type { RenderedCheck } from '../../domain/reports/check.ts';
import {
  type ChangedCheck,
  type CheckContent,
  createCheckRun,
  findCheckRun,
  updateCheckRun,
} from '../../github/checks.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { lastDeadline } from './check-deadline.ts';
import { createOnce } from './create-once.ts';
import { firstCommentDelayMs } from './mark.ts';
import type { ShownBatch } from './ports.ts';
import {
  callsOf,
  type DeploymentHandle,
  type ProjectTurn,
  recordChanges,
  recordSent,
  type TurnResult,
  updateRemote,
  yieldMs,
} from './project.ts';
import { enqueueProjection, findProjection, type Projection } from './projection-table.ts';
import { readWantedCheck } from './wanted-check.ts';

/** Those of the pull requests that the batches are about, in one order: their entries are locked. */
async function findOfPulls(
  db: Kysely<Database>,
  kind: 'comment' | 'review',
  batches: readonly ShownBatch[],
): Promise<readonly Projection[]> {
  const found = new Map<number, Projection>();
  for (const { pullNumbers, workspaceId, repositoryId } of batches)
    for (const number of pullNumbers) {
      const target = String(number);
      const one = await findProjection(db, { workspaceId, repositoryId, kind, target });
      if (one !== undefined) found.set(one.id, one);
    }
  return [...found.values()].sort((one, other) => one.id - other.id);
}

/** Comments that were rendered before the check existed link it now, also one that is on its way. */
async function linkFromComments(
  trx: Kysely<Database>,
  dialect: Dialect,
  batches: readonly ShownBatch[],
): Promise<void> {
  for (const { id, remote_id: remoteId } of await findOfPulls(trx, 'comment', batches))
    await enqueueProjection(trx, dialect, { id, delayMs: remoteId === null ? firstCommentDelayMs : 0 });
}

/** An approval waits for the check, and does not outlive it. */
async function wakeReviews(
  trx: Kysely<Database>,
  { repository, ports: { database } }: ProjectTurn,
  batches: readonly ShownBatch[],
): Promise<void> {
  if (repository.config.autoReview === 'off') return;
  for (const { id } of await findOfPulls(trx, 'review', batches))
    await enqueueProjection(trx, database.dialect, { id, delayMs: 0 });
}

async function toState(
  turn: ProjectTurn,
  rendered: RenderedCheck,
  batches: readonly ShownBatch[],
): Promise<ChangedCheck> {
  const comments = await findOfPulls(turn.ports.database.db, 'comment', batches);
  return {
    ...rendered,
    name: turn.repository.config.checkName,
    externalId: externalIdOf(turn),
    detailsUrl: comments.find(({ remote_url: url }) => url)?.remote_url ?? undefined,
    // GitHub adds those of each request.
    annotations: rendered.status === 'completed' ? rendered.annotations : [],
  };
}

/** The workspace is part of it: two servers with one App tell their checks apart. */
function externalIdOf({ row }: ProjectTurn): string {
  return `atmos-pro/${row.workspace_id}/${row.repository_id}`;
}

async function create(turn: ProjectTurn, handle: DeploymentHandle, check: CheckContent) {
  const { row, task, ports } = turn;
  const sha = row.target;
  const calls = callsOf(turn);
  return createOnce(
    {
      row,
      looksFirst: false,
      async find() {
        const { id: appId } = await ports.identity();
        return findCheckRun(calls, handle, { sha, name: check.name, externalId: check.externalId, appId });
      },
      create: () => createCheckRun(calls, handle, { sha, check }),
    },
    { database: ports.database, task },
  );
}

async function send(
  turn: ProjectTurn,
  {
    check,
    wanted,
    batches,
  }: {
    readonly check: ChangedCheck;
    readonly wanted: { readonly hash: string; readonly deadline: number | null };
    readonly batches: readonly ShownBatch[];
  },
): Promise<TurnResult> {
  const { row, ports, repository } = turn;
  return ports.deploymentAccess.use(repository, async (handle) => {
    const { hash } = wanted;
    const changes = { deadline_at: wanted.deadline };
    const wake = (trx: Kysely<Database>) => wakeReviews(trx, turn, batches);
    if (row.remote_id !== null) {
      const pauseMs = check.status === 'completed' ? 0 : yieldMs(ports, handle.installationId);
      if (pauseMs > 0) return { againInMs: pauseMs };
      const { remote_id: id } = row;
      const lost = await updateRemote(turn, () => updateCheckRun(callsOf(turn), handle, { id, check }));
      if (lost === undefined) await recordSent(turn, { hash, changes, alsoWrite: wake });
      return lost;
    }
    const { name } = check;
    if (name === undefined) return undefined;
    const result = await create(turn, handle, { ...check, name });
    if (result.status === 'later') return result;
    const { object } = result;
    if (result.status === 'found') await updateCheckRun(callsOf(turn), handle, { id: object.id, check });
    const alsoWrite = async (trx: Kysely<Database>) => {
      await linkFromComments(trx, ports.database.dialect, batches);
      await wake(trx);
    };
    await recordSent(turn, { hash, object, changes, alsoWrite });
    return undefined;
  });
}

export async function projectCheck(turn: ProjectTurn): Promise<TurnResult> {
  const { row } = turn;
  const wanted = await readWantedCheck(turn);
  if (wanted === undefined) return undefined;
  const { rendered, batches, hash } = wanted;
  const deadline = rendered.status === 'completed' ? null : (lastDeadline(batches) ?? null);
  if (row.remote_id !== null && row.sent_hash === hash) {
    if (row.deadline_at !== deadline) await recordChanges(turn, { deadline_at: deadline });
    return undefined;
  }
  const check = await toState(turn, rendered, batches);
  return send(turn, { check, wanted: { hash, deadline }, batches });
}
