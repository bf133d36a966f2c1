/** Deliveries of an App's webhook, and what sends them. */

export interface WebhookDelivery {
  readonly id: number;
  /** Of the event: the same in every delivery of it. */
  readonly guid: string;
  readonly appId: number;
  readonly event: string;
  readonly action: string | undefined;
  readonly installationId: number | undefined;
  readonly repositoryId: number | undefined;
  readonly url: string;
  /** As they were sent. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly payload: string;
  /** Milliseconds. */
  readonly deliveredAt: number;
  readonly redelivery: boolean;
  readonly durationMs: number;
  /** `OK`, or why it counts as failed. */
  readonly status: string;
  readonly statusCode: number;
  /** `undefined` if nothing answered. */
  readonly response:
    | { readonly headers: Readonly<Record<string, string>>; readonly payload: string }
    | undefined;
}

export const hookModes = ['pass', 'drop', 'lose', 'twice', 'delay', 'hold', 'shuffle'] as const;

/** What happens to the deliveries that it fits. The first rule that fits wins. */
export interface HookRule {
  /**
   * `drop`: nothing answers, and GitHub lists a failed delivery. `lose`: GitHub never makes it. `twice`: sent two times.
   * `delay`: sent later. `hold`: sent on release. `shuffle`: held until `size` are, then sent in the order of `seed`.
   */
  readonly mode: (typeof hookModes)[number];
  /** Every event if absent. */
  readonly event?: string | undefined;
  readonly action?: string | undefined;
  /** How many deliveries it hits; without end if absent. */
  readonly times?: number | undefined;
  /** How many it lets pass before. */
  readonly skip?: number | undefined;
  /** Of `delay`. */
  readonly milliseconds?: number | undefined;
  /** Of `shuffle`. */
  readonly size?: number | undefined;
  readonly seed?: number | undefined;
}

/** A delivery that is not sent yet. */
export type HeldDelivery = Pick<WebhookDelivery, 'guid' | 'appId' | 'event' | 'action'>;

export interface Courier {
  addRule(rule: HookRule): void;
  /** Those that can still hit. */
  rules(): readonly HookRule[];
  clearRules(): void;
  held(): readonly HeldDelivery[];
  /** Sends what is held: in the order of the events, or in that of a seed. */
  release(seed?: number): void;
  /** Sends the payload again, with its GUID. */
  redeliver(delivery: WebhookDelivery): void;
  /** Resolves when nothing is on its way. Held and delayed ones are not waited for. */
  settled(): Promise<void>;
}
