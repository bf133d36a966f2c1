/** What the GitHub App needs, and what for: one list for its manifest, for the doctor, and for the documents. */
import type { AccessLevel } from '../trust-policy/permissions.ts';

export interface AppPermission {
  /** Name in GitHub's API, `app-permissions`. */
  readonly name: string;
  readonly level: AccessLevel;
  /** Whether the server works without it, with less to offer. */
  readonly required: boolean;
  /** A sentence for whoever has to agree to it. */
  readonly reason: string;
}

export const appPermissions: readonly AppPermission[] = [
  {
    name: 'metadata',
    level: 'read',
    required: true,
    reason:
      'GitHub demands it of every App. Names of repositories are resolved to their immutable ids with it.',
  },
  {
    name: 'contents',
    level: 'read',
    required: true,
    reason:
      'Reads trust policies. It is also what minted tokens can read: no token can do more than the App may.',
  },
  {
    name: 'actions',
    level: 'read',
    required: false,
    reason: 'Tells whether the run that holds a lock still goes on.',
  },
];
