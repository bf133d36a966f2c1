/** Finds the permissions that the GitHub App, or an installation of it, lacks for what the server does. */
import { accessLevels } from '../domain/trust-policy/permissions.ts';
import { type AppPermission, appPermissions } from './app-permissions.ts';

/** Level by permission. */
export type HeldPermissions = Readonly<Record<string, string | undefined>>;

function lacks(held: HeldPermissions, { name, level }: AppPermission): boolean {
  const rising: readonly (string | undefined)[] = accessLevels;
  return rising.indexOf(held[name]) < rising.indexOf(level);
}

/** `used`: features, as the configuration uses them. */
export function findMissingPermissions(
  held: HeldPermissions,
  used: ReadonlySet<string>,
): readonly AppPermission[] {
  const hasJobs = [...used].some((feature) => feature !== 'dashboard' && feature !== 'policy-proposals');
  return appPermissions
    .filter(({ feature }) => feature === undefined || used.has(feature) || (feature === 'jobs' && hasJobs))
    .filter((permission) => lacks(held, permission));
}

/** `owner`: of the permissions, as the beginning of a sentence. */
export function describeMissingPermission({ name, level, reason }: AppPermission, owner: string): string {
  return `${owner} lacks the permission \`${name}: ${level}\`. Reason for the permission: ${reason}`;
}
