/** Failures that can be switched on for a route. */

/** The kinds of failure. */
export type Fault =
  /** The answer is delayed by so many milliseconds. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** The work is done at once, and its answer is delayed by so many milliseconds. */
  | { readonly kind: 'late'; readonly milliseconds: number }
  /** An error instead of the work. */
  | { readonly kind: 'status'; readonly status: number; readonly body?: string | undefined }
  /** The work is done, but the answer is this error. */
  | { readonly kind: 'status-after'; readonly status: number; readonly body?: string | undefined }
  /** The connection is cut before the work. */
  | { readonly kind: 'cut-before' }
  /** The work is done, but the answer is lost. */
  | { readonly kind: 'cut-after' }
  /** The hourly limit is used up. It resets after so many seconds. */
  | { readonly kind: 'rate-limit'; readonly resetSeconds: number }
  /** Too many requests at once: the client must wait so many seconds. `undefined`: GitHub does not say how long. */
  | { readonly kind: 'secondary-rate-limit'; readonly retryAfterSeconds: number | undefined };

export interface FaultRule {
  /** A route's id, or its part before a slash. `git/*` matches every id that starts with `git/`, `*` every route. */
  readonly route: string;
  readonly fault: Fault;
  /** How many requests it hits. Default: every request. */
  readonly times?: number | undefined;
  /** How many requests of the route pass before the first hit. */
  readonly skip?: number | undefined;
}

export interface Faults {
  /** Adds a rule. The returned function removes it. */
  add(rule: FaultRule): () => void;
  /** Rules that can still hit, with what remains of `times` and `skip`. */
  list(): readonly FaultRule[];
  clear(): void;
  /** The faults for one request of this route. Counts the request. */
  take(routeId: string): readonly Fault[];
}

function fits(pattern: string, routeId: string): boolean {
  if (pattern.endsWith('*')) return routeId.startsWith(pattern.slice(0, -1));
  return pattern === routeId || routeId.startsWith(`${pattern}/`);
}

export function createFaults(): Faults {
  let rules: { rule: FaultRule; skip: number; times: number }[] = [];

  function take(routeId: string): Fault[] {
    const hits: Fault[] = [];
    for (const entry of rules.filter(({ rule }) => fits(rule.route, routeId))) {
      if (entry.skip > 0) entry.skip -= 1;
      else if (entry.times > 0) {
        entry.times -= 1;
        hits.push(entry.rule.fault);
      }
    }
    rules = rules.filter(({ times }) => times > 0);
    return hits;
  }

  return {
    add(rule) {
      const entry = { rule, skip: rule.skip ?? 0, times: rule.times ?? Number.POSITIVE_INFINITY };
      rules.push(entry);
      return () => {
        rules = rules.filter((other) => other !== entry);
      };
    },
    list: () =>
      rules.map(({ rule, times, skip }) => ({
        ...rule,
        skip,
        times: Number.isFinite(times) ? times : undefined,
      })),
    clear: () => {
      rules = [];
    },
    take,
  };
}
