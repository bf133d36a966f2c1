/** The comment that tells people, once, of a merge that was not applied: GitHub sends no notification about an edit. */
import { alertMarker, renderAlert } from '../../domain/reports/alert.ts';
import { findComment, postComment } from '../../github/comments.ts';
import { createOnce } from './create-once.ts';
import type { ShownBatch } from './ports.ts';
import { callsOf, hashOf, type ProjectTurn, recordSent, rulesOf, type TurnResult } from './project.ts';
import { findProjection } from './projection-table.ts';

interface Announcement {
  readonly number: number;
  readonly marker: string;
  readonly body: string;
}

async function render(turn: ProjectTurn, shown: ShownBatch): Promise<Announcement | undefined> {
  const { repository, ports } = turn;
  const { db } = ports.database;
  const number = /^pr\/([1-9][0-9]*)$/.exec(shown.subject)?.[1];
  const people = await ports.reports.peopleOf(db, shown);
  const { report: batch } = shown;
  const isBad = batch.conclusion !== undefined && !['success', 'neutral'].includes(batch.conclusion);
  // A retry may have applied it meanwhile, or be about to.
  if (number === undefined || people === undefined || batch.state !== 'concluded' || !isBad) return undefined;
  const { workspaceId, repositoryId } = repository;
  const name = { workspaceId, repositoryId, kind: 'comment', target: number } as const;
  const comment = await findProjection(db, name);
  const body = renderAlert({ batch, ...people, commentUrl: comment?.remote_url ?? undefined });
  return { number: Number(number), marker: alertMarker(batch.id), body };
}

export async function projectAnnouncement(turn: ProjectTurn): Promise<TurnResult> {
  const { row, repository, task, ports } = turn;
  if (row.remote_id !== null) return undefined;
  const shown = await ports.reports.ofBatch(ports.database.db, Number(row.target), rulesOf(repository));
  const wanted = shown && (await render(turn, shown));
  if (wanted === undefined) return undefined;
  return ports.deploymentAccess.use(repository, async (handle) => {
    const verdict = await ports.pace.take(handle.installationId, true);
    if (verdict.status === 'empty') return { againInMs: verdict.afterMs };
    const calls = callsOf(turn);
    const result = await createOnce(
      {
        row,
        looksFirst: false,
        async find() {
          const { botLogin: author } = await ports.identity();
          const found = await findComment(calls, handle, { ...wanted, author });
          return found && { id: String(found.id), url: found.url };
        },
        async create() {
          const { id, url } = await postComment(calls, handle, wanted);
          return { id: String(id), url };
        },
      },
      { database: ports.database, task },
    );
    if (result.status === 'later') return result;
    await recordSent(turn, { hash: hashOf(wanted.body), object: result.object });
    return undefined;
  });
}
