/** Decides whether a batch waits for a person, or for quiet, before it starts anything. Times in milliseconds. */
import { type Activity, isMerge } from './activities.ts';

export const holdReasons = ['fork', 'blast_radius', 'cooldown'] as const;
export type HoldReason = (typeof holdReasons)[number];

export interface HoldRules {
  /** Most dispatches that start without asking. */
  readonly threshold: number | 'off';
  readonly cooldown: { readonly pushes: number; readonly withinMs: number; readonly quietMs: number } | 'off';
}

export interface HoldFacts {
  readonly activity: Activity;
  /** The head is in a fork. */
  readonly isFork: boolean;
  /** How many runs would be started. */
  readonly dispatches: number;
  /** Times of the last pushes to the pull request, by GitHub. */
  readonly pushes: readonly number[];
  readonly now: number;
  /** Holds that were released for this very head. */
  readonly released: ReadonlySet<HoldReason>;
  /** A hold of the pull request's batch was released, and this merge has no other deployments. */
  readonly isCarriedOver: boolean;
}

export interface Hold {
  readonly reason: HoldReason;
  /** When it ends by itself. */
  readonly until?: number | undefined;
}

function decideCooldown({ pushes, now }: HoldFacts, { cooldown }: HoldRules): Hold | undefined {
  if (cooldown === 'off') return undefined;
  const newest = Math.max(...pushes, Number.NEGATIVE_INFINITY);
  const recent = pushes.filter((at) => at > newest - cooldown.withinMs);
  const until = newest + cooldown.quietMs;
  return recent.length >= cooldown.pushes && now < until ? { reason: 'cooldown', until } : undefined;
}

/** Only pull requests and their merges are held: a queue, a release and a sweep were started by who may. */
export function decideHold(facts: HoldFacts, rules: HoldRules): Hold | undefined {
  if (facts.activity.event !== 'pull_request') return undefined;
  const merged = isMerge(facts.activity);
  const { released, dispatches } = facts;
  if (dispatches === 0) return undefined;
  // The fork's code would run with the repository's secrets. A merge is a writer's approval.
  if (facts.isFork && !merged && !released.has('fork')) return { reason: 'fork' };
  const isLarge = rules.threshold !== 'off' && dispatches > rules.threshold;
  if (isLarge && !released.has('blast_radius') && !(merged && facts.isCarriedOver))
    return { reason: 'blast_radius' };
  return merged || released.has('cooldown') ? undefined : decideCooldown(facts, rules);
}

/** Whether the release of a held batch also covers a later one: it has no instance that the first did not have. */
export function carriesOver(approved: ReadonlySet<string>, merged: Iterable<string>): boolean {
  for (const instance of merged) if (!approved.has(instance)) return false;
  return true;
}
