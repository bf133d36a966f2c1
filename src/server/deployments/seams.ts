/** Types that the parts of deployments share: the core, the orders, and the projections onto GitHub. */
import type { Kysely } from 'kysely';
import type { Result } from '../../base/result.ts';
import type { HoldReason } from '../../domain/dispatch/hold.ts';
import type { SkipReason } from '../../domain/dispatch/node-states.ts';
import type { WorkflowFile, WorkflowRefusal } from '../../domain/dispatch/read-workflow.ts';
import type { DeploymentsConfig } from '../config/config.ts';
import type { Database } from '../database/schema.ts';

/** Kinds of the entries that the parts leave for each other. Keys are ids of rows. */
export const deploymentWork = {
  /** Sends a planned order; by the order. */
  send: 'order-send',
  /** Cancels the run of an order of a stopped batch while it waits for approval; by the order. */
  cancel: 'order-cancel',
} as const;

/** A repository whose configuration has `deployments`. */
export interface DeployedRepository {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  /** `owner/name` as GitHub spells it. */
  readonly name: string;
  readonly config: DeploymentsConfig;
}

/** `undefined`: GitHub's events about it do nothing. Rejects when GitHub has to be asked about names and does not answer. */
export type FindDeployed = (repositoryId: string) => Promise<DeployedRepository | undefined>;

/** A delivery whose body was read. */
export interface DeliveredEvent {
  readonly guid: string;
  readonly event: string;
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** By the database's clock, in milliseconds. */
  readonly receivedAt: number;
}

type DeliveryEffect =
  | { readonly status: 'applied' }
  /** `reason`: why there was nothing to do, for people. */
  | { readonly status: 'ignored'; readonly reason: string };

/** Runs in the transaction that ends the delivery, and again after a rollback. */
export type ApplyDelivery = (trx: Kysely<Database>) => Promise<DeliveryEffect>;

/** Reads from GitHub what the event leaves open. Rejects when that fails: the delivery is tried again. */
export type PrepareDelivery = (
  event: DeliveredEvent,
  repository: DeployedRepository,
  signal: AbortSignal,
) => Promise<ApplyDelivery>;

/** What is shown on GitHub. Both run in the transaction of what changed. */
export interface BatchReports {
  /** Check and comment differ. `isDue`: at once, without the pace of progress. */
  markReports(
    trx: Kysely<Database>,
    mark: {
      readonly workspaceId: string;
      readonly repositoryId: string;
      readonly batchId: number;
      readonly isDue: boolean;
    },
  ): Promise<void>;
  /** A merge was not applied, or not all of it: people are told once. */
  announce(trx: Kysely<Database>, batchId: number): Promise<void>;
}

/** An instance that a batch of drift is about. */
export interface SweepEntry {
  readonly stack: string;
  readonly component: string;
  /** JSON text of `settings.pro`. */
  readonly pro: string | undefined;
}

/** Whether a sweep detects drift of an instance now. */
export type SweepVerdict =
  | { readonly status: 'check' }
  | { readonly status: 'skip'; readonly reason: SkipReason };

/** The sweep that a batch is, by its subject. */
interface SweepBatch {
  readonly id: number;
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly subject: string;
}

/** What a sweep is about, as another feature knows it. */
export interface SweepPages {
  /** Each instance once. */
  listPages(batch: SweepBatch, perPage: number): AsyncIterable<readonly SweepEntry[]>;
  /** In the transaction that writes them: an instance that is to be checked is that of this sweep from then on. */
  judge(
    trx: Kysely<Database>,
    batch: SweepBatch,
    page: readonly SweepEntry[],
  ): Promise<readonly SweepVerdict[]>;
}

/** A deployment by its batch and its number there. */
export interface NodeName {
  readonly batchId: number;
  readonly node: number;
}

/**
 * Derives the state of a deployment from the orders of its newest attempt, and carries out what follows. In the transaction that changed
 * an order. It locks the batch's row, so the order's row must not be what another transaction waits for with the batch's row locked:
 * lock the batch first (`lockBatch` of `orders`).
 */
export type SettleOrders = (trx: Kysely<Database>, name: NodeName) => Promise<void>;

/** Why a deployment is `locked`, as `batch_nodes.waits_for` has it in JSON. */
export type WaitsFor =
  | {
      readonly type: 'lock';
      /** Such as `run 801 of apply.yaml`. */
      readonly holder: string;
      readonly url?: string | undefined;
      readonly message: string;
      /** Milliseconds since the Unix epoch. */
      readonly since: number;
      /** Likewise; of a lock that lives as long as its run there is none. */
      readonly until?: number | undefined;
    }
  /** One that has waited longer for the lock, which is free. */
  | {
      readonly type: 'queue';
      readonly holder: string;
      readonly url?: string | undefined;
      readonly since: number;
    }
  /** A dispatched run on the same instance, or in the same concurrency group. */
  | { readonly type: 'run'; readonly batchId: number; readonly node: number; readonly holder: string }
  /** A later merge that runs on the instance. */
  | { readonly type: 'merge'; readonly batchId: number };

/** A branch is named without `refs/heads/`. `absent`: it has no such file. Rejects with `GitHubFailure`. */
export type ReadWorkflowFile = (
  at: { readonly repository: DeployedRepository; readonly ref: string; readonly file: string },
  signal: AbortSignal,
) => Promise<'absent' | Result<WorkflowFile, WorkflowRefusal>>;

/** Reads the runs of orders on GitHub, and records what it shows. Rejects with `GitHubFailure`. */
export type ReadRuns = (orders: readonly number[], signal: AbortSignal) => Promise<void>;

/**
 * The person behind a command, once GitHub has confirmed that they may write; or an admin, by the name of the token.
 */
interface Commander {
  readonly login: string;
  /** GitHub's id of the person. */
  readonly id?: string | undefined;
}

export interface BatchCommand {
  readonly batchId: number;
  readonly actor: Commander;
  /** GUID of the delivery, or `admin/` or `page/` and the trace id: a command runs once for each source. */
  readonly source: string;
  /** Of the request of an admin. */
  readonly traceId?: string | undefined;
  /** Why, where the person says so. */
  readonly reason?: string | undefined;
}

type CommandRefusal =
  /** There is no such batch. */
  | 'unknown_batch'
  /** It was replaced or withdrawn, or is not the newest of its subject. */
  | 'not_current'
  /** It is of drift: its schedule, or who remediates, starts another. */
  | 'of_drift'
  /** Nothing of it failed or can be planned again, or something still runs. */
  | 'nothing_to_retry'
  /** It is not held by that. */
  | 'not_held';

export type CommandOutcome =
  | { readonly status: 'done' }
  | { readonly status: 'refused'; readonly reason: CommandRefusal };

/** Commands of people. A command that came before has the outcome that it had then. */
export interface BatchCommands {
  /** `deployment`: number of the only one that is retried. */
  retryBatch(command: BatchCommand & { readonly deployment?: number | undefined }): Promise<CommandOutcome>;
  /** A merge without an upload is planned by that of the last plan. */
  applyLastList(command: BatchCommand): Promise<CommandOutcome>;
  /** `hold`: what the person released; another one that it is held by meanwhile stays. */
  releaseBatch(command: BatchCommand & { readonly hold: HoldReason }): Promise<CommandOutcome>;
}
