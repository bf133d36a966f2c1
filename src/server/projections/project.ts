/** The parts that projections of all kinds share: their ports, and how a result is recorded. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { AppIdentity } from '../../github/app-identity.ts';
import type { GitHubAppClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { DeploymentAccess } from '../repositories/deployment-access.ts';
import type { WorkTask } from '../work/kind.ts';
import type { ContentPace } from './content-pace.ts';
import type { RemoteObject } from './create-once.ts';
import type { ReviewMetrics } from './metrics.ts';
import type { ReadReports, ReadWantedIssue, ShownRepository, ShownRules } from './ports.ts';
import { changeProjection, noteSent, type Projection, type ProjectionChanges } from './projection-table.ts';

/** Below this share of GitHub's rate limit what only shows progress waits. */
const lowShare = 0.2;
const lowPauseMs = 60_000;
/** GitHub may still show an object that was deleted a moment ago, in milliseconds. */
const recreatePauseMs = 2_000;

export interface ProjectPorts {
  readonly database: OpenedDatabase;
  readonly client: GitHubAppClient;
  readonly deploymentAccess: DeploymentAccess;
  readonly reports: ReadReports;
  readonly readIssue: ReadWantedIssue;
  readonly pace: ContentPace;
  readonly metrics: ReviewMetrics;
  /** Such as `https://github.com`. */
  readonly serverUrl: string;
  /** Of our App. Rejects with `GitHubFailure`. */
  identity(): Promise<AppIdentity>;
}

/** One turn of one projection. */
export interface ProjectTurn {
  readonly row: Projection & { readonly now: number };
  readonly repository: ShownRepository;
  readonly task: WorkTask;
  readonly ports: ProjectPorts;
}

/** `undefined`: GitHub shows our state. */
export type TurnResult = { readonly againInMs: number } | undefined;

type Handle = Parameters<Parameters<DeploymentAccess['use']>[1]>[0];

export type { Handle as DeploymentHandle };

export function rulesOf({ config }: ShownRepository): ShownRules {
  return { threshold: config.hold.threshold };
}

export function hashOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

export function callsOf({ ports, task }: ProjectTurn) {
  return { client: ports.client, signal: task.signal };
}

/** How long progress waits for GitHub's rate limit of the installation, in milliseconds; 0: not at all. */
export function yieldMs({ client }: ProjectPorts, installationId: number): number {
  const scope = `installation/${installationId}`;
  const core = client.health().budgets.find((budget) => budget.scope === scope && budget.resource === 'core');
  return core !== undefined && core.remaining < core.limit * lowShare ? lowPauseMs : 0;
}

/** Records what GitHub shows now, and ends the turn in the same transaction. */
export async function recordSent(
  { row, task, ports: { database } }: ProjectTurn,
  {
    hash,
    object,
    changes = {},
    alsoWrite,
  }: {
    readonly hash: string;
    readonly object?: RemoteObject | undefined;
    readonly changes?: ProjectionChanges;
    /** In the same transaction. */
    readonly alsoWrite?: ((trx: Kysely<Database>) => Promise<void>) | undefined;
  },
): Promise<void> {
  const made = object && { remote_id: object.id, remote_url: object.url ?? null, creating_since: null };
  await database.db.transaction().execute(async (trx) => {
    await noteSent(trx, database.dialect, { row, hash, changes: { ...changes, ...made } });
    await alsoWrite?.(trx);
    await task.finish(trx);
  });
}

/** Records what was learned of the object, under the lease, in the middle of a turn. */
export async function recordChanges(
  { row, task, ports: { database } }: ProjectTurn,
  changes: ProjectionChanges,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    await changeProjection(trx, row.id, changes);
    await task.hold(trx);
  });
}

/** Updates the object; where it was deleted, it is made again in the next turn. */
export async function updateRemote(turn: ProjectTurn, update: () => Promise<void>): Promise<TurnResult> {
  try {
    await update();
    return undefined;
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'not-found') throw error;
    await recordChanges(turn, { remote_id: null, remote_url: null, sent_hash: null });
    return { againInMs: recreatePauseMs };
  }
}
