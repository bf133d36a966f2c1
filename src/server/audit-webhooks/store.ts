/** How far each destination has come, as a port. */
import type { WorkTask } from '../work/kind.ts';

export interface WebhookState {
  readonly name: string;
  /** Entries with this id and below are delivered, not wanted, or given up. */
  readonly deliveredThroughId: number;
  /** End of the batch that is being sent, the same in every attempt; `undefined` when none is. */
  readonly tryingThroughId: number | undefined;
  /** Attempts to deliver that batch that failed. */
  readonly failures: number;
  readonly firstFailedAt: number | undefined;
  readonly nextTryAt: number;
  readonly lastTry:
    | { readonly at: number; readonly outcome: 'delivered' | 'failed'; readonly result: string }
    | undefined;
  /** Entries of batches that were given up. */
  readonly lostEntries: number;
}

/** What changes of a state at the end of an attempt: what is left out stays, `null` empties a field. */
export interface WebhookProgress {
  readonly deliveredThroughId?: number | undefined;
  readonly tryingThroughId?: number | null | undefined;
  readonly failures?: number | undefined;
  readonly firstFailedAt?: number | null | undefined;
  readonly nextTryAt?: number | undefined;
  readonly lostEntries?: number | undefined;
  readonly lastTry?: Omit<NonNullable<WebhookState['lastTry']>, 'at'> | undefined;
}

export interface WebhookStore {
  /** Makes a state for each new name; it starts at `throughId`, so that history is not sent. */
  add(names: readonly string[], throughId: number): Promise<void>;
  list(): Promise<readonly WebhookState[]>;
  /** `now`: by the database's clock. `undefined`: there is no such state. */
  read(name: string): Promise<{ readonly state: WebhookState; readonly now: number } | undefined>;
  /** Writes under the lease of `task`. Rejects with `LeaseLost`. */
  save(name: string, progress: WebhookProgress, task: Pick<WorkTask, 'hold'>): Promise<void>;
}
