/** Deliveries about what people do with our comment and our checks: an edit, a click, a request to run again. */
import type { Kysely } from 'kysely';
import type { BoxAction } from '../../domain/reports/callouts.ts';
import { leadOf } from '../../domain/reports/check.ts';
import { commentMarker } from '../../domain/reports/comment.ts';
import { readTicks } from '../../domain/reports/ticks.ts';
import type { Database } from '../database/schema.ts';
import { writeNotice } from './notice.ts';
import type { EventEnd, PersonEvent, ShownBatch, ShownRepository } from './ports.ts';
import { rulesOf } from './project.ts';
import { findProjection, type Projection, spoilProjection } from './projection-table.ts';
import {
  type CheckClicked,
  readCheckClicked,
  readCommentEdited,
  readSuiteRerequested,
} from './read-command.ts';
import { type Asked, type CommandEnd, type CommandPorts, recordRefusal, runCommand } from './run-command.ts';

type Apply = (trx: Kysely<Database>) => Promise<EventEnd>;

/** What is done outside of the transaction that ends the delivery is repeatable. */
export type PreparePersonEvent = (
  event: PersonEvent,
  repository: ShownRepository,
  signal: AbortSignal,
) => Promise<Apply>;

interface Answered {
  readonly asked: Asked;
  readonly end: CommandEnd;
}

function ignore(reason: string): Apply {
  return async () => ({ status: 'ignored', reason });
}

/** Records refusals, and has the comments written again: without the tick, and with a line about a refusal. */
function settle(
  { guid }: PersonEvent,
  comments: readonly Projection[],
  { answered, ports }: { readonly answered: readonly Answered[]; readonly ports: CommandPorts },
): Apply {
  const { dialect } = ports.database;
  return async (trx) => {
    const refused = answered.filter(({ end }) => end !== 'done');
    for (const refusal of refused) await recordRefusal(trx, dialect, refusal);
    const forbidden = refused.find(({ end }) => end === 'forbidden')?.asked;
    const notice =
      forbidden && writeNotice({ batchId: forbidden.batch.report.id, login: forbidden.sender.login });
    const isDone = answered.some(({ end }) => end === 'done');
    for (const comment of comments) {
      await spoilProjection(trx, dialect, {
        id: comment.id,
        guid,
        notice: notice ?? (isDone ? null : undefined),
      });
    }
    return { status: 'applied' };
  };
}

async function ask(
  actions: readonly BoxAction[],
  about: Omit<Asked, 'action'>,
  { ports, signal }: { readonly ports: CommandPorts; readonly signal: AbortSignal },
): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (const action of actions) {
    const asked = { ...about, action };
    answered.push({ asked, end: await runCommand(asked, ports, signal) });
  }
  return answered;
}

type Place = { readonly ports: CommandPorts; readonly signal: AbortSignal };

async function prepareEdit(event: PersonEvent, repository: ShownRepository, place: Place): Promise<Apply> {
  const { ports } = place;
  const { db } = ports.database;
  const edited = readCommentEdited(event.payload);
  if (edited === undefined) return ignore('The delivery is not about an edited comment.');
  const { sender, number, author, before, after } = edited;
  const { workspaceId, repositoryId } = repository;
  const name = { workspaceId, repositoryId, kind: 'comment', target: String(number) } as const;
  const comment = await findProjection(db, name);
  if (comment?.remote_id !== edited.commentId) return ignore('The comment is not one of this server.');
  const { botLogin } = await ports.identity();
  if (author !== botLogin) return ignore('The comment is not one of this server.');
  if (sender.login === botLogin) return ignore('The server edited the comment itself.');
  const pull = await ports.reports.ofPull(db, { workspaceId, repositoryId, number }, rulesOf(repository));
  if (pull === undefined) return ignore('The pull request has no deployments.');
  const { current: batch } = pull;
  const marker = commentMarker({ workspaceId, repositoryId, number });
  const ticks = readTicks({ marker, batchId: batch.report.id, before, after });
  const answered = await ask(ticks, { guid: event.guid, sender, repository, batch }, place);
  return settle(event, [comment], { answered, ports });
}

/** The batch that the title and the buttons of the check are about. */
async function findLead(
  sha: string,
  repository: ShownRepository,
  { reports, database }: CommandPorts,
): Promise<ShownBatch | undefined> {
  const { workspaceId, repositoryId } = repository;
  const batches = await reports.ofCommit(
    database.db,
    { workspaceId, repositoryId, sha },
    rulesOf(repository),
  );
  const lead = leadOf(batches.map(({ report }) => report));
  return batches.find(({ report }) => report.id === lead?.id);
}

async function readClick(event: PersonEvent, { identity }: CommandPorts): Promise<CheckClicked | undefined> {
  const { action, payload } = event;
  if (event.event === 'check_run') return readCheckClicked(action, payload);
  return readSuiteRerequested(payload, (await identity()).id);
}

async function prepareClick(event: PersonEvent, repository: ShownRepository, place: Place): Promise<Apply> {
  const { ports } = place;
  const { db } = ports.database;
  const clicked = await readClick(event, ports);
  if (clicked === undefined) return ignore('The delivery is not about a button of this server.');
  const { sender, sha, checkId, button } = clicked;
  const { workspaceId, repositoryId } = repository;
  const check = await findProjection(db, { workspaceId, repositoryId, kind: 'check', target: sha });
  const isKnown = check !== undefined && check.remote_id !== null;
  if (!isKnown || check.remote_id !== (checkId ?? check.remote_id))
    return ignore('The check is not one of this server.');
  const { botLogin } = await ports.identity();
  if (sender.login === botLogin) return ignore('The server asked for it itself.');
  const batch = await findLead(sha, repository, ports);
  if (batch === undefined) return ignore('The commit has no deployments.');
  const answered = await ask([button ?? 'retry'], { guid: event.guid, sender, repository, batch }, place);
  const comments: Projection[] = [];
  for (const number of batch.pullNumbers) {
    const name = { workspaceId, repositoryId, kind: 'comment', target: String(number) } as const;
    const comment = await findProjection(db, name);
    if (comment !== undefined) comments.push(comment);
  }
  // In one order: their entries are locked.
  comments.sort((one, other) => one.id - other.id);
  return settle(event, comments, { answered, ports });
}

export function createPersonEvents(ports: CommandPorts): PreparePersonEvent {
  return async (event, repository, signal) => {
    const place = { ports, signal };
    if (event.event === 'issue_comment' && event.action === 'edited') {
      return prepareEdit(event, repository, place);
    }
    const isClick = event.action === 'requested_action' || event.action === 'rerequested';
    const isSuite = event.event === 'check_suite' && event.action === 'rerequested';
    if ((event.event === 'check_run' && isClick) || isSuite) return prepareClick(event, repository, place);
    return ignore('Nothing on this server acts on the event.');
  };
}
