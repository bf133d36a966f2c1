/**
 * Globs over stack names, with minimatch's meaning for `*`, `?`, `**`, `[…]` and `{…}`. A name may begin with a dot. Any API
 * client can send a pattern, so matching takes at most pattern × name steps and never uses a regular expression.
 */
import { toCodePoints } from '../../base/text.ts';

/** Most patterns that braces may stand for. */
const maxBraceExpansion = 64;

export interface StackGlob {
  matches(stack: string): boolean;
  /** What every match begins with. */
  readonly prefix: string;
}

export type CompiledGlob =
  | { readonly status: 'compiled'; readonly glob: StackGlob }
  | { readonly status: 'invalid'; readonly problem: string };

type CharacterTest = (point: number) => boolean;
type Token = '*' | CharacterTest;
/** A segment between slashes; `**` crosses them. */
type Segment = '**' | readonly Token[];

/** The first pair of braces that belong together and have a comma between them. */
function findBraces(
  pattern: string,
): { readonly start: number; readonly commas: number[]; readonly end: number } | undefined {
  for (let start = pattern.indexOf('{'); start !== -1; start = pattern.indexOf('{', start + 1)) {
    const commas: number[] = [];
    let depth = 0;
    for (let at = start; at < pattern.length; at += 1) {
      const character = pattern[at];
      if (character === '{') depth += 1;
      else if (character === ',' && depth === 1) commas.push(at);
      else if (character === '}') {
        depth -= 1;
        if (depth > 0) continue;
        if (commas.length > 0) return { start, commas, end: at };
        break;
      }
    }
  }
  return undefined;
}

/** All patterns without braces that `pattern` stands for; `undefined` when they are too many. */
function expandBraces(pattern: string): string[] | undefined {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const braces = findBraces(next);
    if (braces === undefined) done.push(next);
    else {
      const { start, commas, end } = braces;
      const cuts = [start, ...commas, end];
      for (const [index, cut] of cuts.slice(0, -1).entries())
        open.push(next.slice(0, start) + next.slice(cut + 1, cuts[index + 1]) + next.slice(end + 1));
    }
    if (open.length + done.length > maxBraceExpansion) return undefined;
  }
  return done;
}

/** `[…]` from `start` on: the test and where it ends; `undefined`: a bracket like any other character. */
function readClass(
  points: readonly number[],
  start: number,
): { readonly test: CharacterTest; readonly end: number } | undefined {
  const isNegated = points[start + 1] === 0x21 || points[start + 1] === 0x5e;
  const first = start + (isNegated ? 2 : 1);
  const end = points.indexOf(0x5d, first + 1);
  if (end === -1) return undefined;
  const ranges: [number, number][] = [];
  for (let at = first; at < end; at += 1) {
    const from = points[at] ?? 0;
    const isRange = points[at + 1] === 0x2d && at + 2 < end;
    ranges.push([from, isRange ? (points[at + 2] ?? 0) : from]);
    if (isRange) at += 2;
  }
  const isWithin = (point: number) => ranges.some(([from, to]) => from <= point && point <= to);
  return { test: (point) => isWithin(point) !== isNegated, end };
}

function readSegment(text: string): Segment {
  if (text === '**') return '**';
  const points = toCodePoints(text);
  const tokens: Token[] = [];
  for (let at = 0; at < points.length; at += 1) {
    const point = points[at] ?? 0;
    const set = point === 0x5b ? readClass(points, at) : undefined;
    if (set !== undefined) {
      tokens.push(set.test);
      at = set.end;
    } else if (point !== 0x2a) tokens.push(point === 0x3f ? () => true : (other) => other === point);
    else if (tokens.at(-1) !== '*') tokens.push('*');
  }
  return tokens;
}

/**
 * Whether `pattern` covers `value`, both in parts of which `isRun` ones stand for any number. On a mismatch only the last
 * run takes one more: an earlier one could gain nothing by it.
 */
function matchRuns<Part, Value>(
  pattern: readonly Part[],
  value: readonly Value[],
  {
    isRun,
    fits,
  }: { readonly isRun: (part: Part) => boolean; readonly fits: (part: Part, value: Value) => boolean },
): boolean {
  let [part, at, retryPart, retryAt] = [0, 0, -1, 0];
  while (at < value.length) {
    const [expected, actual] = [pattern[part], value[at]];
    if (expected !== undefined && isRun(expected)) {
      part += 1;
      [retryPart, retryAt] = [part, at];
    } else if (expected !== undefined && actual !== undefined && fits(expected, actual)) {
      part += 1;
      at += 1;
    } else if (retryPart >= 0) {
      retryAt += 1;
      [part, at] = [retryPart, retryAt];
    } else return false;
  }
  return pattern.slice(part).every(isRun);
}

const fitsSegment = (segment: Segment, points: readonly number[]): boolean =>
  segment !== '**' &&
  // `*` alone covers no empty name.
  (points.length > 0 || segment.length === 0) &&
  matchRuns<Token, number>(segment, points, {
    isRun: (token) => token === '*',
    fits: (token, point) => token !== '*' && token(point),
  });

function splitName(text: string): number[][] {
  return text.split('/').map(toCodePoints);
}

/** `a/**` covers what is below `a`, not `a` itself. */
function readSegments(text: string): readonly Segment[] {
  const segments = text.split('/').map(readSegment);
  return segments.length > 1 && segments.at(-1) === '**' ? [...segments, ['*']] : segments;
}

export function compileStackGlob(pattern: string): CompiledGlob {
  const expanded = expandBraces(pattern);
  if (expanded === undefined) {
    return { status: 'invalid', problem: `its braces stand for more than ${maxBraceExpansion} patterns` };
  }
  const globs = expanded.map(readSegments);
  const [prefix = ''] = /^[^*?[{]*/.exec(pattern) ?? [];
  return {
    status: 'compiled',
    glob: {
      prefix,
      matches(stack) {
        const parts = splitName(stack);
        return globs.some((glob) =>
          matchRuns<Segment, number[]>(glob, parts, {
            isRun: (segment) => segment === '**',
            fits: fitsSegment,
          }),
        );
      },
    },
  };
}
