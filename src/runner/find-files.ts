/** Files of a checkout by glob patterns. Stays inside the directory, follows no symbolic link, and has bounds. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../base/errors.ts';

export const maxPatterns = 100;
/** In characters. */
const maxPatternLength = 1_024;
/** Most files that the patterns may find together. */
export const maxFoundFiles = 2_000;
/** Most directory entries that are looked at. */
const maxVisitedEntries = 200_000;
/** Most alternatives that the braces of one pattern stand for. */
const maxBraces = 1_000;

function refuse(message: string, hint: string): ActionError {
  return new ActionError('INPUT_INVALID', message, { hint });
}

function checkPattern(pattern: string): string {
  const shown = JSON.stringify(pattern.slice(0, 200));
  if (pattern.length > maxPatternLength)
    throw refuse(
      `The pattern ${shown}… is longer than ${maxPatternLength} characters.`,
      'Use several patterns.',
    );
  const path = pattern.replace(/^!/, '').replace(/^(\.\/)+/, '');
  const parts = path.split(/[/\\{},|()]/);
  if (/^(?:[/\\~]|[A-Za-z]:)/.test(path) || parts.includes('..') || path.includes('\0')) {
    throw refuse(
      `The pattern ${shown} leads out of the workspace.`,
      'Name files by their path from the root of the checkout, without "..".',
    );
  }
  return pattern.startsWith('!') ? `!${path}` : path;
}

/** Tells whether a path matches, or, when it is a directory, whether something below it might. */
interface PathMatcher {
  match(path: string, partial?: boolean): boolean;
}

/** `a/b/c.yaml` and `a/b/*.yaml`, which is what most people write, without the library: it takes longer to load than to lint. */
function compilePlain(pattern: string): PathMatcher | undefined {
  const [, directory, star, suffix] = /^((?:[\w.-]+\/)*)(\*?)([\w.-]+)$/.exec(pattern) ?? [];
  if (directory === undefined || suffix === undefined || pattern.split('/').includes('.')) return undefined;
  return {
    match: (path, partial = false) => {
      if (partial) return directory.startsWith(`${path}/`);
      const name = path.slice(directory.length);
      if (!path.startsWith(directory) || name.includes('/')) return false;
      return star === '' ? name === suffix : name.endsWith(suffix);
    },
  };
}

async function compile(patterns: readonly string[]): Promise<readonly PathMatcher[]> {
  return Promise.all(
    patterns.map(async (pattern) => {
      const plain = compilePlain(pattern);
      if (plain !== undefined) return plain;
      const { Minimatch } = await import('minimatch');
      return new Minimatch(pattern, {
        ...{ dot: true, nocomment: true, nonegate: true, platform: 'linux', braceExpandMax: maxBraces },
      });
    }),
  );
}

async function list(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new ActionError('INPUT_FILE_UNUSABLE', `The directory ${directory} cannot be read.`, { cause });
  }
}

/**
 * Paths relative to `root` with `/` between their parts, sorted, of everything but directories that a pattern matches; a
 * directory too when the pattern's last part has an extension, since it stands where a file should. A pattern that begins
 * with `!` takes away. `.git` and `node_modules` are left out unless a pattern names them.
 *
 * Throws INPUT_INVALID for a pattern that leads out of `root` and over a bound.
 */
export async function findFiles(root: string, patterns: readonly string[]): Promise<readonly string[]> {
  if (patterns.length > maxPatterns)
    throw refuse(
      `There are ${patterns.length} patterns, and ${maxPatterns} is the limit.`,
      'Use wider ones.',
    );
  const checked = patterns.map(checkPattern);
  const wanted = await compile(checked.filter((pattern) => !pattern.startsWith('!')));
  const unwanted = await compile(
    checked.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
  );
  const skipped = ['.git', 'node_modules'].filter(
    (name) => !checked.some((pattern) => pattern.includes(name)),
  );
  const found: string[] = [];
  let visited = 0;

  async function walk(directory: string): Promise<void> {
    for (const entry of await list(join(root, directory))) {
      visited += 1;
      if (visited > maxVisitedEntries)
        throw refuse(`The patterns look at more than ${maxVisitedEntries} files.`, 'Use narrower patterns.');
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (skipped.includes(entry.name)) continue;
      const matches =
        wanted.some((pattern) => pattern.match(path)) && !unwanted.some((pattern) => pattern.match(path));
      if (matches && (!entry.isDirectory() || /\.ya?ml$/.test(entry.name))) found.push(path);
      if (found.length > maxFoundFiles)
        throw refuse(`The patterns find more than ${maxFoundFiles} files.`, 'Use narrower patterns.');
      if (entry.isDirectory() && wanted.some((pattern) => pattern.match(path, true))) await walk(path);
    }
  }

  await walk('');
  return found.sort();
}
