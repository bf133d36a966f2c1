/** Two globs: a value that both match, and whether one matches all that the other does. */

/** Any run of characters, and any one character; other tokens are single characters. */
const run = -1;
const one = -2;
const name = -3;

/**
 * Placeholder for a name in a glob built here: any run of characters other than `/` and `:`. From the private use area, which no claim
 * contains.
 */
export const anyName = '\u{f0000}';

/** Stands where either glob would take any character. */
const anyCharacter = 'x';

/** Code points; wildcards that stand together in their one normal order, `??*`. */
function readTokens(pattern: string): number[] {
  const tokens: number[] = [];
  let runPending = false;
  function flush(): void {
    if (runPending) tokens.push(run);
    runPending = false;
  }
  for (const character of pattern) {
    if (character === '*') runPending = true;
    else if (character === '?') tokens.push(one);
    else {
      flush();
      tokens.push(character === anyName ? name : (character.codePointAt(0) ?? 0));
    }
  }
  flush();
  return tokens;
}

function isRun(token: number | undefined): boolean {
  return token === run || token === name;
}

const [slash, colon] = [0x2f, 0x3a];

function agree(a: number, b: number): boolean {
  if (a === name || b === name) {
    const other = a === name ? b : a;
    return other !== slash && other !== colon;
  }
  return a < 0 || b < 0 || a === b;
}

function writeToken(a: number, b: number): string {
  const token = a >= 0 ? a : b;
  return token >= 0 ? String.fromCodePoint(token) : anyCharacter;
}

/** First code unit of {@link anyName}. */
const anyNameStart = anyName.charCodeAt(0);
const [star, questionMark] = [0x2a, 0x3f];

function isLiteral(unit: number): boolean {
  return unit !== star && unit !== questionMark && unit !== anyNameStart;
}

/** Whether literal beginnings contradict each other, which most pairs of patterns do: nothing has to be searched then. */
function beginApart(first: string, second: string): boolean {
  const length = Math.min(first.length, second.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [first.charCodeAt(index), second.charCodeAt(index)];
    if (!isLiteral(a) || !isLiteral(b)) return false;
    if (a !== b) return true;
  }
  return false;
}

/**
 * A value that both globs match, or nothing when there is none: the two are disjoint. Takes time in the product of
 * their lengths.
 */
export function findCommonValue(first: string, second: string): string | undefined {
  if (beginApart(first, second)) return undefined;
  const [a, b] = [readTokens(first), readTokens(second)];
  const width = b.length + 1;
  const dead = new Uint8Array((a.length + 1) * width);

  /** Each step leaves a token of either behind, which bounds the depth. */
  function walk(i: number, j: number): string | undefined {
    if (i === a.length && j === b.length) return '';
    if (dead[i * width + j] === 1) return undefined;
    const found = step(i, j);
    if (found === undefined) dead[i * width + j] = 1;
    return found;
  }
  function step(i: number, j: number): string | undefined {
    const [x, y] = [a[i], b[j]];
    const [xRuns, yRuns] = [isRun(x), isRun(y)];
    const withoutRun = (xRuns ? walk(i + 1, j) : undefined) ?? (yRuns ? walk(i, j + 1) : undefined);
    if (withoutRun !== undefined || x === undefined || y === undefined) return withoutRun;
    // What both runs would take can be left out.
    if ((xRuns && yRuns) || !agree(x, y)) return undefined;
    const rest = walk(xRuns ? i : i + 1, yRuns ? j : j + 1);
    return rest === undefined ? undefined : writeToken(x, y) + rest;
  }
  return walk(0, 0);
}

/**
 * Whether `wide` matches every value that `narrow` matches. `true` is certain; `false` may be wrong where two wildcards meet.
 * Takes time in the product of their lengths.
 */
export function includesGlob(wide: string, narrow: string): boolean {
  const [a, b] = [readTokens(wide), readTokens(narrow)];
  let [i, j, retryI, retryJ] = [0, 0, -1, 0];
  while (j < b.length) {
    const [x, y] = [a[i], b[j]];
    if (x === run) {
      i += 1;
      [retryI, retryJ] = [i, j];
    } else if (x !== undefined && (x === y || (x === one && y !== run))) {
      i += 1;
      j += 1;
    } else if (retryI >= 0) {
      retryJ += 1;
      [i, j] = [retryI, retryJ];
    } else return false;
  }
  return a.slice(i).every((token) => token === run);
}
