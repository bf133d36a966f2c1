/** Commits as REST shows them: the bare git object, and the one with accounts. */
import type { components } from '@octokit/openapi-types';
import { showVerification } from '../commits/verification.ts';
import { type CommitObject, type GitSignature, showCommitTime } from '../git/commit-object.ts';
import { findByEmail, webFlow } from '../world/actors.ts';
import type { World } from '../world/world.ts';
import { type AccountShape, showAccount } from './account.ts';

type Schemas = components['schemas'];

export interface CommitPlace {
  readonly world: World;
  readonly repositoryId: number;
  /** `https://api…/repos/owner/name` */
  readonly repositoryUrl: string;
  /** `https://github.com/owner/name` */
  readonly htmlUrl: string;
}

/** Opaque, as GitHub's: of the repository and the object. */
export function gitNodeId(repositoryId: number, oid: string): string {
  return `G_${Buffer.from(`${repositoryId}:${oid}`).toString('base64url')}`;
}

function showSignature(signature: GitSignature) {
  const { name, email } = signature;
  return { name, email, date: showCommitTime(signature) };
}

function showParents(place: CommitPlace, commit: CommitObject, folder: 'git/commits' | 'commits') {
  return commit.parents.map((sha) => ({
    sha,
    url: `${place.repositoryUrl}/${folder}/${sha}`,
    html_url: `${place.htmlUrl}/commit/${sha}`,
  }));
}

/** As the git database shows it. */
export function showGitCommit(place: CommitPlace, commit: CommitObject): Schemas['git-commit'] {
  const { oid } = commit;
  return {
    sha: oid,
    node_id: gitNodeId(place.repositoryId, oid),
    url: `${place.repositoryUrl}/git/commits/${oid}`,
    html_url: `${place.htmlUrl}/commit/${oid}`,
    author: showSignature(commit.author),
    committer: showSignature(commit.committer),
    tree: { sha: commit.tree, url: `${place.repositoryUrl}/git/trees/${commit.tree}` },
    message: commit.message.trimEnd(),
    parents: showParents(place, commit, 'git/commits'),
    verification: showVerification(place.world, commit),
  };
}

/** The account of an email address. GitHub's own commits belong to `web-flow`, which is not an account of this world. */
function showAccountOf({ world }: CommitPlace, { email }: GitSignature): AccountShape | null {
  const account = email === webFlow.email ? undefined : findByEmail(world, email);
  return account === undefined ? null : showAccount(world, account);
}

/** As lists, branches and comparisons show it. */
export function showCommit(place: CommitPlace, commit: CommitObject): Schemas['commit'] {
  const { oid } = commit;
  const url = `${place.repositoryUrl}/commits/${oid}`;
  return {
    sha: oid,
    node_id: gitNodeId(place.repositoryId, oid),
    url,
    html_url: `${place.htmlUrl}/commit/${oid}`,
    comments_url: `${url}/comments`,
    commit: {
      author: showSignature(commit.author),
      committer: showSignature(commit.committer),
      message: commit.message.trimEnd(),
      tree: { sha: commit.tree, url: `${place.repositoryUrl}/git/trees/${commit.tree}` },
      url: `${place.repositoryUrl}/git/commits/${oid}`,
      comment_count: 0,
      verification: showVerification(place.world, commit),
    },
    author: showAccountOf(place, commit.author),
    committer: showAccountOf(place, commit.committer),
    parents: showParents(place, commit, 'commits'),
  };
}
