/** Decides whether GitHub shows a commit as verified. */
import type { components } from '@octokit/openapi-types';
import { type CommitObject, showCommitTime } from '../git/commit-object.ts';
import type { World } from '../world/world.ts';

type Verification = components['schemas']['verification'] & { verified_at: string | null };

export function isVerified(world: World, { payload, signature }: CommitObject): boolean {
  return signature !== undefined && world.commitSigner.verify(payload, signature);
}

/** Only GitHub's own key is known. */
export function showVerification(world: World, commit: CommitObject): Verification {
  if (commit.signature === undefined) {
    return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
  }
  const verified = isVerified(world, commit);
  return {
    verified,
    reason: verified ? 'valid' : 'unknown_key',
    signature: commit.signature,
    payload: commit.payload,
    verified_at: verified ? showCommitTime(commit.committer) : null,
  };
}
