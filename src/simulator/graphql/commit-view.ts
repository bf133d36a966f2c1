/** Commits as GraphQL shows them, read when a query asks for more than the id. */

import { isVerified } from '../commits/verification.ts';
import { type CommitObject, type GitSignature, showCommitTime } from '../git/commit-object.ts';
import { readCommit } from '../git/commits.ts';
import { findByEmail, webFlow } from '../world/actors.ts';
import type { World } from '../world/world.ts';
import { type ConnectionArguments, viewConnection } from './connection.ts';
import { basics, type GitPlace, readView, type View, viewFile } from './tree-view.ts';

function viewGitActor(place: GitPlace, signature: GitSignature): View {
  const { world } = place;
  const account = findByEmail(world, signature.email);
  const shown = account && {
    login: account.login,
    databaseId: account.id,
    url: `${world.urls.server}/${account.login}`,
    name: null,
    id: '',
  };
  return {
    name: signature.name,
    email: signature.email,
    date: showCommitTime(signature),
    user: account?.type === 'User' ? { __typename: 'User', ...shown } : null,
  };
}

function viewSignature(world: World, commit: CommitObject): View | null {
  if (commit.signature === undefined) return null;
  const valid = isVerified(world, commit);
  return {
    __typename: 'SshSignature',
    email: commit.committer.email,
    isValid: valid,
    payload: commit.payload,
    signature: commit.signature,
    signer: valid
      ? { __typename: 'User', id: '', login: webFlow.login, url: `${world.urls.server}/${webFlow.login}` }
      : null,
    state: valid ? 'VALID' : 'UNKNOWN_KEY',
    wasSignedByGitHub: valid,
  };
}

export function viewCommit(place: GitPlace, oid: string): View {
  let commit: Promise<CommitObject | undefined> | undefined;
  async function read<Value>(pick: (commit: CommitObject) => Value): Promise<Value | null> {
    commit ??= readCommit(place.git.objects, oid);
    const found = await commit;
    return found === undefined ? null : pick(found);
  }
  const headline = ({ message }: CommitObject) => message.split('\n', 1)[0] ?? '';
  return {
    ...basics(place, 'Commit', oid),
    url: `${place.htmlUrl}/commit/${oid}`,
    message: () => read(({ message }) => message.trimEnd()),
    messageHeadline: () => read(headline),
    messageBody: () =>
      read((found) => found.message.slice(headline(found).length).replace(/^\n+/, '').trimEnd()),
    author: () => read(({ author }) => viewGitActor(place, author)),
    committer: () => read(({ committer }) => viewGitActor(place, committer)),
    authoredDate: () => read(({ author }) => showCommitTime(author)),
    committedDate: () => read(({ committer }) => showCommitTime(committer)),
    signature: () => read((found) => viewSignature(place.world, found)),
    parents: (asked: ConnectionArguments) =>
      read(({ parents }) =>
        viewConnection(
          'parents',
          parents.map((parent) => viewCommit(place, parent)),
          asked,
        ),
      ),
    tree: async () => readView(place, (await read(({ tree }) => tree)) ?? ''),
    file: ({ path }: { readonly path: string }) => viewFile(place, oid, path),
  };
}
