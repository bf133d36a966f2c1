/**
 * Which paths a commit from CI may not touch: one list of named refusals, the same for the action and the server. They
 * keep a commit inside the repository, on every file system that it may be checked out on, and away from what runs in CI.
 *
 * `.gitmodules`, `.gitattributes` and `.gitignore` are files like any other: a caller that may change them through here may
 * change every script of the branch as well. As symbolic links they are refused with the modes (`check-changes.ts`).
 */
import { foldDisguise } from './fold.ts';
import { byteLength, maxPathBytes, maxSegmentBytes } from './limits.ts';

interface PathRule {
  readonly name: string;
  readonly message: string;
  breaks(path: string, segments: readonly string[]): boolean;
}

/** As NTFS reads a name: without what follows a colon, and without dots and blanks at the end. */
function asNtfs(segment: string): string {
  return foldDisguise(segment)
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
}

/** 8.3 names that Windows gives to `.git` and `.github`, counted or with a hash. */
const shortGit = /^(?:git~\d+|gi[0-9a-f]{4}~\d+)$/;
const shortGitHub = /^(?:github~\d+|gi[0-9a-f]{4}~\d+)$/;

/** `.git`, or a name that some file system takes for it. */
export function isGit(segment: string): boolean {
  const name = asNtfs(segment);
  return name === '.git' || shortGit.test(name);
}

/** At the root only: elsewhere the name means nothing to GitHub. */
function isGitHub(segment: string): boolean {
  const name = asNtfs(segment);
  return name === '.github' || shortGitHub.test(name);
}

/** `..` also as one character, full-width, or with something invisible in it. */
function isDots(segment: string, count: number): boolean {
  return segment === '.'.repeat(count) || (segment !== '' && foldDisguise(segment) === '.'.repeat(count));
}

/** In the order in which they are held against a path; the first one that is broken names the refusal. */
export const pathRules: readonly PathRule[] = [
  { name: 'empty', message: 'the path is empty', breaks: (path) => path === '' },
  {
    name: 'not-unicode',
    message: 'the path is not valid Unicode',
    // A replacement character is what reading invalid UTF-8 leaves.
    breaks: (path) => !path.isWellFormed() || path.includes('\ufffd'),
  },
  {
    name: 'control-character',
    message: 'the path holds a control character or a line separator',
    breaks: (path) => /[\p{Cc}\u2028\u2029]/u.test(path),
  },
  {
    name: 'too-long',
    message: `the path is longer than ${maxPathBytes} bytes, or a name in it than ${maxSegmentBytes}`,
    breaks: (path, segments) =>
      byteLength(path) > maxPathBytes || segments.some((segment) => byteLength(segment) > maxSegmentBytes),
  },
  { name: 'backslash', message: 'the path holds a backslash', breaks: (path) => path.includes('\\') },
  {
    name: 'absolute',
    message: 'the path is absolute; it has to begin at the root of the repository',
    breaks: (path) => path.startsWith('/'),
  },
  {
    name: 'drive-letter',
    message: 'the path begins with a drive letter',
    breaks: (path) => /^[A-Za-z]:/.test(foldDisguise(path)),
  },
  {
    name: 'parent-segment',
    message: 'the path goes through `..`',
    breaks: (_, segments) => segments.some((segment) => isDots(segment, 2)),
  },
  {
    name: 'dot-segment',
    message: 'the path goes through `.`',
    breaks: (_, segments) => segments.some((segment) => isDots(segment, 1)),
  },
  {
    name: 'empty-segment',
    message: 'the path holds two slashes in a row or ends in one',
    breaks: (_, segments) => segments.includes(''),
  },
  {
    name: 'git-folder',
    message: 'the path goes through `.git`, or through a name that a file system takes for it',
    breaks: (_, segments) => segments.some(isGit),
  },
  {
    name: 'github-folder',
    message:
      'the path is in `.github`, which holds the workflows, or in a name that a file system takes for it',
    breaks: (_, segments) => isGitHub(segments[0] ?? ''),
  },
  {
    name: 'stream',
    message: 'the path holds a colon, which names a stream of a file on Windows',
    breaks: (path) => path.includes(':') || foldDisguise(path).includes(':'),
  },
  {
    name: 'trailing-dot-or-space',
    message: 'a name in the path ends in a dot or a blank, which Windows drops',
    breaks: (_, segments) => segments.some((segment) => /[. ]$/.test(foldDisguise(segment))),
  },
  {
    name: 'hidden-character',
    message: 'the path holds a character that cannot be seen or that turns text around',
    breaks: (path) => /\p{Cf}/u.test(path),
  },
  {
    name: 'disguised-separator',
    message: 'the path holds a character that is turned into a slash or a backslash on some systems',
    breaks: (path, segments) =>
      foldDisguise(path).split('/').length !== segments.length || foldDisguise(path).includes('\\'),
  },
];

/** The first rule that `path` breaks. */
export function findPathProblem(path: string): Pick<PathRule, 'name' | 'message'> | undefined {
  const segments = path.split('/');
  return pathRules.find((rule) => rule.breaks(path, segments));
}
