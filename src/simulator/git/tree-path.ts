/** Decides which paths can be part of a tree: what git's own check (`fsck`) refuses, GitHub refuses. */

/** Longest path, in bytes: Linux cannot check out a longer one. */
const maxPathBytes = 4096;

/** Characters that HFS+ ignores in names, so that `.g<U+200C>it` is `.git` there; the list of git's `utf8.c`. */
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

function isDotGitOnMac(part: string): boolean {
  return part.replace(ignoredByHfs, '').toLowerCase() === '.git';
}

/** Case, trailing dots and spaces, streams (`.git::$INDEX_ALLOCATION`), the short name. A backslash separates directories. */
function isDotGitOnWindows(part: string): boolean {
  const names = part.split('\\').map((name) =>
    name
      .toLowerCase()
      .replace(/:.*$/s, '')
      .replace(/[. ]+$/, ''),
  );
  return names.some((name) => name === '.git' || name === 'git~1');
}

/** The components of a path from the root, or the problem with it in GitHub's words. */
export function splitTreePath(path: string): readonly string[] | { readonly problem: string } {
  if (path.startsWith('/')) return { problem: 'cannot start with a slash' };
  const parts = path.split('/');
  const isBad = (part: string) =>
    ['', '.', '..'].includes(part) || isDotGitOnMac(part) || isDotGitOnWindows(part);
  if (path.includes('\0') || Buffer.byteLength(path) > maxPathBytes || parts.some(isBad)) {
    return { problem: 'contains a malformed path component' };
  }
  return parts;
}
