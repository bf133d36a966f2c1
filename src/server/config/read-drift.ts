/** The `drift` of a repository with its defaults. */
import type { ServerConfigDocument } from '../../schema/generated/server-config.cjs';
import type { DriftConfig } from './config.ts';

type Entry = NonNullable<ServerConfigDocument['workspaces'][number]['repositories'][number]['drift']>;

export function readDrift({ schedules = [], ignore = [], ...entry }: Entry): DriftConfig {
  return {
    schedules: schedules.map((schedule) => ({
      name: schedule.name,
      cron: schedule.cron,
      timeZone: schedule.time_zone ?? 'UTC',
      stacks: schedule.stacks ?? [],
      components: schedule.components ?? [],
      paused: schedule.paused ?? false,
      maxRunning: schedule.max_running ?? 20,
      remediate: schedule.remediate ?? 'manual',
    })),
    ignore: ignore.map(({ type, attributes = [], stacks = [], until, reason }) => ({
      type: type ?? '*',
      attributes,
      stacks,
      until,
      reason,
    })),
    auto: (entry.auto ?? []).map(({ cause, until, max_per_day: maxPerDay = 10, reason }) => ({
      ...{ cause, until, maxPerDay, reason },
    })),
    issues: entry.issues ?? 'off',
    maxOpenIssues: entry.max_open_issues ?? 10,
    badges: entry.badges ?? false,
  };
}
