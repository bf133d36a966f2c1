/** Decides which accounts a world has: those that the seed declares and those that it only names. */
import { createIdSource, firstIds } from './ids.ts';
import type { AccountSeed, WorldSeed } from './seed-types.ts';
import type { World } from './world.ts';

/** Who acts in runs that name nobody. */
export const defaultActor = 'octocat';

function namedAccounts(seed: WorldSeed): AccountSeed[] {
  const owners = [
    ...(seed.repositories ?? []).map(({ name }) => name.split('/')[0] ?? ''),
    ...(seed.installations ?? []).map(({ account }) => account),
    ...(seed.apps ?? []).flatMap(({ owner }) => (owner === undefined ? [] : [owner])),
  ];
  const actors = (seed.runs ?? []).map(({ actor = defaultActor }) => actor);
  return [
    ...owners.map((login): AccountSeed => ({ login, type: 'Organization' })),
    ...actors.map((login): AccountSeed => ({ login, type: 'User' })),
  ];
}

export function createAccounts(world: World, seed: WorldSeed): void {
  const declared = seed.accounts ?? [];
  const nextId = createIdSource(
    firstIds.account,
    declared.map(({ id }) => id),
  );
  const nextEnterpriseId = createIdSource(
    firstIds.enterprise,
    declared.map(({ enterprise }) => enterprise?.id),
  );
  const enterpriseIds = new Map<string, number>();
  const seen = new Set<string>();
  for (const account of [...declared, ...namedAccounts(seed)]) {
    const key = account.login.toLowerCase();
    if (seen.has(key)) continue;
    seen.add(key);
    const id = account.id ?? nextId();
    const { enterprise } = account;
    if (enterprise !== undefined && !enterpriseIds.has(enterprise.slug)) {
      enterpriseIds.set(enterprise.slug, enterprise.id ?? nextEnterpriseId());
    }
    world.accounts.set(id, {
      id,
      login: account.login,
      type: account.type ?? 'Organization',
      ...(enterprise === undefined
        ? {}
        : { enterprise: { slug: enterprise.slug, id: enterpriseIds.get(enterprise.slug) ?? 0 } }),
    });
  }
}
