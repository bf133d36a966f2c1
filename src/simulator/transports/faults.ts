/** Failures that can be switched on for a route: what GitHub does on a bad day, on demand. */

/** What goes wrong. */
export type Fault =
  /** The answer comes later, in milliseconds. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** An error of GitHub's instead of the work. */
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }
  /** The connection ends before anything is done. */
  | { readonly kind: 'cut-before' }
  /** The work is done, its answer lost. */
  | { readonly kind: 'cut-after' }
  /** The hourly limit is used up; it starts again after so many seconds. */
  | { readonly kind: 'rate-limit'; readonly resetSeconds: number }
  /** Too many at once; a client has to wait so many seconds. */
  | { readonly kind: 'secondary-rate-limit'; readonly retryAfterSeconds: number };

export interface FaultRule {
  /** A route's id, or its part before a slash; `git/*` means every id that starts so, `*` every route. */
  readonly route: string;
  readonly fault: Fault;
  /** How many requests it hits; every one unless given. */
  readonly times?: number;
  /** Requests of the route that pass before the first is hit. */
  readonly skip?: number;
}

export interface Faults {
  /** Switches a rule on; the function it gives back switches it off. */
  add(rule: FaultRule): () => void;
  /** Rules that can still hit, with what is left of them. */
  list(): readonly FaultRule[];
  clear(): void;
  /** The faults for one request of this route; counts it. */
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
      rules.map(({ rule, times, skip }) => ({ ...rule, skip, ...(Number.isFinite(times) ? { times } : {}) })),
    clear: () => {
      rules = [];
    },
    take,
  };
}
