/** Decides whether commits that others pushed meanwhile touch the files of a commit. */
import { quotePath } from '../../base/text.ts';
import { foldName } from './fold.ts';

/** Most paths that are named. */
const maxNamed = 5;

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Those of `own` that `others` touch too, by name, by a folder of theirs, or by a name that some file system takes for it. */
export function findOverlap(own: readonly string[], others: readonly string[]): string[] {
  const folded = others.map(foldName);
  return own.filter((path) => {
    const name = foldName(path);
    return folded.some((other) => isWithin(name, other) || isWithin(other, name));
  });
}

export function namePaths(paths: readonly string[]): string {
  const named = paths.slice(0, maxNamed).map(quotePath).join(', ');
  return paths.length > maxNamed ? `${named} and ${paths.length - maxNamed} more` : named;
}
