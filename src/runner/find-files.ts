/** Finds files of a checkout by glob patterns: inside of the directory, without following symbolic links, within limits. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, systemErrorCode } from '../base/errors.ts';
import { globOptions } from './globs.ts';

export const maxPatterns = 100;
/** In characters. */
const maxPatternLength = 1_024;
/** Most files that all patterns together may match. */
export const maxFoundFiles = 2_000;
/** Most directory entries that are visited. */
const maxVisitedEntries = 200_000;

function invalidPattern(message: string, hint: string): ActionError {
  return new ActionError('INPUT_INVALID', message, { hint });
}

function checkPattern(pattern: string): string {
  const shown = JSON.stringify(pattern.slice(0, 200));
  if (pattern.length > maxPatternLength)
    throw invalidPattern(
      `The pattern ${shown}… has ${pattern.length} characters, the limit is ${maxPatternLength}.`,
      'Split it into several patterns.',
    );
  const path = pattern.replace(/^!/, '').replace(/^(\.\/)+/, '');
  const parts = path.split(/[/\\{},|()]/);
  if (/^(?:[/\\~]|[A-Za-z]:)/.test(path) || parts.includes('..') || path.includes('\0')) {
    throw invalidPattern(
      `The pattern ${shown} is outside of the workspace.`,
      'Use a pattern relative to the root of the checkout, without "..".',
    );
  }
  return pattern.startsWith('!') ? `!${path}` : path;
}

/** Tells whether a path matches; with `partial`, whether something below the directory might match. */
interface PathMatcher {
  match(path: string, partial?: boolean): boolean;
}

/** Compiles the common forms `a/b/c.yaml` and `a/b/*.yaml` without minimatch, which takes longer to load than the linter runs. */
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
      return new Minimatch(pattern, globOptions);
    }),
  );
}

async function list(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new ActionError('INPUT_FILE_UNUSABLE', `The directory ${directory} cannot be read.`, { cause });
  }
}

/**
 * Sorted paths, relative to `root` and with `/`, that match a pattern. Directories are left out, unless they have the extension of a
 * YAML file: they are in the place of a file. A pattern that starts with `!` excludes paths. `.git` and `node_modules` are skipped unless
 * a pattern names them.
 *
 * Throws INPUT_INVALID for a pattern outside of `root` and above a limit.
 */
export async function findFiles(root: string, patterns: readonly string[]): Promise<readonly string[]> {
  if (patterns.length > maxPatterns)
    throw invalidPattern(
      `There are ${patterns.length} patterns, the limit is ${maxPatterns}.`,
      'Use fewer, wider patterns.',
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
        throw invalidPattern(
          `The patterns search more than ${maxVisitedEntries} directory entries.`,
          'Use narrower patterns.',
        );
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (skipped.includes(entry.name)) continue;
      const matches =
        wanted.some((pattern) => pattern.match(path)) && !unwanted.some((pattern) => pattern.match(path));
      if (matches && (!entry.isDirectory() || /\.ya?ml$/.test(entry.name))) found.push(path);
      if (found.length > maxFoundFiles)
        throw invalidPattern(
          `The patterns match more than ${maxFoundFiles} files.`,
          'Use narrower patterns.',
        );
      if (entry.isDirectory() && wanted.some((pattern) => pattern.match(path, true))) await walk(path);
    }
  }

  await walk('');
  return found.sort();
}
