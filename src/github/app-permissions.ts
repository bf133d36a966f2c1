/** The permissions of the GitHub App with their reasons: one list for its manifest, the doctor and the docs. */
import type { AccessLevel } from '../domain/trust-policy/permissions.ts';

/** Features of a server besides minting. Rows `ws:<feature>:…` of the configuration enable them. */
export type AppFeature = 'locks' | 'commits';

export interface AppPermission {
  /** Name in GitHub's API, `app-permissions`. */
  readonly name: string;
  readonly level: AccessLevel;
  /** `undefined`: needed wherever the App is installed. `jobs`: only where jobs have permission rows. */
  readonly feature: AppFeature | 'jobs' | undefined;
  /** Whether the feature, or the server, does not work without it. */
  readonly required: boolean;
  /** A sentence for the person who approves it. */
  readonly reason: string;
}

export const appPermissions: readonly AppPermission[] = [
  {
    name: 'metadata',
    level: 'read',
    feature: undefined,
    required: true,
    reason: 'Required by GitHub for every App. Resolves names of repositories to their immutable IDs.',
  },
  {
    name: 'contents',
    level: 'read',
    feature: undefined,
    required: true,
    reason: 'Reads trust policies. Issued tokens can read contents only if the App can.',
  },
  {
    name: 'actions',
    level: 'read',
    feature: 'jobs',
    required: false,
    reason:
      'Checks whether the run of a lock or session is still in progress, and whether its pull request comes from a fork.',
  },
  {
    name: 'contents',
    level: 'write',
    feature: 'commits',
    required: true,
    reason: 'Creates the commits that jobs request.',
  },
  {
    name: 'pull_requests',
    level: 'write',
    feature: 'commits',
    required: true,
    reason: 'Finds the pull request of a commit, and comments on it.',
  },
];
