/** Primary rate limits of single installations, set while the simulator runs. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import type { JsonObject } from '../api/body.ts';
import { openWindow, type RateResource } from '../api/rate-limits.ts';
import type { World } from '../world/world.ts';

/** Highest limit, per hour. */
const maxLimit = 1_000_000_000;
const resources = ['core', 'graphql'] as const satisfies readonly RateResource[];

type Numbers = Partial<Record<RateResource, number | undefined>>;

function keyOf(installation: number): string {
  return `installation:${installation}`;
}

function readNumbers(fields: JsonObject, prefix: string): Numbers {
  const entries = resources.map((resource) => {
    const value = fields[resource];
    if (value === undefined) return [resource, undefined];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maxLimit) {
      throw new ActionError(
        'INPUT_INVALID',
        `"${prefix}${resource}" must be an integer from 0 to ${maxLimit}.`,
      );
    }
    return [resource, value];
  });
  return Object.fromEntries(entries);
}

function rejectUnknown(fields: JsonObject, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new ActionError('INPUT_INVALID', `Unknown key "${prefix}${unknown}".`);
}

/** Sets limits and what is used of them. Throws `INPUT_INVALID` with the name of the field. */
export function setInstallationLimits(world: World, value: unknown): void {
  if (!isRecord(value) || typeof value['installation'] !== 'number') {
    throw new ActionError('INPUT_INVALID', 'Expected {"installation": ID, "core": 100, "graphql": 50}.');
  }
  const { installation, used = {} } = value;
  rejectUnknown(value, ['installation', 'used', ...resources], '');
  if (!world.installations.has(installation)) {
    throw new ActionError('INPUT_INVALID', `Unknown installation ${installation}.`);
  }
  if (!isRecord(used)) throw new ActionError('INPUT_INVALID', '"used" must be an object.');
  rejectUnknown(used, resources, 'used.');
  const limits = readNumbers(value, '');
  const spent = readNumbers(used, 'used.');
  const present = world.rateLimits.byInstallation.get(installation);
  world.rateLimits.byInstallation.set(installation, {
    core: limits.core ?? present?.core,
    graphql: limits.graphql ?? present?.graphql,
  });
  for (const resource of resources) {
    const count = spent[resource];
    if (count !== undefined) openWindow(world, keyOf(installation), resource).used = count;
  }
}

export function listInstallationLimits(world: World): readonly JsonObject[] {
  return [...world.rateLimits.byInstallation].map(([installation, limits]) => {
    const used = resources.map((resource) => [
      resource,
      openWindow(world, keyOf(installation), resource).used,
    ]);
    return { installation, ...limits, used: Object.fromEntries(used) };
  });
}

/** Back to the world's limits, with new windows for all callers. */
export function clearInstallationLimits({ rateLimits }: World): void {
  rateLimits.byInstallation.clear();
  rateLimits.windows.clear();
}
