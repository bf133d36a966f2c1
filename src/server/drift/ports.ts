/** Ports of drift detection: the other features, and the repositories of the configuration. */
import type { Kysely } from 'kysely';
import type { InstanceName } from '../../domain/stacks/items.ts';
import type { DeploymentsConfig, DriftConfig, DriftScheduleConfig } from '../config/config.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';

/** A repository whose configuration has `drift` and `deployments`. */
export interface DriftRepository {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `owner/name` as GitHub spells it. */
  readonly name: string;
  readonly config: DeploymentsConfig;
  readonly drift: DriftConfig;
}

export interface InventoryInstance extends InstanceName {
  readonly repositoryId: string;
  readonly componentType: string;
  readonly enabled: boolean;
  readonly driftEnabled: boolean;
  readonly driftStatus: string;
  readonly lastStatus: string | undefined;
  readonly lastCommand: string | undefined;
  readonly lastRunAt: number | undefined;
  readonly statusSince: number | undefined;
  /** JSON text of `settings.pro`. */
  readonly pro: string | undefined;
}

type InventoryCursor = Pick<InventoryInstance, 'repositoryId' | 'stack' | 'component' | 'componentType'>;

/** The inventory of repositories. */
export interface DriftInventory {
  /** In the order of bytes: stack, component, type. */
  list(filter: {
    readonly workspaceId: string;
    readonly repositoryId?: string | undefined;
    readonly prefix?: string | undefined;
    readonly matches?: ((stack: string) => boolean) | undefined;
    readonly status?: string | undefined;
    readonly after?: InventoryCursor | undefined;
    readonly limit: number;
  }): Promise<{
    readonly instances: readonly InventoryInstance[];
    readonly next: InventoryCursor | undefined;
  }>;
}

/** What runs have reported about an instance, newest first. */
export type DriftHistory = (
  filter: InstanceName & {
    readonly workspaceId: string;
    readonly repositoryId: string;
    readonly limit: number;
  },
) => Promise<
  readonly {
    readonly at: number;
    readonly status: string;
    readonly command: string | undefined;
    readonly exitCode: number | undefined;
  }[]
>;

/** Changes the status of an instance if it is still `from`, and no run has reported since. Returns whether it did. */
export type ChangeStatus = (
  trx: Kysely<Database>,
  dialect: Dialect,
  wish: {
    readonly key: InstanceName & {
      readonly workspaceId: string;
      readonly repositoryId: string;
      readonly componentType: string;
    };
    readonly from: string;
    readonly to: string;
    readonly cause: string;
    readonly resultAt: number | undefined;
    readonly traceId: string;
  },
) => Promise<boolean>;

/** An instance that a batch is about. */
export interface DriftEntry extends InstanceName {
  readonly pro: string | undefined;
}

/** Batches of deployments; all write in the caller's transaction, and opening returns the id of the batch. */
export interface DriftDeployments {
  openSweep(
    trx: Kysely<Database>,
    sweep: {
      readonly repository: DriftRepository;
      readonly schedule: string;
      readonly dueAt: number;
      readonly sha: string;
      readonly maxRunning: number;
    },
  ): Promise<number>;
  openRemediation(
    trx: Kysely<Database>,
    remediation: {
      readonly repository: DriftRepository;
      readonly id: string;
      readonly sha: string;
      readonly entries: readonly DriftEntry[];
    },
  ): Promise<number>;
  withdraw(trx: Kysely<Database>, batchId: number): Promise<void>;
  listChanging(db: Kysely<Database>, repositoryId: string): Promise<readonly InstanceName[]>;
}

/** The grants that keep others out of the paths now, by path. */
export type FindLockHolders = (
  db: Kysely<Database>,
  query: { readonly workspaceId: string; readonly repositoryId: string; readonly paths: readonly string[] },
) => Promise<ReadonlyMap<string, unknown>>;

export function findSchedule(
  { drift }: Pick<DriftRepository, 'drift'>,
  name: string,
): DriftScheduleConfig | undefined {
  return drift.schedules.find((schedule) => schedule.name === name);
}
