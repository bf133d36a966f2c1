/** How far each destination has come, and which replica may deliver to it, as a port. */

export interface WebhookState {
  readonly name: string;
  /** Entries with this id and below are delivered, not wanted, or given up. */
  readonly deliveredThroughId: number;
  /** End of the batch that is being tried, the same in every try; `undefined` when none is. */
  readonly tryingThroughId: number | undefined;
  /** Tries of that batch that failed. */
  readonly failures: number;
  readonly firstFailedAt: number | undefined;
  readonly nextTryAt: number;
  readonly lastTry:
    | { readonly at: number; readonly outcome: 'delivered' | 'failed'; readonly result: string }
    | undefined;
  /** Entries of batches that were given up. */
  readonly lostEntries: number;
}

export interface WebhookLease {
  readonly state: WebhookState;
  /** Of this lease: a later one has a greater token, and this one can write no more. */
  readonly token: number;
  readonly now: number;
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
  /** `undefined` while another replica delivers, or the next try is not due. */
  lease(name: string, leaseMs: number): Promise<WebhookLease | undefined>;
  /** Writes under the lease, and gives it back unless `keepLease`. `lost`: another has taken it meanwhile. */
  save(
    lease: Pick<WebhookLease, 'token'> & { readonly name: string },
    progress: WebhookProgress,
    options?: { readonly keepLease: boolean },
  ): Promise<'saved' | 'lost'>;
}
