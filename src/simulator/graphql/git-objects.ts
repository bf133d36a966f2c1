/** Any git object as GraphQL shows it. */
import type { GitObject } from '../git/object-store.ts';
import { parseTree } from '../git/tree.ts';
import { showCommit } from './commit-view.ts';
import { basics, type GitPlace, showBlob, showTree, type View } from './tree-view.ts';

export function showGitObject(place: GitPlace, object: GitObject): View {
  switch (object.type) {
    case 'blob':
      return showBlob(place, object.oid, object.content);
    case 'tree':
      return showTree(place, object.oid, parseTree(object.content));
    case 'commit':
      return showCommit(place, object.oid);
    case 'tag':
      return {
        ...basics(place, 'Tag', object.oid),
        name: /^tag (.+)$/m.exec(object.content.toString('utf8'))?.[1] ?? '',
      };
  }
}
