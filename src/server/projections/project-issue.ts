/** The issue that shows drift: found by its marker and our bot as its author, then edited, closed and reopened. People's text around our block stays. */
import type { Kysely } from 'kysely';
import {
  type IssuePlace,
  issueMarker,
  putIssueBlock,
  renderIssueBlock,
} from '../../domain/reports/drift-issue.ts';
import { editIssue, findIssue, openIssue, readIssueBody } from '../../github/issues.ts';
import { appendAuditEntry } from '../audit/audit-table.ts';
import type { Database } from '../database/schema.ts';
import { createOnce, type RemoteObject, secondLookMs } from './create-once.ts';
import type { WantedIssue } from './ports.ts';
import {
  callsOf,
  type DeploymentHandle,
  hashOf,
  type ProjectTurn,
  recordChanges,
  recordSent,
  type TurnResult,
  updateRemote,
} from './project.ts';

/** While the configuration has no issues, in milliseconds: what is to be shown is kept for when it has. */
const offPauseMs = 60 * 60_000;

interface Wish extends WantedIssue {
  readonly place: IssuePlace;
  readonly block: string;
  readonly hash: string;
}

function toWish({ row }: ProjectTurn, wanted: WantedIssue): Wish {
  const place = { workspaceId: row.workspace_id, repositoryId: row.repository_id, key: row.target };
  // What GitHub called too long once has no details any more.
  const block = renderIssueBlock(place, row.size_step === 0 ? wanted : { ...wanted, details: '' });
  return { ...wanted, place, block, hash: hashOf(block, wanted.state) };
}

async function find(
  turn: ProjectTurn,
  handle: DeploymentHandle,
  { place }: Wish,
): Promise<RemoteObject | undefined> {
  const { botLogin: author } = await turn.ports.identity();
  const found = await findIssue(callsOf(turn), handle, { marker: issueMarker(place), author });
  return found && { id: String(found.number), url: found.url };
}

/** A state that people chose meanwhile stays until ours changes. */
async function recordIssue(
  turn: ProjectTurn,
  { state, hash, instance }: Wish,
  object: RemoteObject,
): Promise<void> {
  const { row, repository, ports } = turn;
  const isMoved = row.sent_state !== state;
  const { workspaceId, repositoryId, name } = repository;
  const audit = (trx: Kysely<Database>) =>
    appendAuditEntry(trx, ports.database.dialect, {
      event: state === 'open' ? 'drift.issue_opened' : 'drift.issue_closed',
      outcome: 'allowed',
      workspaceId,
      repositoryId,
      repository: name,
      traceId: `issue-${row.id}`,
      details: { issue: Number(object.id), isReopened: row.sent_state === 'closed', ...instance },
    });
  await recordSent(turn, {
    hash,
    object,
    changes: { sent_state: state },
    alsoWrite: isMoved ? audit : undefined,
  });
}

async function update(
  turn: ProjectTurn,
  handle: DeploymentHandle,
  { wish, object }: { readonly wish: Wish; readonly object: RemoteObject },
): Promise<TurnResult> {
  const { row } = turn;
  const number = Number(object.id);
  const lost = await updateRemote(turn, async () => {
    const before = await readIssueBody(callsOf(turn), handle, number);
    const body = putIssueBlock(before, wish.place, wish.block);
    const state = row.sent_state === wish.state ? undefined : wish.state;
    if (body !== before || state !== undefined)
      await editIssue(callsOf(turn), handle, { number, body, state });
  });
  if (lost !== undefined) return lost;
  await recordIssue(turn, wish, object);
  return undefined;
}

/** The drift was over before GitHub’s answer was known: an issue that exists is closed, and none is opened. */
async function findLost(turn: ProjectTurn, handle: DeploymentHandle, wish: Wish): Promise<TurnResult> {
  const { row } = turn;
  const object = await find(turn, handle, wish);
  if (object !== undefined) return update(turn, handle, { wish, object });
  const leftMs = (row.creating_since ?? row.now) + secondLookMs - row.now;
  if (leftMs > 0) return { againInMs: leftMs };
  await recordChanges(turn, { creating_since: null });
  return undefined;
}

async function open(turn: ProjectTurn, handle: DeploymentHandle, wish: Wish): Promise<TurnResult> {
  const { row, task, ports } = turn;
  const result = await createOnce(
    {
      row,
      looksFirst: true,
      find: () => find(turn, handle, wish),
      async confirm(trx) {
        const wanted = await ports.readIssue(trx, wish.place);
        return wanted !== undefined && wanted !== 'off' && wanted.state === 'open';
      },
      async create() {
        const { title, block: body } = wish;
        const { number, url } = await openIssue(callsOf(turn), handle, { title, body });
        return { id: String(number), url };
      },
    },
    { database: ports.database, task },
  );
  if (result.status === 'later') return result;
  const { object } = result;
  if (result.status === 'found') return update(turn, handle, { wish, object });
  await recordIssue(turn, wish, object);
  return undefined;
}

export async function projectIssue(turn: ProjectTurn): Promise<TurnResult> {
  const { row, repository, ports } = turn;
  const place = { workspaceId: row.workspace_id, repositoryId: row.repository_id, key: row.target };
  const wanted = await ports.readIssue(ports.database.db, place);
  if (wanted === undefined) return undefined;
  if (wanted === 'off') return { againInMs: offPauseMs };
  const wish = toWish(turn, wanted);
  const { remote_id: remoteId, remote_url: url, creating_since: since } = row;
  if (remoteId !== null && row.sent_hash === wish.hash) return undefined;
  if (remoteId === null && since === null && wish.state === 'closed') return undefined;
  return ports.deploymentAccess.use(repository, async (handle) => {
    const verdict = await ports.pace.take(handle.installationId, true);
    if (verdict.status === 'empty') return { againInMs: verdict.afterMs };
    if (remoteId !== null)
      return update(turn, handle, { wish, object: { id: remoteId, url: url ?? undefined } });
    return wish.state === 'open' ? open(turn, handle, wish) : findLost(turn, handle, wish);
  });
}
