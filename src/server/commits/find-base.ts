/** Works out which commit the job's files were made from, because what came after it must not be overwritten. */
import type { CallOptions, GitHubClient } from '../../github/client.ts';
import { readParents } from '../../github/commits.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';

export interface BaseHints {
  /** What the client says it has checked out. */
  readonly named: string | undefined;
  /** The job's own latest commit on the branch. */
  readonly own: string | undefined;
  /** The `sha` of the ID token: the merge commit that GitHub made of base and head for the run. */
  readonly merge: string | undefined;
  /** The merge commit of the pull request as it is now: the job may have checked it out. */
  readonly present: string | undefined;
  /** The branch as it is now. */
  readonly head: string;
}

/**
 * The job's own latest commit; else what it has checked out; else the head that its run was started for, which is the
 * second parent of the run's merge commit; else, where GitHub no longer shows that one, the present head.
 */
export async function findBase(
  { client, options }: { readonly client: GitHubClient; readonly options: CallOptions },
  handle: RepositoryHandle,
  { named, own, merge, present, head }: BaseHints,
): Promise<string> {
  if (own !== undefined) return own;
  if (named !== undefined && named !== merge && named !== present) return named;
  const commit = named ?? merge;
  if (commit === undefined || commit === '') return head;
  const parents = await readParents({ client, ...options }, handle, commit);
  return parents?.[1] ?? head;
}
