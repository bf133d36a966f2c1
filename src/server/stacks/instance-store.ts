/** The inventory of repositories as a port, and what was reported about its instances. */

import type { Kysely } from 'kysely';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { PlanSummary } from '../../domain/drift/plan-summary.ts';
import type { Verdict } from '../../domain/stacks/orphans.ts';
import type { Database } from '../database/schema.ts';
import type { Uploader, Work } from './uploads/store.ts';

/** Most instances in one answer. */
export const maxInstancePage = 200;
/** Most rows that one answer reads for a glob. */
export const maxInstanceScan = 3_000;
/** Most components of one stack among which a shortened name is looked for. */
export const maxComponentsPerStack = 10_000;

/** An instance as an upload has it. */
export interface NewInstance {
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
  readonly enabled: boolean;
  readonly driftEnabled: boolean;
  /** JSON text of `settings.pro`. */
  readonly pro: string | undefined;
}

export interface InstanceKey {
  readonly repositoryId: string;
  readonly stack: string;
  readonly component: string;
  readonly componentType: string;
}

export interface StoredInstance extends NewInstance, InstanceKey {
  readonly driftStatus: string;
  readonly lastStatus: string | undefined;
  readonly lastCommand: string | undefined;
  readonly lastRunAt: number | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly disabledAt: number | undefined;
  readonly orphanedAt: number | undefined;
  /** When the drift status changed last. */
  readonly statusSince: number | undefined;
}

export interface InstanceFilter {
  readonly workspaceId: string;
  readonly repositoryId?: string | undefined;
  /** Start of the stack's name. */
  readonly prefix?: string | undefined;
  /** Judges the whole name; called for at most `maxInstanceScan` rows. */
  readonly matches?: ((stack: string) => boolean) | undefined;
  /** One of the drift statuses, or `orphaned`; all but `orphaned` leave out what is gone. */
  readonly status?: string | undefined;
  readonly after?: InstanceKey | undefined;
  readonly limit: number;
}

export interface InstancePage {
  readonly instances: readonly StoredInstance[];
  /** Where to continue: set if there may be more. */
  readonly next: InstanceKey | undefined;
}

export interface NewStatus {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly stack: string;
  /** Full name. */
  readonly component: string;
  readonly componentType: string;
  readonly status: string;
  readonly command: string | undefined;
  readonly exitCode: number | undefined;
  /** When the run was, in milliseconds, by its own clock. */
  readonly lastRunAt: number | undefined;
  /** The component as it was reported. */
  readonly reportedAs: string;
  readonly uploader: Uploader;
  /** Of the plan that the run made, where the job sent it. */
  readonly plan?: PlanSummary | undefined;
  /** Two reports with the same one are the same report. */
  readonly naturalKey: string;
}

export type StoredStatus = NewStatus & { readonly id: number; readonly at: number };

export interface HistoryFilter {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly stack: string;
  readonly component: string;
  /** Only reports before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface InventoryUpload {
  /** The upload a page at a time; `content` reads its chunks. */
  pages(content: (index: number) => Promise<Uint8Array>): AsyncIterable<readonly NewInstance[]>;
  /** What becomes of the live instances that the upload does not have. */
  judge(counts: { readonly live: number; readonly missing: number }): Verdict;
  describe(counts: {
    readonly live: number;
    readonly missing: number;
    readonly orphaned: number;
  }): AuditEntry;
}

/** Runs in the transaction that records a status for the first time. `isCurrent`: no later run has reported. */
export type OnReported = (
  trx: Kysely<Database>,
  status: NewStatus & { readonly isCurrent: boolean },
) => Promise<void>;

export interface InstanceStore {
  /**
   * Puts a whole upload into the inventory and ends the work, all or nothing. Rejects with `LeaseLost` when another
   * replica has the work.
   */
  apply(work: Work, upload: InventoryUpload): Promise<void>;
  /** In the order of bytes: repository, stack, component, type. */
  list(filter: InstanceFilter): Promise<InstancePage>;
  /** The live instances of a stack, names only. */
  listComponents(
    filter: Pick<HistoryFilter, 'workspaceId' | 'repositoryId' | 'stack'>,
  ): Promise<readonly Pick<InstanceKey, 'component' | 'componentType'>[]>;
  /** Puts a report on record, once, and makes it the instance's status unless a later run has reported. */
  report(status: NewStatus, entry: AuditEntry): Promise<'reported' | 'repeated'>;
  /** Those that are too old. Returns how many. */
  forgetStatuses(): Promise<number>;
  /** Newest first. */
  history(filter: HistoryFilter): Promise<readonly StoredStatus[]>;
}
