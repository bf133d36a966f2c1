/** Holds the content and the mode of one added file to their rules. */
import { quotePath } from '../../base/text.ts';
import type { CommitProblem, FileMode } from './change.ts';
import { foldDisguise } from './fold.ts';
import { byteLength, describeBytes, maxFileBytes, maxPathBytes, maxTotalBytes } from './limits.ts';

/** Files that git reads from the checkout; as links they would make it read somewhere else, and `git fsck` complains. */
const gitFiles = new Set(['.gitmodules', '.gitattributes', '.gitignore', '.mailmap']);

export function checkSize(path: string, bytes: number): CommitProblem[] {
  if (bytes <= maxFileBytes) return [];
  const message = `the file has ${bytes} bytes, and at most ${describeBytes(maxFileBytes)} are allowed`;
  return [{ rule: 'file-too-large', path: quotePath(path), message }];
}

export function checkTotal(bytes: number): CommitProblem[] {
  if (bytes <= maxTotalBytes) return [];
  const message = `the files have ${bytes} bytes together, and at most ${describeBytes(maxTotalBytes)} are allowed in one commit`;
  return [{ rule: 'commit-too-large', message }];
}

/** A link has to stay inside the repository. `target`: its content, where it is known. */
export function checkLink(
  path: string,
  mode: FileMode | undefined,
  target: string | undefined,
): CommitProblem[] {
  if (mode !== '120000') return [];
  const shown = quotePath(path);
  const name = foldDisguise(path.slice(path.lastIndexOf('/') + 1));
  if (gitFiles.has(name)) {
    return [{ rule: 'link-for-git', path: shown, message: 'git takes no symbolic link for this file' }];
  }
  if (target === undefined) return [];
  if (target === '' || byteLength(target) > maxPathBytes || /[\p{Cc}\ufffd\\]/u.test(target)) {
    const message = `the link's target is not a path of at most ${maxPathBytes} bytes`;
    return [{ rule: 'link-target', path: shown, message }];
  }
  return leavesRepository(path, target)
    ? [{ rule: 'link-outside', path: shown, message: 'the link leads out of the repository, or into `.git`' }]
    : [];
}

function leavesRepository(path: string, target: string): boolean {
  if (target.startsWith('/') || /^[A-Za-z]:/.test(target)) return true;
  const at = path.split('/').slice(0, -1);
  for (const segment of target.split('/')) {
    const name = foldDisguise(segment);
    if (name === '..') {
      if (at.pop() === undefined) return true;
    } else if (name !== '' && name !== '.') at.push(name);
  }
  return at.includes('.git');
}
