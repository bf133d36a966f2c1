/** Writes the commits that GitHub makes for a caller of its API. */

import { type CommitContent, cleanIdentity, type GitSignature, renderCommit } from '../git/commit-object.ts';
import { actorOf, emailOf, webFlow } from '../world/actors.ts';
import type { Account, Repository, SimulatedAccessToken, World } from '../world/world.ts';

/** The caller as author of a commit made now. */
export function authorOf(world: World, token: SimulatedAccessToken): GitSignature {
  return signatureOf(world, actorOf(world, token));
}

function signatureOf(world: World, actor: Account): GitSignature {
  const seconds = Math.floor(world.clock.now() / 1000);
  return { name: cleanIdentity(actor.login), email: emailOf(actor), seconds, zone: '+0000' };
}

/** Authored by the caller, committed and signed by GitHub; its id. */
export function writeSignedCommit(
  world: World,
  repository: Repository,
  options: {
    readonly token: SimulatedAccessToken;
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
  },
): string {
  return writePersonsCommit(world, repository, { ...options, author: actorOf(world, options.token) });
}

/** Likewise for a person who works on GitHub's pages. */
export function writePersonsCommit(
  world: World,
  repository: Repository,
  options: {
    readonly author: Account;
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
  },
): string {
  const { tree, parents, message } = options;
  const author = signatureOf(world, options.author);
  const committer = { ...author, name: webFlow.name, email: webFlow.email };
  const content: CommitContent = { tree, parents, author, committer, message };
  const signature = world.commitSigner.sign(renderCommit(content));
  return repository.git.objects.write('commit', renderCommit(content, signature));
}
