/** Holds the paths of a commit against each rule of their own and against each other. */
import { quotePath } from '../../base/text.ts';
import type { CommitProblem } from './change.ts';
import { foldName } from './fold.ts';
import { maxFiles } from './limits.ts';
import { findPathProblem } from './path-rules.ts';

export interface ChangedPaths {
  readonly additions: readonly string[];
  readonly deletions: readonly string[];
}

function problem(rule: string, path: string, message: string): CommitProblem {
  return { rule, path: quotePath(path), message };
}

export function checkFileCount(count: number): CommitProblem[] {
  if (count === 0) return [{ rule: 'no-files', message: 'there is no changed file' }];
  if (count <= maxFiles) return [];
  const message = `there are ${count} changed files, and at most ${maxFiles} are allowed`;
  return [{ rule: 'too-many-files', message }];
}

function checkEach(paths: readonly string[]): CommitProblem[] {
  return paths.flatMap((path) => {
    const found = findPathProblem(path);
    return found === undefined ? [] : [problem(found.name, path, found.message)];
  });
}

function checkRepeats(paths: readonly string[]): CommitProblem[] {
  const seen = new Set<string>();
  return paths.flatMap((path) => {
    const isRepeated = seen.has(path);
    seen.add(path);
    return isRepeated ? [problem('duplicate', path, 'the path is named twice')] : [];
  });
}

/** Only among files that are there afterwards: to rename a file in letter case alone is to delete one and to add one. */
function checkFolded(additions: readonly string[]): CommitProblem[] {
  const seen = new Map<string, string>();
  return additions.flatMap((path) => {
    const folded = foldName(path);
    const other = seen.get(folded);
    seen.set(folded, path);
    if (other === undefined || other === path) return [];
    const message = `file systems that ignore letter case or composition take the path for ${quotePath(other)}`;
    return [problem('case-duplicate', path, message)];
  });
}

function checkFolders(additions: readonly string[]): CommitProblem[] {
  const files = new Map(additions.map((path) => [foldName(path), path]));
  return additions.flatMap((path) => {
    const segments = foldName(path).split('/');
    const file = segments.slice(1).map((_, index) => files.get(segments.slice(0, index + 1).join('/')));
    const other = file.find((found) => found !== undefined);
    if (other === undefined) return [];
    return [problem('file-and-folder', path, `the path goes through ${quotePath(other)}, which is a file`)];
  });
}

/** Every problem; none when the commit may have these paths. */
export function checkPaths({ additions, deletions }: ChangedPaths): CommitProblem[] {
  const deleted = new Set(deletions);
  const both = additions.filter((path) => deleted.has(path));
  return [
    ...checkFileCount(additions.length + deletions.length),
    ...checkEach([...additions, ...deletions]),
    ...checkRepeats(additions),
    ...checkRepeats(deletions),
    ...both.map((path) => problem('added-and-deleted', path, 'the path is both added and deleted')),
    ...checkFolded(additions),
    ...checkFolders(additions),
  ];
}
