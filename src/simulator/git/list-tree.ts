/** Lists a tree with everything below it. */
import type { ObjectStore } from './object-store.ts';
import { type GitTreeEntry, readTreeObject } from './tree.ts';

export interface ListedEntry {
  /** From the tree that was listed. */
  readonly path: string;
  readonly mode: string;
  readonly type: GitTreeEntry['type'];
  readonly oid: string;
}

/** Files, symbolic links and submodules; `folders` too when asked for. In git's order. */
export async function listTree(
  objects: Pick<ObjectStore, 'read'>,
  entries: readonly GitTreeEntry[],
  options: { readonly folders?: boolean | undefined } = {},
): Promise<ListedEntry[]> {
  const listed = await Promise.all(
    entries.map(async ({ name, mode, type, oid }): Promise<ListedEntry[]> => {
      const self = { path: name, mode, type, oid };
      if (type !== 'tree') return [self];
      const tree = await objects.read(oid);
      const below = await listTree(objects, readTreeObject(tree?.content ?? Buffer.alloc(0)), options);
      const prefixed = below.map((entry) => ({ ...entry, path: `${name}/${entry.path}` }));
      return options.folders === true ? [self, ...prefixed] : prefixed;
    }),
  );
  return listed.flat();
}
