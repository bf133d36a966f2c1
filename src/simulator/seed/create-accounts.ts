/** Decides which accounts a world has: those that the seed declares and those that it only names. */
import { actionsBot, botLoginOf, mergeQueueBot } from '../world/actors.ts';
import { createIdSource, firstIds } from '../world/ids.ts';
import type { World } from '../world/world.ts';
import type { AccountSeed, WorldSeed } from './seed-types.ts';

/** Actor of runs and author of pull requests that name none. */
export const defaultActor = 'octocat';

function namedAccounts(seed: WorldSeed): AccountSeed[] {
  const owners = [
    ...(seed.repositories ?? []).map(({ name }) => name.split('/')[0] ?? ''),
    ...(seed.installations ?? []).map(({ account }) => account),
    ...(seed.apps ?? []).flatMap(({ owner }) => (owner === undefined ? [] : [owner])),
    ...(seed.teams ?? []).map(({ organization }) => organization),
  ];
  const authors = (seed.repositories ?? []).flatMap(({ pull_requests: pulls = [] }) =>
    pulls.map(({ author = defaultActor }) => author),
  );
  const reviewers = (seed.repositories ?? []).flatMap(({ environments = [] }) =>
    environments.flatMap((environment) => environment.reviewers ?? []),
  );
  const people = (seed.repositories ?? []).flatMap(({ people: named = {} }) => Object.keys(named));
  const members = (seed.teams ?? []).flatMap(({ members: named = [] }) => named);
  const actors = [
    ...(seed.runs ?? []).map(({ actor = defaultActor }) => actor),
    ...authors,
    ...people,
    ...members,
    ...reviewers,
  ];
  return [
    // Names of managed users alone have an underscore.
    ...owners.map((login): AccountSeed => ({ login, type: login.includes('_') ? 'User' : 'Organization' })),
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
  const bots = (seed.apps ?? []).map((app): AccountSeed => ({ login: botLoginOf(app) }));
  const hasQueues = (seed.repositories ?? []).some(({ merge_queues: queues = [] }) => queues.length > 0);
  const own: readonly AccountSeed[] = hasQueues ? [actionsBot, mergeQueueBot] : [actionsBot];
  const botLogins = new Set([...bots, ...own].map(({ login }) => login.toLowerCase()));
  // The bots come last, so that they do not shift the ids of other accounts.
  for (const account of [...declared, ...namedAccounts(seed), ...bots, ...own]) {
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
      type: botLogins.has(key) ? 'Bot' : (account.type ?? 'Organization'),
      enterprise: enterprise && { slug: enterprise.slug, id: enterpriseIds.get(enterprise.slug) ?? 0 },
    });
  }
}
