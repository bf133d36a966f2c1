/**
 * Reads from GitHub's list the deliveries that never arrived. The status that GitHub shows for a delivery is not trusted: only what is stored
 * counts.
 */

import type { Logger, Random } from '../../../base/ports.ts';
import type { GitHubClient } from '../../../github/client.ts';
import { fetchDelivery, fetchDeliveryPage, type ListedDelivery } from '../../../github/deliveries.ts';
import { GitHubFailure } from '../../../github/failure.ts';
import type { BackfillMark } from '../../database/backfill-marks.ts';
import type { DeliveryMetrics } from '../metrics.ts';
import { packPayload, readPayloadHead } from '../payload.ts';
import type { DeliveryStore } from '../store.ts';
import { isWantedDelivery } from '../wanted.ts';

/** Pages of one turn, and contents after which it ends: others need GitHub's calls too. */
const maxPages = 20;
const maxContents = 200;
/** Contents of a repository that may be refused in one turn: then nothing more of it is read. */
const maxRefused = 10;
/** A reading ends this long before the mark, in milliseconds: GitHub may list a delivery late. */
const overlapMs = 10 * 60_000;

/** Where a repository has deployments. */
interface ConcernedRepository {
  readonly workspaceId: string;
}

export interface MissedPorts {
  readonly client: GitHubClient;
  readonly deliveries: Pick<DeliveryStore, 'receive' | 'findKnown'>;
  readonly metrics: Pick<DeliveryMetrics, 'backfilled'>;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
  /** `undefined`: nothing is to be done there. Rejects with `REMOTE_*` when GitHub has to be asked and does not answer. */
  findConcerned(repositoryId: string): Promise<ConcernedRepository | undefined>;
}

/**
 * Runs are read anyway when nothing is heard of them. A suite tells of a merge group, of which another delivery tells too, and GitHub
 * requests one for every push.
 */
function isMissable({ event, action }: ListedDelivery): boolean {
  if (event === 'workflow_run' || (event === 'check_suite' && action === 'requested')) return false;
  return isWantedDelivery(event, action);
}

/** Of each GUID the newest attempt. */
function dropRepeated(deliveries: readonly ListedDelivery[]): readonly ListedDelivery[] {
  const byGuid = new Map(deliveries.toReversed().map((delivery) => [delivery.guid, delivery]));
  return [...byGuid.values()].toReversed();
}

async function fetchContent(delivery: ListedDelivery, signal: AbortSignal, { client, logger }: MissedPorts) {
  try {
    const sent = await fetchDelivery({ client, signal }, delivery);
    return sent?.guid === delivery.guid && sent.event === delivery.event ? sent : undefined;
  } catch (error) {
    const isHopeless =
      error instanceof GitHubFailure && (error.kind === 'not-found' || error.kind === 'too-large');
    if (!isHopeless) throw error;
    logger.warn('github events: a missed delivery could not be read', { guid: delivery.guid, error });
    return undefined;
  }
}

/** Puts a delivery into the inbox. `full`: there is no room for it. */
async function takeMissed(
  delivery: ListedDelivery,
  signal: AbortSignal,
  ports: MissedPorts,
): Promise<'full' | undefined> {
  const sent = await fetchContent(delivery, signal, ports);
  if (sent === undefined) return undefined;
  const { guid, event, payload } = sent;
  const { action, installationId, repository } = readPayloadHead(payload);
  if (repository === undefined || action === undefined || !isWantedDelivery(event, action)) return undefined;
  const { repositoryId } = repository;
  const concerned = await ports.findConcerned(repositoryId);
  if (concerned === undefined) return undefined;
  const packed = await packPayload(Buffer.from(JSON.stringify(payload)));
  const receipt = await ports.deliveries.receive(
    { guid, event, action, installationId, repositoryId, source: 'backfill', payload: packed },
    {
      event: 'delivery.backfilled',
      outcome: 'allowed',
      workspaceId: concerned.workspaceId,
      repositoryId,
      traceId: ports.random.uuid().replaceAll('-', ''),
      details: { guid, event, action },
    },
  );
  if (receipt === 'received') ports.metrics.backfilled(event);
  return receipt === 'full' ? 'full' : undefined;
}

async function isConcerned({ repositoryId }: ListedDelivery, ports: MissedPorts): Promise<boolean> {
  // Where the list names none, the content does.
  return repositoryId === undefined || (await ports.findConcerned(repositoryId)) !== undefined;
}

/** What came of a page: how many contents were read, and whether there was no room for one. */
interface PageResult {
  readonly contents: number;
  readonly isRefused: boolean;
}

/** An installation that has used up its room does not hold up the others. `refused`: how many of each repository in this turn. */
async function takePage(
  deliveries: readonly ListedDelivery[],
  { refused, signal }: { readonly refused: Map<string, number>; readonly signal: AbortSignal },
  ports: MissedPorts,
): Promise<PageResult> {
  const missable = dropRepeated(deliveries.filter(isMissable));
  const known = await ports.deliveries.findKnown(missable.map(({ guid }) => guid));
  let contents = 0;
  let isRefused = false;
  for (const delivery of missable) {
    signal.throwIfAborted();
    if (known.has(delivery.guid) || !(await isConcerned(delivery, ports))) continue;
    const { repositoryId = '' } = delivery;
    const refusals = refused.get(repositoryId) ?? 0;
    if (refusals >= maxRefused) continue;
    contents += 1;
    if ((await takeMissed(delivery, signal, ports)) !== 'full') continue;
    isRefused = true;
    refused.set(repositoryId, refusals + 1);
  }
  return { contents, isRefused };
}

/** A cursor that GitHub no longer accepts must not hold up the next reading. */
async function listFrom(cursor: string | undefined, signal: AbortSignal, { client }: MissedPorts) {
  try {
    return await fetchDeliveryPage({ client, signal }, cursor);
  } catch (error) {
    const isStale =
      error instanceof GitHubFailure && ['unprocessable', 'not-found', 'unexpected'].includes(error.kind);
    if (cursor === undefined || !isStale) throw error;
    return fetchDeliveryPage({ client, signal }, undefined);
  }
}

/**
 * One turn: a bounded number of pages, from the newest or from where the last turn ended. Returns how far it came. Rejects if there was no room
 * for all: the next turn reads them again.
 */
export async function readMissed(
  mark: BackfillMark,
  signal: AbortSignal,
  ports: MissedPorts,
): Promise<BackfillMark> {
  const { readThrough } = mark;
  const until = readThrough === undefined ? Number.NEGATIVE_INFINITY : readThrough - overlapMs;
  let through = mark.reading?.through;
  let cursor = mark.reading?.cursor;
  let contents = 0;
  let isRefused = false;
  const refused = new Map<string, number>();
  for (let page = 0; page < maxPages && contents < maxContents; page += 1) {
    const { deliveries, next } = await listFrom(cursor, signal, ports);
    through ??= deliveries[0]?.deliveredAt;
    const recent = deliveries.filter(({ deliveredAt }) => deliveredAt >= until);
    const taken = await takePage(recent, { refused, signal }, ports);
    contents += taken.contents;
    isRefused ||= taken.isRefused;
    cursor = recent.length < deliveries.length ? undefined : next;
    if (cursor === undefined) break;
  }
  if (isRefused) throw new Error('There is no room for further deliveries.');
  if (cursor === undefined) return { readThrough: through ?? readThrough, reading: undefined };
  return { readThrough, reading: { cursor, through } };
}
