/** How far a destination has come, and whose turn it is to deliver. */
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

/** What changes of a state at the end of a try. */
export type WebhookProgress = Partial<Omit<WebhookState, 'name' | 'lastTry'>> & {
  readonly lastTry?: Omit<NonNullable<WebhookState['lastTry']>, 'at'>;
};

export interface WebhookStates {
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
