/** Holds changes against what a commit has: are they there already, and can they be made on top of it at all? */
import { quotePath } from '../../base/text.ts';
import type { ChangeSet, CommitProblem, FileMode } from './change.ts';
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
export function modeFor(addition: ChangeSet['additions'][number], entries: TreeEntries): FileMode {
  const mode = addition.mode ?? entries.get(addition.path)?.mode;
  return mode === '100755' || mode === '120000' ? mode : '100644';
}

/** Whether the commit has every change. */
export function isSettled({ additions, deletions }: ChangeSet, entries: TreeEntries): boolean {
  return (
    deletions.every(({ path }) => !entries.has(path)) &&
    additions.every((addition) => {
      const entry = entries.get(addition.path);
      return (
        entry?.kind === 'blob' &&
        entry.mode === modeFor(addition, entries) &&
        entry.oid === blobId(addition.content)
      );
    })
  );
}

const kinds = { blob: 'a file', tree: 'a folder', submodule: 'a submodule' } as const;

function problem(rule: string, path: string, message: string): CommitProblem[] {
  return [{ rule, path: quotePath(path), message }];
}

/**
 * The conflicts that keep the changes from being made on this commit. A folder never becomes a file in the same commit, nor a
 * file or a link a folder: the entry in the way has to be deleted in an earlier commit.
 */
export function checkAgainst({ additions, deletions }: ChangeSet, entries: TreeEntries): CommitProblem[] {
  const added = additions.flatMap((addition) => {
    const { path } = addition;
    const through = foldersOf(path).find((folder) => (entries.get(folder)?.kind ?? 'tree') !== 'tree');
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
    return kind === 'blob' ? [] : problem('replaces-folder', path, `the branch has ${kinds[kind]} there`);
  });
  const deleted = deletions.flatMap(({ path }) => {
    const kind = entries.get(path)?.kind ?? 'blob';
    return kind === 'blob' ? [] : problem('deletes-folder', path, `the branch has ${kinds[kind]} there`);
  });
  return [...added, ...deleted];
}
