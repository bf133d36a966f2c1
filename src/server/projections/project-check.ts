/** The check of a commit: made once, and changed when its title, its status or its buttons differ. */
import type { Kysely } from 'kysely';
import { type RenderedCheck, renderCheck } from '../../domain/reports/check.ts';
import { ladderSteps } from '../../domain/reports/ladder.ts';
import {
  type ChangedCheck,
  type CheckContent,
  createCheckRun,
  findCheckRun,
  updateCheckRun,
} from '../../github/checks.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { closeOverdue, lastDeadline } from './check-deadline.ts';
import { createOnce } from './create-once.ts';
import { firstCommentDelayMs } from './mark.ts';
import type { ShownBatch } from './ports.ts';
import {
  callsOf,
  type DeploymentHandle,
  hashOf,
  type ProjectTurn,
  recordChanges,
  recordSent,
  rulesOf,
  type TurnResult,
  updateRemote,
  yieldMs,
} from './project.ts';
import { enqueueProjection, findProjection, type Projection } from './projection-table.ts';

/** Comments of the pull requests that the batches are about. */
async function findComments(
  db: Kysely<Database>,
  batches: readonly ShownBatch[],
): Promise<readonly Projection[]> {
  const found: Projection[] = [];
  for (const { pullNumber, workspaceId, repositoryId } of batches) {
    if (pullNumber === undefined) continue;
    const target = String(pullNumber);
    const comment = await findProjection(db, { workspaceId, repositoryId, kind: 'comment', target });
    if (comment !== undefined) found.push(comment);
  }
  return found;
}

/** Comments that were rendered before the check existed link it now, also one that is on its way. */
async function linkFromComments(
  trx: Kysely<Database>,
  dialect: Dialect,
  batches: readonly ShownBatch[],
): Promise<void> {
  for (const { id, remote_id: remoteId } of await findComments(trx, batches))
    await enqueueProjection(trx, dialect, { id, delayMs: remoteId === null ? firstCommentDelayMs : 0 });
}

/** While work is open only the counts in the title matter: rows come along with the next of them. */
function hashCheck(check: RenderedCheck, name: string | undefined): string {
  const { status, conclusion, title, buttons, summary, annotations } = check;
  const isOver = status === 'completed';
  return hashOf(name, status, conclusion, title, buttons, isOver ? [summary, annotations] : []);
}

interface WantedCheck {
  readonly hash: string;
  readonly deadline: number | null;
}

async function toState(
  turn: ProjectTurn,
  rendered: RenderedCheck,
  batches: readonly ShownBatch[],
): Promise<ChangedCheck> {
  const comments = await findComments(turn.ports.database.db, batches);
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
    readonly wanted: WantedCheck;
    readonly batches: readonly ShownBatch[];
  },
): Promise<TurnResult> {
  const { row, ports, repository } = turn;
  return ports.deploymentAccess.use(repository, async (handle) => {
    const changes = { deadline_at: wanted.deadline };
    if (row.remote_id !== null) {
      const pauseMs = check.status === 'completed' ? 0 : yieldMs(ports, handle.installationId);
      if (pauseMs > 0) return { againInMs: pauseMs };
      const { remote_id: id } = row;
      const lost = await updateRemote(turn, () => updateCheckRun(callsOf(turn), handle, { id, check }));
      if (lost === undefined) await recordSent(turn, { hash: wanted.hash, changes });
      return lost;
    }
    const { name } = check;
    if (name === undefined) return undefined;
    const result = await create(turn, handle, { ...check, name });
    if (result.status === 'later') return result;
    const { object } = result;
    if (result.status === 'found') await updateCheckRun(callsOf(turn), handle, { id: object.id, check });
    const alsoWrite = (trx: Kysely<Database>) => linkFromComments(trx, ports.database.dialect, batches);
    await recordSent(turn, { hash: wanted.hash, object, changes, alsoWrite });
    return undefined;
  });
}

export async function projectCheck(turn: ProjectTurn): Promise<TurnResult> {
  const { row, repository, ports } = turn;
  const { workspaceId, repositoryId } = repository;
  const commit = { workspaceId, repositoryId, sha: row.target };
  const batches = await ports.reports.ofCommit(ports.database.db, commit, rulesOf(repository));
  if (batches.length === 0) return undefined;
  const shown = batches.map((batch) => closeOverdue(batch, row.now));
  const rendered = renderCheck(shown, ladderSteps[row.size_step]);
  const hash = hashCheck(rendered, repository.config.checkName);
  const deadline = rendered.status === 'completed' ? null : (lastDeadline(batches) ?? null);
  if (row.remote_id !== null && row.sent_hash === hash) {
    if (row.deadline_at !== deadline) await recordChanges(turn, { deadline_at: deadline });
    return undefined;
  }
  const check = await toState(turn, rendered, batches);
  return send(turn, { check, wanted: { hash, deadline }, batches });
}
