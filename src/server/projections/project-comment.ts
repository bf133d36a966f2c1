/** The one comment of a pull request: found by its marker and our bot as its author, then edited. */
import { commentMarker, renderComment } from '../../domain/reports/comment.ts';
import { ladderSteps } from '../../domain/reports/ladder.ts';
import type { BatchReport, ReportNote } from '../../domain/reports/report.ts';
import { linkMarkup } from '../../domain/reports/rows.ts';
import { editComment, findComment, postComment } from '../../github/comments.ts';
import { createOnce } from './create-once.ts';
import { readNotice } from './notice.ts';
import type { ShownPull } from './ports.ts';
import {
  callsOf,
  type DeploymentHandle,
  hashOf,
  type ProjectTurn,
  recordSent,
  rulesOf,
  type TurnResult,
  updateRemote,
  yieldMs,
} from './project.ts';
import { findProjection } from './projection-table.ts';

const endedStates: ReadonlySet<string> = new Set(['concluded', 'superseded', 'withdrawn']);
/** Deployments that will have another state without a person. */
const movingStates: ReadonlySet<string> = new Set(['ready', 'locked', 'dispatching', 'running']);

interface WantedComment {
  readonly number: number;
  readonly marker: string;
  readonly body: string;
  readonly hash: string;
  /** Nothing of it changes soon. */
  readonly isFinal: boolean;
}

function notesOf({ current, newBase }: ShownPull, notice: string | null): readonly ReportNote[] {
  const moved = newBase === undefined ? [] : [{ type: 'base_changed', base: newBase } as const];
  return [...moved, ...readNotice(notice, current.report.id)];
}

async function findCheckUrl({ ports, repository }: ProjectTurn, sha: string): Promise<string | undefined> {
  const { workspaceId, repositoryId } = repository;
  const name = { workspaceId, repositoryId, kind: 'check', target: sha } as const;
  return (await findProjection(ports.database.db, name))?.remote_url ?? undefined;
}

/** Nothing more comes unless a person does something. */
function isResting({ state, rows }: BatchReport): boolean {
  if (state === 'running') return !rows.some((row) => movingStates.has(row.state));
  return state === 'held' || endedStates.has(state);
}

async function renderWanted(turn: ProjectTurn, pull: ShownPull): Promise<WantedComment> {
  const { row, repository, ports } = turn;
  const { workspaceId, repositoryId, name } = repository;
  const target = { workspaceId, repositoryId, number: Number(row.target) };
  const { report } = pull.current;
  const checkUrl = await findCheckUrl(turn, report.sha);
  const { text } = renderComment(
    {
      ...target,
      repositoryUrl: `${ports.serverUrl}/${name}`,
      current: report,
      checkUrl,
      group: pull.group,
      earlier: pull.earlier,
      notes: notesOf(pull, row.notice),
    },
    ladderSteps[row.size_step],
  );
  // While more is to come, the comment is not edited for the link of the check alone.
  const link = checkUrl === undefined ? '' : linkMarkup('Check', checkUrl);
  const counted =
    isResting(report) || link === '' || !text.endsWith(link) ? text : text.slice(0, -link.length);
  return {
    number: target.number,
    marker: commentMarker(target),
    body: text,
    hash: hashOf(counted.trimEnd()),
    isFinal: endedStates.has(report.state),
  };
}

async function create(turn: ProjectTurn, handle: DeploymentHandle, wanted: WantedComment) {
  const { row, task, ports } = turn;
  const calls = callsOf(turn);
  return createOnce(
    {
      row,
      looksFirst: true,
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
}

async function edit(
  turn: ProjectTurn,
  handle: DeploymentHandle,
  { id, body }: { readonly id: string; readonly body: string },
) {
  return updateRemote(turn, () => editComment(callsOf(turn), handle, { id: Number(id), body }));
}

async function send(turn: ProjectTurn, wanted: WantedComment): Promise<TurnResult> {
  const { row, ports, repository } = turn;
  return ports.deploymentAccess.use(repository, async (handle) => {
    const { installationId } = handle;
    const pauseMs = wanted.isFinal || row.remote_id === null ? 0 : yieldMs(ports, installationId);
    if (pauseMs > 0) return { againInMs: pauseMs };
    const verdict = await ports.pace.take(installationId, wanted.isFinal);
    if (verdict.status === 'empty') return { againInMs: verdict.afterMs };
    if (row.remote_id !== null) {
      const lost = await edit(turn, handle, { ...wanted, id: row.remote_id });
      if (lost === undefined) await recordSent(turn, { hash: wanted.hash });
      return lost;
    }
    const result = await create(turn, handle, wanted);
    if (result.status === 'later') return result;
    const { object } = result;
    if (result.status === 'found') {
      const lost = await edit(turn, handle, { ...wanted, id: object.id });
      if (lost !== undefined) return lost;
    }
    await recordSent(turn, { hash: wanted.hash, object });
    return undefined;
  });
}

export async function projectComment(turn: ProjectTurn): Promise<TurnResult> {
  const { row, repository, ports } = turn;
  const { workspaceId, repositoryId } = repository;
  const name = { workspaceId, repositoryId, number: Number(row.target) };
  const pull = await ports.reports.ofPull(ports.database.db, name, rulesOf(repository));
  if (pull === undefined) return undefined;
  const wanted = await renderWanted(turn, pull);
  if (row.remote_id !== null && row.sent_hash === wanted.hash) return undefined;
  return send(turn, wanted);
}
