/**
 * Holds the locks of instances for their deployments: a change takes the lock in the transaction that writes its orders, and gives it up in
 * the one that ends it. While it waits, it has a place in the queue of the lock.
 */
import type { Kysely } from 'kysely';
import type { DeploymentKind } from '../../domain/dispatch/kinds.ts';
import { isStarted, isUnstarted } from '../../domain/dispatch/node-states.ts';
import { describeSubject } from '../../domain/dispatch/subject.ts';
import type { DeploymentClaim, DeploymentTake } from '../../domain/locks/deployment.ts';
import type { LockRecord } from '../../domain/locks/lock.ts';
import type { Database } from '../database/schema.ts';
import type { Batch } from './batch-table.ts';
import type { BatchNode } from './node-table.ts';
import type { NodeOrders } from './order-views.ts';
import type { WaitsFor } from './seams.ts';
import { describeAhead, describeLockWait } from './waits.ts';

/** How long the place of a waiting deployment keeps others back unless a server checks it again, in milliseconds. */
const placeLeaseMs = 15_000;

/** The locks of deployments; all but `findLockHolders` write in the transaction of the deployments. */
export interface InstanceLockPorts {
  /** The grants that keep others out of the paths now, by path. */
  findLockHolders(
    db: Kysely<Database>,
    query: { readonly workspaceId: string; readonly repositoryId: string; readonly paths: readonly string[] },
  ): Promise<ReadonlyMap<string, LockRecord>>;
  readonly deploymentLocks: {
    take(
      trx: Kysely<Database>,
      claim: DeploymentClaim,
      options: { readonly leaseMs: number; readonly hasBegun?: boolean | undefined },
    ): Promise<DeploymentTake>;
    end(trx: Kysely<Database>, claims: readonly DeploymentClaim[]): Promise<void>;
    keep(db: Kysely<Database>, claims: readonly DeploymentClaim[], leaseMs: number): Promise<void>;
    leave(trx: Kysely<Database>, claims: readonly DeploymentClaim[]): Promise<void>;
  };
}

type PlacedBatch = Pick<Batch, 'id' | 'workspaceId' | 'repositoryId' | 'subject'>;
type PlacedNode = Pick<BatchNode, 'number' | 'stack' | 'component'>;

/** A deployment that wants its lock. */
export interface Wish {
  readonly batch: PlacedBatch;
  readonly node: PlacedNode;
  /** `owner/name` */
  readonly repository: string;
  /** File name of its workflow. */
  readonly workflow: string;
}

interface Change {
  readonly before: Pick<BatchNode, 'state'>;
  readonly after: Pick<BatchNode, 'state'> & PlacedNode & { readonly kind: DeploymentKind };
}

/** What a holder that is a deployment is called. */
export function nameDeployment(batchId: number, node: number): string {
  return `${batchId}/${node}`;
}

function claimOf(
  batch: PlacedBatch,
  node: PlacedNode,
  more: Partial<Pick<DeploymentClaim, 'repository' | 'workflow' | 'runs'>> = {},
): DeploymentClaim {
  const { id, workspaceId, repositoryId, subject } = batch;
  return {
    ...{ workspaceId, repositoryId, path: `${node.stack}/${node.component}` },
    ...{ id: nameDeployment(id, node.number), subject: describeSubject(subject) },
    ...{ repository: '', workflow: '', runs: [], ...more },
  };
}

export interface InstanceLocks {
  /** Takes the lock of a change; otherwise it has a place in the queue. `undefined`: it has the lock. */
  take(trx: Kysely<Database>, wish: Wish): Promise<WaitsFor | undefined>;
  /** Deployments that wait for nothing but their lock stay ahead of those that came later. */
  keep(db: Kysely<Database>, wishes: readonly Wish[]): Promise<void>;
  /** A deployment that waits for something else lets others pass, and has its place again afterwards. */
  stepAside(db: Kysely<Database>, wish: Wish): Promise<void>;
  /** The runs of a deployment that has begun share its lock from now on. */
  adopt(
    trx: Kysely<Database>,
    batch: PlacedBatch,
    begun: { readonly node: BatchNode; readonly orders: NodeOrders },
  ): Promise<void>;
  /** Ends the locks of deployments that have ended, and gives up the places of those that will not start. The batch is locked. */
  follow(trx: Kysely<Database>, batch: PlacedBatch, changes: readonly Change[]): Promise<void>;
}

export function createInstanceLocks({ findLockHolders, deploymentLocks }: InstanceLockPorts): InstanceLocks {
  const toClaim = ({ batch, node, ...more }: Wish) => claimOf(batch, node, more);

  async function findHolder(trx: Kysely<Database>, { path, ...claim }: DeploymentClaim) {
    return (await findLockHolders(trx, { ...claim, paths: [path] })).get(path)?.holder;
  }

  return {
    async take(trx, wish) {
      const taken = await deploymentLocks.take(trx, toClaim(wish), { leaseMs: placeLeaseMs });
      if (taken.status === 'granted') return undefined;
      return taken.status === 'held' ? describeLockWait(taken.record) : describeAhead(taken.waiter);
    },
    keep: (db, wishes) => deploymentLocks.keep(db, wishes.map(toClaim), placeLeaseMs),
    stepAside: (db, wish) => deploymentLocks.keep(db, [toClaim(wish)], 0),
    async adopt(trx, batch, { node, orders: { runs, workflow } }) {
      if (node.kind !== 'change' || !isStarted(node) || runs.length === 0) return;
      const claim = claimOf(batch, node, { runs, workflow });
      const holder = await findHolder(trx, claim);
      // Nothing is taken from another one that holds it.
      if (holder !== undefined && holder.deployment?.id !== claim.id) return;
      if (holder?.deployment?.runIds.join() === runs.map(({ runId }) => runId).join()) return;
      const repository = holder?.repository ?? '';
      await deploymentLocks.take(trx, { ...claim, repository }, { leaseMs: 0, hasBegun: true });
    },
    async follow(trx, batch, changes) {
      const ofChanges = changes.filter(({ after }) => after.kind === 'change');
      const left = ofChanges.filter(({ before, after }) => {
        // One that has begun as an earlier run of it did has a place too, and needs none.
        return isUnstarted(before) && !isUnstarted(after);
      });
      const ended = ofChanges.filter(({ before, after }) => isStarted(before) && !isStarted(after));
      const claimsOf = (some: typeof changes) => some.map(({ after }) => claimOf(batch, after));
      if (ended.length > 0) await deploymentLocks.end(trx, claimsOf(ended));
      if (left.length > 0) await deploymentLocks.leave(trx, claimsOf(left));
    },
  };
}
