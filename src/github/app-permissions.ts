/** What the GitHub App needs, and what for: one list for its manifest, for the doctor, and for the documents. */
import type { AccessLevel } from '../domain/trust-policy/permissions.ts';

/** What a server may be used for besides minting; rows `ws:<feature>:…` of the configuration switch it on. */
export type AppFeature = 'locks' | 'commits';

export interface AppPermission {
  /** Name in GitHub's API, `app-permissions`. */
  readonly name: string;
  readonly level: AccessLevel;
  /** `undefined`: every server needs it. */
  readonly feature: AppFeature | undefined;
  /** Whether the feature, or the server, is of no use without it. */
  readonly required: boolean;
  /** A sentence for whoever has to agree to it. */
  readonly reason: string;
}

export const appPermissions: readonly AppPermission[] = [
  {
    name: 'metadata',
    level: 'read',
    feature: undefined,
    required: true,
    reason:
      'GitHub demands it of every App. Names of repositories are resolved to their immutable ids with it.',
  },
  {
    name: 'contents',
    level: 'read',
    feature: undefined,
    required: true,
    reason:
      'Reads trust policies. It is also what minted tokens can read: no token can do more than the App may.',
  },
  {
    name: 'actions',
    level: 'read',
    feature: 'locks',
    required: false,
    reason: 'Tells whether the run that holds a lock still goes on.',
  },
  {
    name: 'contents',
    level: 'write',
    feature: 'commits',
    required: true,
    reason: 'Makes the commits that jobs ask for.',
  },
  {
    name: 'pull_requests',
    level: 'write',
    feature: 'commits',
    required: true,
    reason: 'Finds the pull request that a commit belongs to, and comments on it.',
  },
];
