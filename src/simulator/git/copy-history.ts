/** Makes a commit of one repository known to another, as `git fetch` does. */
import { collectHistory } from './ancestry.ts';
import { readCommitObject } from './commit-object.ts';
import type { ObjectStore } from './object-store.ts';
import { callGit } from './process.ts';
import type { GitRepository } from './repository.ts';
import { readTreeObject } from './tree.ts';

/** What is below a tree or a file is written before it. `false`: some of it is in a pack. */
function copyObject(from: ObjectStore, to: ObjectStore, oid: string): boolean {
  if (to.peek(oid) !== undefined) return true;
  const object = from.peek(oid);
  if (object === undefined) return false;
  const entries = object.type === 'tree' ? readTreeObject(object.content) : [];
  const areCopied = entries
    .filter(({ type }) => type !== 'commit')
    .every((entry) => copyObject(from, to, entry.oid));
  if (areCopied) to.write(object.type, object.content);
  return areCopied;
}

function copyCommits(from: ObjectStore, to: ObjectStore, oid: string): boolean {
  const history = [...(collectHistory(from, oid)?.keys() ?? [])];
  // The oldest first: a commit that is there has all that it comes from.
  return (
    history.length > 0 &&
    history
      .filter((commit) => to.peek(commit) === undefined)
      .toReversed()
      .every((commit) => {
        const tree = readCommitObject(commit, from.peek(commit)?.content ?? Buffer.alloc(0)).tree;
        return copyObject(from, to, tree) && copyObject(from, to, commit);
      })
  );
}

export async function copyHistory(from: GitRepository, to: GitRepository, oid: string): Promise<void> {
  if (from === to || copyCommits(from.objects, to.objects, oid)) return;
  await callGit(to.path, ['fetch', '--quiet', '--no-tags', from.path, oid]);
}
