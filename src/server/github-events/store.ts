/** Deliveries of GitHub as a port. */
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { DeliveryTable } from '../database/deployment-schema.ts';

export interface NewDelivery {
  readonly guid: string;
  readonly event: string;
  readonly action: string;
  readonly installationId: number | undefined;
  readonly repositoryId: string;
  readonly source: DeliveryTable['source'];
  /** The body, as `packPayload` returns it. */
  readonly payload: Uint8Array;
}

/** A delivery that waits to be applied. */
export interface PendingDelivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string;
  /** The body, for `unpackPayload`. */
  readonly payload: Uint8Array;
  readonly receivedAt: number;
}

export type DeliveryEnd = Exclude<DeliveryTable['state'], 'new'>;

/** Most deliveries that may wait. Beyond it GitHub is refused, and the server reads from GitHub's list what it missed. */
export const maxPendingDeliveries = 100_000;

/**
 * Whether a delivery of an installation, of which `own` wait, may wait beside all `total`: each may take as much room as it leaves. One that
 * floods the server therefore leaves half of the room to the others, and a second one at least a quarter.
 */
export function hasRoom(
  { own, total }: { readonly own: number; readonly total: number },
  most: number,
): boolean {
  return own < most - total;
}
/** How long the row of a delivery is kept, in milliseconds: GitHub can redeliver for 3 days. */
export const deliveryLifeMs = 7 * 24 * 60 * 60_000;
/** How long a delivery is tried before it is given up, in attempts: about a day. */
export const maxDeliveryAttempts = 150;

export interface DeliveryStore {
  /**
   * `repeated`: one with the same GUID is known. `full`: too many wait, of its installation or of all. Both leave everything as it was. `record` is appended to the audit
   * log in the same transaction.
   */
  receive(delivery: NewDelivery, record?: AuditEntry | undefined): Promise<'received' | 'repeated' | 'full'>;
  /** Those of the GUIDs that have a row. */
  findKnown(guids: readonly string[]): Promise<ReadonlySet<string>>;
  /** `undefined`: it has been finished. */
  readPending(id: number): Promise<PendingDelivery | undefined>;
  /** Deliveries that are not finished, at any replica, and how long the oldest has waited; 0 without one. */
  backlog(): Promise<{ readonly waiting: number; readonly oldestMs: number }>;
  /** Deletes the rows of deliveries that were finished long ago; returns how many. */
  forgetExpired(): Promise<number>;
}
