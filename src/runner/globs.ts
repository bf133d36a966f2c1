/** Picks instances by globs on `stack/component`. */
import { ActionError } from '../base/errors.ts';
import type { Selection } from '../domain/stacks/items.ts';

/** Most patterns of one input. */
const maxGlobs = 100;
/** In characters. */
const maxGlobLength = 512;
/** Most alternatives that the braces of one pattern stand for. */
const maxBraces = 1_000;

/** What is wrong with a pattern, for the inputs. */
export function globProblem(glob: string): string | undefined {
  return glob.length > maxGlobLength ? `takes patterns of at most ${maxGlobLength} characters` : undefined;
}

async function compile(input: string, globs: readonly string[]): Promise<(path: string) => boolean> {
  if (globs.length > maxGlobs) {
    throw new ActionError(
      'INPUT_INVALID',
      `Input "${input}" has ${globs.length} patterns, and ${maxGlobs} is the limit.`,
      {
        hint: 'Use wider ones.',
      },
    );
  }
  const { Minimatch } = await import('minimatch');
  const matchers = globs.map(
    // A pattern without a slash is about stacks.
    (glob) =>
      new Minimatch(glob.includes('/') ? glob : `${glob}/**`, {
        ...{ dot: true, nocomment: true, nonegate: true, platform: 'linux', braceExpandMax: maxBraces },
      }),
  );
  return (path) => matchers.some((matcher) => matcher.match(path));
}

/** Undefined without patterns. Without `include` everything is wanted that `exclude` does not name. */
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
