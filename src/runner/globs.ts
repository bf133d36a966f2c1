/** Selects instances by globs on `stack/component`. */
import { ActionError } from '../base/errors.ts';
import type { Selection } from '../domain/stacks/items.ts';

/** Most patterns of one input. */
const maxGlobs = 100;
/** In characters. */
const maxGlobLength = 512;
/** How minimatch reads a pattern: the same on every system, with at most 1,000 alternatives from braces. */
export const globOptions = {
  dot: true,
  nocomment: true,
  nonegate: true,
  platform: 'linux',
  braceExpandMax: 1_000,
} as const;

/** What is wrong with a pattern, for the table of inputs. */
export function globProblem(glob: string): string | undefined {
  return glob.length > maxGlobLength ? `takes patterns of at most ${maxGlobLength} characters` : undefined;
}

async function compile(input: string, globs: readonly string[]): Promise<(path: string) => boolean> {
  if (globs.length > maxGlobs) {
    throw new ActionError(
      'INPUT_INVALID',
      `Input "${input}" has ${globs.length} patterns, the limit is ${maxGlobs}.`,
      { hint: 'Use fewer, wider patterns.' },
    );
  }
  const { Minimatch } = await import('minimatch');
  const matchers = globs.map(
    // A pattern without a slash matches whole stacks.
    (glob) => new Minimatch(glob.includes('/') ? glob : `${glob}/**`, globOptions),
  );
  return (path) => matchers.some((matcher) => matcher.match(path));
}

/** `undefined` without patterns. Without `include`, everything that `exclude` does not match is selected. */
export async function compileSelection(
  include: readonly string[],
  exclude: readonly string[],
): Promise<Selection | undefined> {
  if (include.length === 0 && exclude.length === 0) return undefined;
  const isIncluded = include.length === 0 ? () => true : await compile('include', include);
  const isExcluded = await compile('exclude', exclude);
  return ({ stack, component }) => {
    const path = `${stack}/${component}`;
    return isIncluded(path) && !isExcluded(path);
  };
}
