/** Rules for deliveries, as tests set them, and the order of shuffled ones. */
import { createHash } from 'node:crypto';
import type { HeldDelivery, HookRule } from '../world/webhooks.ts';

/** Counts down what is left of a rule. */
interface ActiveRule {
  rule: HookRule;
}

function fits({ event, action }: HookRule, delivery: HeldDelivery): boolean {
  return (
    (event === undefined || event === delivery.event) && (action === undefined || action === delivery.action)
  );
}

export function createHookRules() {
  let active: ActiveRule[] = [];
  return {
    add(rule: HookRule): void {
      active.push({ rule });
    },
    list: (): readonly HookRule[] => active.map(({ rule }) => rule),
    clear(): void {
      active = [];
    },
    /** The first rule that hits this delivery, counted. */
    take(delivery: HeldDelivery): HookRule | undefined {
      const found = active.find(({ rule }) => fits(rule, delivery));
      if (found === undefined) return undefined;
      const { rule } = found;
      const { skip = 0, times } = rule;
      if (skip > 0) {
        found.rule = { ...rule, skip: skip - 1 };
        return undefined;
      }
      if (times !== undefined) {
        found.rule = { ...rule, times: times - 1 };
        active = active.filter((one) => one.rule.times !== 0);
      }
      return rule;
    },
  };
}

/** The same order for the same seed and number of items. */
export function shuffleBySeed<Item>(items: readonly Item[], seed: number): Item[] {
  const rank = (index: number) => createHash('sha256').update(`${seed}:${index}`).digest('hex');
  return items
    .map((item, index) => ({ item, rank: rank(index) }))
    .sort((left, right) => (left.rank < right.rank ? -1 : 1))
    .map(({ item }) => item);
}
