/** The differences between two commits: from git itself, where they do not show plainly. */
import { findNewLine, findSharedBase } from './ancestry.ts';
import { diffPlainly, type FileDiff } from './plain-diff.ts';
import { callGit, tryGit } from './process.ts';
import type { GitRepository } from './repository.ts';

type Git = Pick<GitRepository, 'objects' | 'path'>;

const statuses: Readonly<Record<string, FileDiff['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

function splitNul(output: Buffer): string[] {
  return output.toString('utf8').split('\0').slice(0, -1);
}

type Raw = Omit<FileDiff, 'additions' | 'deletions'>;

/** `:old new oid oid S` and the path, or two for a rename. */
function readRawDiff(fields: readonly string[]): Raw[] {
  const found: Raw[] = [];
  for (let index = 0; index < fields.length; ) {
    const [, , before = '', after = '', letter = ''] = (fields[index] ?? '').split(' ');
    const status = statuses[letter.charAt(0)] ?? 'modified';
    const isRename = status === 'renamed';
    const path = fields[index + (isRename ? 2 : 1)] ?? '';
    const previousPath = isRename ? fields[index + 1] : undefined;
    found.push({ path, previousPath, status, oid: status === 'removed' ? before : after });
    index += isRename ? 3 : 2;
  }
  return found;
}

/** `added deleted path`, or an empty path and two more fields for a rename. By the new path. */
function readCounts(fields: readonly string[]): Map<string, readonly [additions: number, deletions: number]> {
  const counts = new Map<string, readonly [number, number]>();
  for (let index = 0; index < fields.length; ) {
    const [added = '', deleted = '', path = ''] = (fields[index] ?? '').split('\t');
    const isRename = path === '';
    const number = (text: string) => (text === '-' ? 0 : Number(text));
    counts.set(isRename ? (fields[index + 2] ?? '') : path, [number(added), number(deleted)]);
    index += isRename ? 3 : 1;
  }
  return counts;
}

/** In git's order, renames found. */
export async function diffCommits(git: Git, before: string, after: string): Promise<FileDiff[]> {
  const plain = diffPlainly(git.objects, before, after);
  if (plain !== undefined) return plain;
  const ask = (format: string) => callGit(git.path, ['diff-tree', '-r', '-M', '-z', format, before, after]);
  const [raw, numstat] = await Promise.all([ask('--raw'), ask('--numstat')]);
  const counts = readCounts(splitNul(numstat));
  return readRawDiff(splitNul(raw)).map((file) => {
    const [additions, deletions] = counts.get(file.path) ?? [0, 0];
    return { ...file, additions, deletions };
  });
}

/** `undefined` when the two have no history in common. */
export async function findMergeBase(git: Git, left: string, right: string): Promise<string | undefined> {
  const found = findSharedBase(git.objects, left, right);
  if (found !== undefined) return found.base;
  const run = await tryGit(git.path, ['merge-base', left, right]);
  return run.exitCode === 0 ? run.stdout.toString('utf8').trim() : undefined;
}

/** What `head` has and `base` has not, oldest first. */
export async function listNewCommits(git: Git, base: string, head: string): Promise<string[]> {
  const line = findNewLine(git.objects, base, head);
  if (line !== undefined) return line;
  const listed = await callGit(git.path, ['rev-list', '--reverse', '--topo-order', `${base}..${head}`]);
  return listed.toString('utf8').split('\n').filter(Boolean);
}
