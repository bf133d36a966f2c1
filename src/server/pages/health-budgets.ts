/** Puts together what all replicas know of the rate limits of a workspace: what they noted of the last hour, and what this one knows now. */
import type { Budget } from '../../github/budgets.ts';
import type { ShownBudget } from '../../web/pages/health.ts';
import type { SampledBudget } from '../work/health-samples.ts';
import type { FoundAccount } from './health-findings.ts';

/** The App and the accounts of the workspace, by the scope of their limits. */
export function nameScopes(accounts: readonly FoundAccount[]): ReadonlyMap<string, string> {
  const named = accounts.flatMap(({ owner, installation }): (readonly [string, string])[] =>
    installation === undefined ? [] : [[`installation/${installation.id}`, owner]],
  );
  return new Map([['app', 'GitHub App'], ...named]);
}

type Known = Omit<Budget, 'scope'>;

/** In one window only less can be left, so the least is the newest. */
function chooseNewest(one: Known, other: Known): Known {
  if (one.resetAt !== other.resetAt) return one.resetAt > other.resetAt ? one : other;
  return one.remaining <= other.remaining ? one : other;
}

export function mergeBudgets(
  { samples, own }: { readonly samples: readonly SampledBudget[]; readonly own: readonly Budget[] },
  owners: ReadonlyMap<string, string>,
  now: number,
): readonly ShownBudget[] {
  const noted = samples.map(({ value, ...sample }) => ({ ...sample, remaining: value }));
  const keyOf = ({ scope, resource }: Pick<Budget, 'scope' | 'resource'>) => `${scope} ${resource}`;
  const values = Map.groupBy(samples, keyOf);
  return [...Map.groupBy<string, Budget>([...noted, ...own], keyOf)].flatMap(([key, known]) => {
    const [first] = known;
    const owner = first && owners.get(first.scope);
    if (first === undefined || owner === undefined) return [];
    const { resource, limit, remaining, resetAt } = known.reduce<Known>(chooseNewest, first);
    const isOpen = resetAt > now;
    return [
      {
        ...{ owner, resource, limit, remaining: isOpen ? remaining : limit },
        resetAt: isOpen ? resetAt : undefined,
        values: (values.get(key) ?? []).map(({ at, value }) => ({ at, value })),
      },
    ];
  });
}
