/** Where audit entries are sent, as the configuration says. */
export interface WebhookDestination {
  /** For people, and the key of its state. */
  readonly name: string;
  /** `https`, or `http` to a network that was allowed. Its path may be a secret of the receiver. */
  readonly url: string;
  readonly format: 'cloudevents' | 'datadog';
  /** Keys of the signature, newest first; a receiver may know either while they are changed. Secrets. */
  readonly secrets: readonly string[];
  /** Sent with each delivery, in lower case; some are secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ids; `undefined`: entries of all workspaces and of none. */
  readonly workspaces: readonly string[] | undefined;
  /** Events, or with `*` at the end the start of some; `undefined`: all. */
  readonly events: readonly string[] | undefined;
  /** Whether it may be an address that is not of the public internet. */
  readonly allowPrivateNetwork: boolean;
}

export interface WebhookEntry {
  readonly event: string;
  readonly workspaceId?: string | undefined;
}

/** A pattern is an event, or with `*` at the end the start of some. */
export function fitsEvent(pattern: string, event: string): boolean {
  return pattern.endsWith('*') ? event.startsWith(pattern.slice(0, -1)) : event === pattern;
}

/** Whether the destination is to get the entry. */
export function isWanted({ workspaces, events }: WebhookDestination, entry: WebhookEntry): boolean {
  const isWorkspace =
    workspaces === undefined || (entry.workspaceId !== undefined && workspaces.includes(entry.workspaceId));
  return isWorkspace && (events === undefined || events.some((pattern) => fitsEvent(pattern, entry.event)));
}
