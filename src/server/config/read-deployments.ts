/** The `deployments` of a repository with their defaults. */
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import type { CooldownConfig, DeploymentsConfig } from './config.ts';

type Repository = ServerConfigDocument['workspaces'][number]['repositories'][number];
type Entry = NonNullable<Repository['deployments']>;

const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 60 * 60_000,
  d: 24 * 60 * 60_000,
};

/** Milliseconds of `90s`, `30m`, `2h` or `7d`, which the schema has checked. */
function readDuration(text: string): number {
  return Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? 0);
}

function readCooldown(cooldown: NonNullable<Entry['hold']>['cooldown']): CooldownConfig | undefined {
  if (cooldown === 'off') return undefined;
  return {
    pushes: cooldown?.pushes ?? 3,
    withinMs: readDuration(cooldown?.within ?? '5m'),
    quietMs: readDuration(cooldown?.quiet ?? '3m'),
  };
}

export function readDeployments(entry: Entry): DeploymentsConfig {
  const { dispatch, hold, merge_queue: queue, upload, locks } = entry;
  const threshold = hold?.threshold ?? 50;
  return {
    checkName: entry.check_name ?? 'Atmos Pro',
    dispatch: {
      ref: dispatch?.ref ?? 'default',
      maxPerSecond: dispatch?.max_per_second ?? 3,
      workflows: dispatch?.workflows ?? {},
    },
    hold: { threshold: threshold === 'off' ? undefined : threshold, cooldown: readCooldown(hold?.cooldown) },
    mergeQueue: {
      fallback: queue?.fallback ?? 'any',
      lockWaitMs: readDuration(queue?.lock_wait ?? '30m'),
    },
    upload: { timeoutMs: readDuration(upload?.timeout ?? '30m'), forks: upload?.forks ?? 'neutral' },
    locks: { hold: locks?.hold ?? 'all', waitMs: readDuration(locks?.wait ?? '7d') },
    codeowners: entry.codeowners ?? false,
    autoReview: entry.auto_review ?? 'off',
  };
}
