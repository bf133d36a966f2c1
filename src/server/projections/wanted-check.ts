/** The check that a commit should have by the stored state, and whether GitHub shows it. */
import { passesCheck, type RenderedCheck, renderCheck } from '../../domain/reports/check.ts';
import { ladderSteps } from '../../domain/reports/ladder.ts';
import { closeOverdue } from './check-deadline.ts';
import type { ShownBatch } from './ports.ts';
import { hashOf, type ProjectTurn, rulesOf } from './project.ts';
import { findProjection } from './projection-table.ts';

/** While work is open only the counts in the title matter: rows come along with the next of them. */
function hashCheck(check: RenderedCheck, name: string | undefined): string {
  const { status, conclusion, title, buttons, summary, annotations } = check;
  const isOver = status === 'completed';
  return hashOf(name, status, conclusion, title, buttons, isOver ? [summary, annotations] : []);
}

interface WantedCheck {
  readonly rendered: RenderedCheck;
  readonly batches: readonly ShownBatch[];
  readonly hash: string;
  readonly isPassing: boolean;
}

/** `row`: that of the check. `undefined`: its commit has no batch. */
export async function readWantedCheck({
  row,
  repository,
  ports,
}: Pick<ProjectTurn, 'row' | 'repository' | 'ports'>): Promise<WantedCheck | undefined> {
  const { workspaceId, repositoryId, config } = repository;
  const commit = { workspaceId, repositoryId, sha: row.target };
  const batches = await ports.reports.ofCommit(ports.database.db, commit, rulesOf(repository));
  if (batches.length === 0) return undefined;
  const shown = batches.map((batch) => closeOverdue(batch, row.now));
  const rendered = renderCheck(shown, ladderSteps[row.size_step]);
  return { rendered, batches, hash: hashCheck(rendered, config.checkName), isPassing: passesCheck(shown) };
}

export interface CommitCheck {
  /** Of its projection. */
  readonly id: number;
  /** Everything succeeded, or nothing is affected. */
  readonly isPassing: boolean;
  /** GitHub shows it as it should be. */
  readonly isShown: boolean;
}

/** For another projection. `undefined`: the commit has none. */
export async function readCommitCheck(
  { row: { now }, repository, ports }: ProjectTurn,
  sha: string,
): Promise<CommitCheck | undefined> {
  const { workspaceId, repositoryId } = repository;
  const name = { workspaceId, repositoryId, kind: 'check', target: sha } as const;
  const row = await findProjection(ports.database.db, name);
  const wanted = row && (await readWantedCheck({ row: { ...row, now }, repository, ports }));
  if (row === undefined || wanted === undefined) return undefined;
  const isShown = row.remote_id !== null && row.sent_hash === wanted.hash;
  return { id: row.id, isPassing: wanted.isPassing, isShown };
}
