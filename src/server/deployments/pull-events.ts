/** Applies events of pull requests, in any order: rows of the pull request and its activity, and the batches that follow. */
import type { Kysely } from 'kysely';
import type { Random } from '../../base/ports.ts';
import {
  type Activity,
  expectsUpload,
  isMerge,
  mergedActivity,
  readActivity,
} from '../../domain/dispatch/activities.ts';
import type { GitHubClient } from '../../github/client.ts';
import { fetchPullState, type PullState, readPullState } from '../../github/pull-state.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import { recordActivity } from './activity-table.ts';
import { recordAboutPull } from './audit.ts';
import { wakeUploads } from './join-queue.ts';
import { namePullSubject, openBatch, type PullBatchPorts, settlePull } from './pull-batches.ts';
import { conflicts, readStoredPull, type SeenPull, storePull } from './pull-table.ts';
import type { ApplyDelivery, DeliveredEvent, DeployedRepository, PrepareDelivery } from './seams.ts';

export interface PullEventPorts extends PullBatchPorts {
  readonly database: OpenedDatabase;
  readonly client: GitHubClient;
  readonly deploymentAccess: Pick<DeploymentAccess, 'use'>;
  readonly random: Pick<Random, 'uuid'>;
}

interface PullNews {
  readonly repository: DeployedRepository;
  readonly activity: Activity;
  readonly seen: SeenPull;
  /** Of the activity; the view may be a later one. */
  readonly headSha: string;
  /** `undefined`: known from a read. */
  readonly guid: string | undefined;
  /** When it happened, by GitHub. */
  readonly at: number;
  readonly actor?: string | undefined;
}

/** Records an activity of a pull request and what follows from it. Throws `PullConflict`. */
export async function applyPullNews(
  trx: Kysely<Database>,
  { repository, activity, seen, headSha, guid, at, actor }: PullNews,
  ports: PullEventPorts,
): Promise<void> {
  const { dialect } = ports;
  const pull = await storePull(trx, dialect, { repository, seen });
  const subject = namePullSubject(pull);
  const stored = await recordActivity(trx, dialect, {
    repository,
    activity: { subject, activity, headSha, at, guid },
  });
  if (expectsUpload(activity)) {
    await openBatch(trx, { activity: stored, repository, pull }, ports);
    await recordAboutPull(trx, { repository, pull, activity, actor }, ports);
  }
  await settlePull(trx, { repository, pull }, ports);
  await wakeUploads(trx, dialect, { ...repository, headSha });
}

async function readAgain(
  { repository, number, signal }: { repository: DeployedRepository; number: number; signal: AbortSignal },
  { client, deploymentAccess }: PullEventPorts,
): Promise<PullState | undefined> {
  return deploymentAccess.use(repository, (handle) => fetchPullState({ client, signal }, handle, number));
}

/** Activities that bring commits. */
const pushing: ReadonlySet<string> = new Set(['opened', 'synchronize']);

/** How much later than the state in its delivery a merge may be, in milliseconds. */
const mergeSlackMs = 10_000;

/** Whether a closing was the merge that a read shows: GitHub has sent closings with the state before. An earlier closing was not. */
function wasMerge(delivered: PullState, { mergedAt, headSha }: PullState): boolean {
  if (mergedAt === undefined || delivered.headSha !== headSha) return false;
  return delivered.state === 'open' || mergedAt <= delivered.updatedAt + mergeSlackMs;
}

function nameActivityOf(activity: Activity, delivered: PullState, shown: PullState): Activity {
  const isMerged = activity.activity === 'closed' && wasMerge(delivered, shown);
  return isMerged ? { ...activity, activity: mergedActivity } : activity;
}

/** Login of who caused the event. */
export function readSender({ payload }: DeliveredEvent): string | undefined {
  const sender: unknown = payload['sender'];
  if (typeof sender !== 'object' || sender === null || !('login' in sender)) return undefined;
  return typeof sender.login === 'string' ? sender.login.toWellFormed().slice(0, 100) : undefined;
}

export function createPullEvents(ports: PullEventPorts): PrepareDelivery {
  return async (event, repository, signal): Promise<ApplyDelivery> => {
    const delivered = readPullState(event.payload['pull_request']);
    const activity = readActivity('pull_request', event.action, event.payload);
    if (delivered === undefined || activity === undefined)
      return async () => ({ status: 'ignored', reason: 'The event does not show a pull request.' });
    const { number, updatedAt: at } = delivered;
    const stored = await readStoredPull(ports.database.db, repository, number);
    const lacksMerge = isMerge(activity) ? delivered.mergeSha === undefined : activity.activity === 'closed';
    const needsRead = lacksMerge || conflicts(stored, delivered);
    const read = needsRead ? await readAgain({ repository, number, signal }, ports) : undefined;
    const pushedAt = pushing.has(activity.activity) ? at : undefined;
    // The head of the activity is that of the delivery: the read may show a later one.
    const pull = read ?? delivered;
    const seen: SeenPull = { pull, source: read === undefined ? 'delivery' : 'read', pushedAt };
    const actor = readSender(event);
    const news = {
      repository,
      guid: event.guid,
      at,
      actor,
      activity: nameActivityOf(activity, delivered, pull),
    };
    return async (trx) => {
      await applyPullNews(trx, { ...news, seen, headSha: delivered.headSha }, ports);
      return { status: 'applied' };
    };
  };
}
