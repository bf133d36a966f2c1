/** Decides what a job may do: what its workflow file says, cut down for pull requests from forks. */
import { isRecord } from '../../base/text.ts';
import { permissionLevels } from './permission-levels.ts';
import type { SimulatedAccessLevel, SimulatedPermissions } from './permissions.ts';
import type { Run } from './runs.ts';
import type { World } from './world.ts';

/** Permissions of a job whose workflow sets none: GitHub's restricted default. */
export const defaultJobPermissions: SimulatedPermissions = {
  contents: 'read',
  packages: 'read',
  metadata: 'read',
};

/** Permissions that a workflow can set, of those that the API has too. */
const settable = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'issues',
  'packages',
  'pages',
  'pull_requests',
  'security_events',
  'statuses',
].filter((name) => name in permissionLevels);

/** Whether GitHub withholds write access: for pull requests from a fork, except with `pull_request_target`. */
export function isReadOnly(world: World, run: Run): boolean {
  const isPullRequest = run.event.startsWith('pull_request') && run.event !== 'pull_request_target';
  if (!isPullRequest || run.headRepositoryId === run.repositoryId) return false;
  const repository = world.repositories.get(run.repositoryId);
  return repository?.sendsWriteTokens !== true || repository.visibility === 'public';
}

/** Every level becomes `read`. `id-token` has no such level. */
export function toReadOnly(permissions: SimulatedPermissions): SimulatedPermissions {
  const entries = Object.keys(permissions).filter((name) => name !== 'id-token');
  return Object.fromEntries(entries.map((name) => [name, 'read'] as const));
}

function isLevel(value: unknown): value is SimulatedAccessLevel {
  return value === 'read' || value === 'write';
}

function readPermissions(value: unknown): SimulatedPermissions {
  if (value === 'read-all' || value === 'write-all') {
    const level = value === 'write-all' ? 'write' : 'read';
    const all = Object.fromEntries(settable.map((name) => [name.replaceAll('_', '-'), level] as const));
    return level === 'write' ? { ...all, 'id-token': 'write' } : all;
  }
  if (!isRecord(value)) return defaultJobPermissions;
  const entries = Object.entries(value).flatMap(([name, level]) =>
    isLevel(level) ? [[name, level] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** `value` is `permissions` of a job or of its workflow. */
export function toJobPermissions(world: World, run: Run, value: unknown): SimulatedPermissions {
  const permissions = readPermissions(value);
  return isReadOnly(world, run) ? toReadOnly(permissions) : permissions;
}
