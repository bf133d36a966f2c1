/** A destination, and its entry in the queue as replicas claim it. */
import type { Transaction } from 'kysely';
import type { WebhookDestination } from '../../../src/domain/audit/destination.ts';
import {
  type DeliverPorts,
  type Delivery,
  deliverBatch,
} from '../../../src/server/audit-webhooks/deliver.ts';
import type { OpenedDatabase } from '../../../src/server/database/open.ts';
import type { Database } from '../../../src/server/database/schema.ts';
import { claim } from '../../../src/server/work/claim.ts';
import { enqueueRecurring } from '../../../src/server/work/enqueue.ts';
import type { WorkEntry, WorkLease } from '../../../src/server/work/entry.ts';
import { hold, LeaseLost, postpone } from '../../../src/server/work/lease.ts';

export const siem: WebhookDestination = {
  name: 'siem',
  url: 'https://siem.example.com/in',
  format: 'cloudevents',
  secrets: ['s'.repeat(32)],
  headers: { 'x-team': 'platform' },
  workspaces: undefined,
  events: undefined,
  allowPrivateNetwork: false,
};

export interface CloudEvent {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly metadata: { readonly details: { readonly index: number } } };
}

/** Whether the lease is still ours is asked of the queue. */
function createTask({ dialect }: OpenedDatabase, lease: WorkLease): DeliverPorts['task'] {
  return {
    hold: async (trx: Transaction<Database>) => {
      if (!(await hold(trx, dialect, lease))) throw new LeaseLost();
    },
  };
}

export async function enqueueDestination(opened: OpenedDatabase, name: string) {
  const { db, dialect } = opened;
  const entry = { kind: 'audit-webhook', key: name };
  await enqueueRecurring(db, dialect, { ...entry, periodMs: 1_000 });
  const claimEntry = async (): Promise<WorkEntry | undefined> =>
    (await claim(db, dialect, { ...entry, leaseMs: 60_000, limit: 1 }))[0];
  return {
    claim: claimEntry,
    taskOf: (lease: WorkLease) => createTask(opened, lease),
    /** One batch, as a replica delivers it. */
    async deliver(destination: WebhookDestination, ports: Omit<DeliverPorts, 'task'>): Promise<Delivery> {
      const claimed = await claimEntry();
      if (claimed === undefined) return { status: 'idle' };
      const delivery = await deliverBatch(destination, { ...ports, task: createTask(opened, claimed) });
      const delayMs = delivery.status === 'failed' ? delivery.pauseMs : 0;
      await postpone(db, dialect, { ...claimed, delayMs });
      return delivery;
    },
    /** As if its time had come, or the end of its lease. */
    makeDue: () => db.updateTable('work_entries').set({ due_at: 0 }).execute(),
    makeWaitingDue: () =>
      db.updateTable('work_entries').set({ due_at: 0 }).where('is_leased', '=', 0).execute(),
  };
}

export type DestinationEntry = Awaited<ReturnType<typeof enqueueDestination>>;
