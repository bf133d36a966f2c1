/** Lists the files of folders, by the ids of their trees. */
import type { ClientCalls } from './client.ts';
import { callRepository, type RepositoryHandle } from './repository-calls.ts';

interface Folder {
  readonly path: string;
  /** Id of its tree. */
  readonly tree: string;
}

/** Paths of the files of each folder, links and submodules included. A folder that GitHub does not list completely is left out. Needs `contents: read`. */
export async function readFolderFiles(
  calls: ClientCalls,
  repository: RepositoryHandle,
  folders: readonly Folder[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const listed = await Promise.all(
    folders.map(async ({ path, tree }): Promise<[string, readonly string[]][]> => {
      const { data } = await callRepository(calls, repository, (send, place) =>
        send('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', { ...place, tree_sha: tree, recursive: '1' }),
      );
      const files = data.tree.filter(({ type }) => type !== 'tree').map((entry) => `${path}/${entry.path}`);
      return data.truncated ? [] : [[path, files]];
    }),
  );
  return new Map(listed.flat());
}
