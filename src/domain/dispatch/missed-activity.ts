/** Names the activity of a pull request that no delivery told of, from what is stored and what GitHub shows. */

/** Times by GitHub's clock, in milliseconds. */
interface PullView {
  readonly state: 'open' | 'closed' | 'merged';
  readonly headSha: string;
  readonly updatedAt: number;
}

export type MissedActivity = 'opened' | 'synchronize' | 'reopened' | 'closed' | 'merged';

/**
 * `undefined`: nothing was missed. `knownSince`: pull requests that are older and not stored were opened before the server compared them,
 * and nothing starts for them.
 */
export function decideMissed(
  stored: PullView | undefined,
  shown: PullView & { readonly createdAt: number },
  knownSince: number,
): MissedActivity | undefined {
  if (stored === undefined)
    return shown.state === 'open' && shown.createdAt >= knownSince ? 'opened' : undefined;
  if (shown.updatedAt < stored.updatedAt) return undefined;
  if (shown.state !== 'open') return stored.state === 'open' ? shown.state : undefined;
  if (stored.state !== 'open') return 'reopened';
  return shown.headSha === stored.headSha ? undefined : 'synchronize';
}
