/** Any git object as GraphQL shows it. */
import type { GitObject } from '../git/object-store.ts';
import { readTreeObject } from '../git/tree.ts';
import { viewCommit } from './commit-view.ts';
import { basics, type GitPlace, type View, viewBlob, viewTree } from './tree-view.ts';

export function viewGitObject(place: GitPlace, object: GitObject): View {
  switch (object.type) {
    case 'blob':
      return viewBlob(place, object.oid, object.content);
    case 'tree':
      return viewTree(place, object.oid, readTreeObject(object.content));
    case 'commit':
      return viewCommit(place, object.oid);
    case 'tag':
      return {
        ...basics(place, 'Tag', object.oid),
        name: /^tag (.+)$/m.exec(object.content.toString('utf8'))?.[1] ?? '',
      };
  }
}
