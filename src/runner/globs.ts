/** Selects instances by globs on `stack/component`. */
import { ActionError } from '../base/errors.ts';
import type { InstanceName, Selection } from '../domain/stacks/items.ts';

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

export interface CompiledSelection {
  readonly isWanted: Selection;
  /** Patterns of an input that match none of the instances. */
  findIdle(input: 'include' | 'exclude', instances: readonly InstanceName[]): readonly string[];
}

type Matchers = readonly { readonly glob: string; matches(path: string): boolean }[];

async function compile(input: string, globs: readonly string[]): Promise<Matchers> {
  if (globs.length > maxGlobs) {
    throw new ActionError(
      'INPUT_INVALID',
      `Input "${input}" has ${globs.length} patterns, the limit is ${maxGlobs}.`,
      { hint: 'Use fewer, wider patterns.' },
    );
  }
  const { Minimatch } = await import('minimatch');
  return globs.map((glob) => {
    // A pattern without a slash matches whole stacks.
    const matcher = new Minimatch(glob.includes('/') ? glob : `${glob}/**`, globOptions);
    return { glob, matches: (path) => matcher.match(path) };
  });
}

/** `undefined` without patterns. Without `include`, everything that `exclude` does not match is selected. */
export async function compileSelection(
  include: readonly string[],
  exclude: readonly string[],
): Promise<CompiledSelection | undefined> {
  if (include.length === 0 && exclude.length === 0) return undefined;
  const matchers = {
    include: await compile('include', include),
    exclude: await compile('exclude', exclude),
  };
  const isMatched = (input: 'include' | 'exclude', path: string) =>
    matchers[input].some(({ matches }) => matches(path));
  return {
    isWanted({ stack, component }) {
      const path = `${stack}/${component}`;
      return (include.length === 0 || isMatched('include', path)) && !isMatched('exclude', path);
    },
    findIdle(input, instances) {
      const paths = instances.map(({ stack, component }) => `${stack}/${component}`);
      return matchers[input].filter(({ matches }) => !paths.some(matches)).map(({ glob }) => glob);
    },
  };
}

/** For a warning: which patterns match nothing, and what they were compared with, such as `affected components`. */
export function describeIdle(input: string, globs: readonly string[], what: string): string {
  const named = globs.map((glob) => JSON.stringify(glob)).join(', ');
  return `No ${what} matches ${named} in \`${input}\`. Check the spelling.`;
}
