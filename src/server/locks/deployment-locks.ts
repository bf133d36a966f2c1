/**
 * Locks of deployments, in the transactions that change the deployments: the lock of an instance is held exactly while its deployment has
 * orders, and ends with the last of them. A deployment that waits has a place in the queue of the jobs.
 *
 * Lock order: the batch of a deployment comes before the locks, and the locks come before nothing that another holder of a batch waits for.
 */
import type { Kysely } from 'kysely';
import type { Random } from '../../base/ports.ts';
import type { DeploymentClaim, DeploymentTake } from '../../domain/locks/deployment.ts';
import type { LockEvent } from '../../domain/locks/events.ts';
import { holderOfDeployment } from '../../domain/locks/holder.ts';
import type { LockHolder } from '../../domain/locks/lock.ts';
import { waiterId } from '../../domain/locks/queue.ts';
import { deploymentLeaseMs, type TakeRequest } from '../../domain/locks/take.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import { buildLockEntry } from './audit.ts';
import type { LockConnection } from './lock-precedence.ts';
import { insertPlace, keepPlaces, removePlaces } from './lock-queue-table.ts';
import { lookAtLocks, releaseLockRow, takeInTransaction } from './lock-table.ts';
import type { LockMetrics } from './metrics.ts';

export interface DeploymentLocks {
  /**
   * Takes the key, or keeps a place in the queue for `leaseMs`. A deployment that holds it gets the same grant, with the runs that are known
   * now. `hasBegun`: it runs already, so it takes a free key at once, and does not wait for one.
   */
  take(
    trx: Kysely<Database>,
    claim: DeploymentClaim,
    options: { readonly leaseMs: number; readonly hasBegun?: boolean | undefined },
  ): Promise<DeploymentTake>;
  /** Ends the grants that the deployments hold. */
  end(trx: Kysely<Database>, claims: readonly DeploymentClaim[]): Promise<void>;
  /** Those of the places that exist stay ahead of later ones for `leaseMs` from now; 0: they let others pass, and are kept. */
  keep(connection: LockConnection, claims: readonly DeploymentClaim[], leaseMs: number): Promise<void>;
  /** Gives up the places. */
  leave(trx: Kysely<Database>, claims: readonly DeploymentClaim[]): Promise<void>;
}

export interface DeploymentLockPorts {
  readonly dialect: Dialect;
  readonly random: Pick<Random, 'uuid'>;
  readonly metrics: Pick<LockMetrics, 'took' | 'ended'>;
}

function toHolder({ workspaceId: _, path: __, ...named }: DeploymentClaim): LockHolder {
  return holderOfDeployment(named);
}

function toRequest(claim: DeploymentClaim, id: string): TakeRequest {
  const { workspaceId, repositoryId, path } = claim;
  return {
    ...{ workspaceId, repositoryId, path, id },
    holder: toHolder(claim),
    kind: 'deployment',
    ttlMs: deploymentLeaseMs,
    message: '',
    graceMs: 0,
  };
}

function placeOf(claim: DeploymentClaim): string {
  return waiterId([{ ...claim, holder: toHolder(claim) }]);
}

function describe(events: readonly LockEvent[]) {
  return events.map((event) => buildLockEntry(event, undefined));
}

async function releaseHeld(
  trx: Kysely<Database>,
  claims: readonly DeploymentClaim[],
  { dialect, metrics }: DeploymentLockPorts,
): Promise<void> {
  for (const claim of claims) {
    const { workspaceId, repositoryId, path } = claim;
    const request = {
      caller: toHolder(claim),
      id: undefined,
      forced: undefined,
      policy: 'guarded',
      judged: undefined,
    } as const;
    const address = { workspaceId, repositoryId, path };
    const decision = await releaseLockRow(trx, dialect, { address, request, describe });
    if (decision.status !== 'released') continue;
    const { record } = decision;
    metrics.ended('released', (record.ended?.at ?? record.createdAt) - record.createdAt);
  }
}

export function createDeploymentLocks(ports: DeploymentLockPorts): DeploymentLocks {
  const { dialect, random, metrics } = ports;

  async function wait(trx: Kysely<Database>, request: TakeRequest, leaseMs: number): Promise<void> {
    await insertPlace(trx, dialect, { requests: [request], leaseMs });
    await keepPlaces(trx, dialect, { ids: [waiterId([request])], leaseMs });
  }

  return {
    async take(trx, claim, { leaseMs, hasBegun = false }) {
      const request = toRequest(claim, random.uuid());
      const options = { waiterId: waiterId([request]), hasBegun };
      const taking = { requests: [request], repository: claim, describe, options };
      const outcome = await takeInTransaction(trx, dialect, taking);
      if (outcome.status === 'granted') {
        const [grant] = outcome.grants;
        if (grant === undefined) throw new Error('a grant of nothing');
        metrics.took(grant.how);
        return { status: 'granted', record: grant.record };
      }
      if (outcome.status !== 'held') throw new Error(`a deployment's lock was ${outcome.status}`);
      if (!hasBegun) await wait(trx, request, leaseMs);
      const [held] = outcome.held;
      if (held !== undefined) return { status: 'held', record: held.record };
      if (outcome.ahead === undefined) throw new Error('a key is refused without a holder or a place ahead');
      return { status: 'ahead', waiter: outcome.ahead.waiter };
    },
    async end(trx, claims) {
      for (const [, ofPlace] of Map.groupBy(
        claims,
        (claim) => `${claim.workspaceId}/${claim.repositoryId}`,
      )) {
        const [repository] = ofPlace;
        if (repository === undefined) continue;
        // All transactions lock several rows in the order of this query.
        await lookAtLocks(trx, dialect, { repository, paths: ofPlace.map(({ path }) => path), lock: true });
        await releaseHeld(trx, ofPlace, ports);
      }
    },
    keep: (connection, claims, leaseMs) =>
      keepPlaces(connection, dialect, { ids: claims.map(placeOf), leaseMs }),
    leave: (trx, claims) => removePlaces(trx, claims.map(placeOf)),
  };
}
