/** Holds changes against what a commit has: are they there already, and can they be made on top of it at all? */
import { quotePath } from '../../base/text.ts';
import type { Addition, ChangeSet, CommitProblem, FileMode } from './change.ts';
import { checkLink } from './check-content.ts';
import { blobId } from './object-id.ts';

/** What a commit has at a path. */
export interface TreeEntry {
  readonly kind: 'blob' | 'tree' | 'submodule';
  /** Six octal digits. */
  readonly mode: string;
  readonly oid: string;
}

/** By path; what is absent has no entry. */
export type TreeEntries = ReadonlyMap<string, TreeEntry>;

/** Folders that `path` goes through, the outermost first. */
function foldersOf(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** Every path that {@link isSettled} and {@link checkAgainst} read. */
export function pathsToRead({ additions, deletions }: ChangeSet): string[] {
  const folders = additions.flatMap(({ path }) => foldersOf(path));
  return [...new Set([...[...additions, ...deletions].map(({ path }) => path), ...folders])];
}

/** The mode that the file shall have. */
export function modeFor(addition: Addition, entries: TreeEntries): FileMode {
  const mode = addition.mode ?? entries.get(addition.path)?.mode;
  return mode === '100755' || mode === '120000' ? mode : '100644';
}

function isAdded(addition: Addition, entries: TreeEntries): boolean {
  const entry = entries.get(addition.path);
  return (
    entry?.kind === 'blob' &&
    entry.mode === modeFor(addition, entries) &&
    entry.oid === blobId(addition.content)
  );
}

/** Without what the commit has already. A deleted file in whose place the changes put a folder is gone when the folder is there. */
export function findUnsettled({ additions, deletions }: ChangeSet, entries: TreeEntries): ChangeSet {
  const newFolders = new Set(additions.flatMap(({ path }) => foldersOf(path)));
  return {
    additions: additions.filter((addition) => !isAdded(addition, entries)),
    deletions: deletions.filter(({ path }) => {
      const entry = entries.get(path);
      return entry !== undefined && !(entry.kind === 'tree' && newFolders.has(path));
    }),
  };
}

/** Whether the commit has every change. */
export function isSettled(changes: ChangeSet, entries: TreeEntries): boolean {
  const { additions, deletions } = findUnsettled(changes, entries);
  return additions.length + deletions.length === 0;
}

/** Files of each folder of the commit, by the path of the folder. */
export type FolderFiles = ReadonlyMap<string, readonly string[]>;

/** The folders of the commit that the changes may clear, to put a file in their place: `checkAgainst` needs their files. */
export function foldersToClear({ additions, deletions }: ChangeSet, entries: TreeEntries): readonly string[] {
  return additions
    .map(({ path }) => path)
    .filter(
      (path) =>
        entries.get(path)?.kind === 'tree' &&
        deletions.some((deleted) => deleted.path.startsWith(`${path}/`)),
    );
}

/** The deletions that make room for additions: of a file where a folder comes, and of the files of a folder where a file comes. */
export function findClearing({ additions, deletions }: ChangeSet): ChangeSet['deletions'] {
  const folders = new Set(additions.flatMap(({ path }) => foldersOf(path)));
  const files = new Set(additions.map(({ path }) => path));
  return deletions.filter(
    ({ path }) => folders.has(path) || foldersOf(path).some((folder) => files.has(folder)),
  );
}

const kinds = { blob: 'a file', tree: 'a folder', submodule: 'a submodule' } as const;

function problem(rule: string, path: string, message: string): CommitProblem[] {
  return [{ rule, path: quotePath(path), message }];
}

/**
 * The conflicts that keep the changes from being made on this commit. A file or a link becomes a folder, and a folder a file, only if
 * the same changes delete what is in the way. `folders`: the files of `foldersToClear`.
 */
export function checkAgainst(
  { additions, deletions }: ChangeSet,
  entries: TreeEntries,
  folders: FolderFiles,
): CommitProblem[] {
  const deleted = new Set(deletions.map(({ path }) => path));
  const blocksFolder = (path: string) => {
    const kind = entries.get(path)?.kind ?? 'tree';
    return kind === 'submodule' || (kind === 'blob' && !deleted.has(path));
  };
  const added = additions.flatMap((addition) => {
    const { path } = addition;
    const through = foldersOf(path).find(blocksFolder);
    const isLink = modeFor(addition, entries) === '120000';
    const target = isLink ? Buffer.from(addition.content).toString('utf8') : undefined;
    const link = checkLink(path, isLink ? '120000' : undefined, target);
    if (link.length > 0) return link;
    if (through !== undefined) {
      const entry = entries.get(through);
      const what = entry?.mode === '120000' ? 'a symbolic link' : kinds[entry?.kind ?? 'blob'];
      return problem('through-file', path, `the path goes through ${quotePath(through)}, which is ${what}`);
    }
    const kind = entries.get(path)?.kind ?? 'blob';
    const isCleared = kind === 'tree' && (folders.get(path)?.every((file) => deleted.has(file)) ?? false);
    if (kind === 'blob' || isCleared) return [];
    return problem('replaces-folder', path, `the branch has ${kinds[kind]} there`);
  });
  const wrong = deletions.flatMap(({ path }) => {
    const kind = entries.get(path)?.kind ?? 'blob';
    return kind === 'blob' ? [] : problem('deletes-folder', path, `the branch has ${kinds[kind]} there`);
  });
  return [...added, ...wrong];
}
