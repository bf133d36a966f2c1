/** The request of a deployment for the lock of its instance, and the answer. */
import type { DeploymentInput } from './holder.ts';
import type { LockRecord } from './lock.ts';
import type { Waiter } from './queue.ts';

/** A deployment, as the lock and its queue know it. */
export interface DeploymentClaim extends DeploymentInput {
  readonly workspaceId: string;
  /** `stack/component` */
  readonly path: string;
}

export type DeploymentTake =
  | { readonly status: 'granted'; readonly record: LockRecord }
  /** By another holder, or for it: a lock that has run out is kept for a while. */
  | { readonly status: 'held'; readonly record: LockRecord }
  /** The key is free, and goes to one that has waited longer. */
  | { readonly status: 'ahead'; readonly waiter: Waiter };
