/** The tables behind GitHub's events as Kysely sees them. */
import type { Generated } from 'kysely';

/** A row per delivery, kept for a while after it is finished so that a redelivery is known. */
export interface DeliveryTable {
  readonly id: Generated<number>;
  /** `X-GitHub-Delivery`: the same in every redelivery. */
  readonly guid: string;
  /** `X-GitHub-Event`. */
  readonly event: string;
  readonly action: string | null;
  readonly installation_id: number | null;
  readonly repository_id: string | null;
  /** How it came: sent by GitHub, or read from GitHub's list of deliveries. */
  readonly source: 'hook' | 'backfill';
  readonly state: 'new' | 'applied' | 'ignored' | 'failed';
  /** Why it failed, or why nothing was to be done. */
  readonly problem: string | null;
  /** The body, compressed; gone once it was applied. */
  readonly payload: Uint8Array | null;
  readonly received_at: number;
  readonly finished_at: number | null;
}

export interface DeploymentTables {
  readonly deliveries: DeliveryTable;
}
