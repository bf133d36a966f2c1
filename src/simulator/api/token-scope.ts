/** Decides the repositories and permissions of an access token, from the request and the installation. */
import { isRecord } from '../../base/text.ts';
import { installationCovers, isAtLeast } from '../world/access.ts';
import { permissionLevels } from '../world/permission-levels.ts';
import type { SimulatedAccessLevel, SimulatedPermissions } from '../world/permissions.ts';
import type { Repository, SimulatedInstallation, World } from '../world/world.ts';
import type { JsonObject } from './body.ts';

/** Most repositories of one token. */
const maxTokenRepositories = 500;

export interface RequestedScope {
  /** `undefined`: all of the installation's, later ones too. */
  readonly repositoryIds: readonly number[] | undefined;
  readonly permissions: SimulatedPermissions;
}

export type ScopeReading =
  | { readonly status: 'read'; readonly scope: RequestedScope }
  /** 422 with the message. */
  | { readonly status: 'refused'; readonly message: string };

type Part<Value> = { readonly value: Value } | { readonly message: string };

const unreachable =
  'There is at least one repository that does not exist or is not accessible to the parent installation.';

function misfit(property: string, value: unknown, wanted: string): { readonly message: string } {
  return {
    message: `Invalid request.\n\nFor 'properties/${property}', ${JSON.stringify(value)} is not ${wanted}.`,
  };
}

function readList(body: JsonObject, property: string, type: 'string' | 'number'): Part<readonly unknown[]> {
  const value = body[property] ?? [];
  if (!Array.isArray(value)) return misfit(property, value, 'an array');
  const wrong = value.findIndex((item) => typeof item !== type);
  if (wrong === -1) return { value };
  return misfit(`${property}/${wrong}`, value[wrong], type === 'string' ? 'a string' : 'an integer');
}

function readRepositories(
  world: World,
  installation: SimulatedInstallation,
  body: JsonObject,
): Part<readonly number[] | undefined> {
  const names = readList(body, 'repositories', 'string');
  if ('message' in names) return names;
  const ids = readList(body, 'repository_ids', 'number');
  if ('message' in ids) return ids;
  const count = names.value.length + ids.value.length;
  if (count === 0) return { value: undefined };
  if (count > maxTokenRepositories) {
    return {
      message: `Too many repositories: at most ${maxTokenRepositories} can be named for one token.`,
    };
  }
  const covered = [...world.repositories.values()].filter((item) => installationCovers(installation, item));
  const byId = new Map(covered.map((repository) => [repository.id, repository]));
  const byName = new Map(covered.map((repository) => [repository.name.toLowerCase(), repository]));
  const found: (Repository | undefined)[] = [
    ...names.value.map((name) => byName.get(String(name).toLowerCase())),
    ...ids.value.map((id) => byId.get(Number(id))),
  ];
  const known = found.filter((repository) => repository !== undefined);
  if (known.length < found.length) return { message: unreachable };
  return { value: [...new Set(known.map(({ id }) => id))] };
}

function readPermissions(installation: SimulatedInstallation, body: JsonObject): Part<SimulatedPermissions> {
  const asked = body['permissions'] ?? {};
  if (!isRecord(asked)) return misfit('permissions', asked, 'an object');
  const entries = Object.entries(asked);
  if (entries.length === 0) return { value: installation.permissions };
  const permissions: Record<string, SimulatedAccessLevel> = { metadata: 'read' };
  for (const [name, level] of entries) {
    const levels = permissionLevels[name];
    if (levels === undefined) {
      return { message: `Invalid request.\n\nFor 'properties/permissions', "${name}" is not a permission.` };
    }
    const wanted = levels.find((one) => one === level);
    if (wanted === undefined) return misfit(`permissions/${name}`, level, `one of ${levels.join(', ')}`);
    if (!isAtLeast(installation.permissions[name], wanted)) {
      return { message: 'The permissions requested are not granted to this installation.' };
    }
    permissions[name] = wanted;
  }
  return { value: permissions };
}

/** To GitHub, absent and empty are the same: everything that the installation has. */
export function readScope(world: World, installation: SimulatedInstallation, body: JsonObject): ScopeReading {
  const repositories = readRepositories(world, installation, body);
  if ('message' in repositories) return { status: 'refused', message: repositories.message };
  const permissions = readPermissions(installation, body);
  if ('message' in permissions) return { status: 'refused', message: permissions.message };
  return { status: 'read', scope: { repositoryIds: repositories.value, permissions: permissions.value } };
}
