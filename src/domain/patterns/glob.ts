/** Globs over claims: `*` is any run of characters, `?` is one, everything else is itself. */

const anyRun = -1;
const anyOne = -2;

/** Pattern as code points, a run of `*` collapsed into one. */
function readPattern(pattern: string): Int32Array {
  const tokens: number[] = [];
  for (const character of pattern) {
    if (character === '*') {
      if (tokens.at(-1) !== anyRun) tokens.push(anyRun);
    } else tokens.push(character === '?' ? anyOne : (character.codePointAt(0) ?? 0));
  }
  return Int32Array.from(tokens);
}

/**
 * Greedy walk: on a mismatch the last `*` takes one more character. Only the last `*` is ever tried again, since an
 * earlier one could gain nothing by taking more; so each of the `value.length` retries costs at most one pass over the pattern.
 */
function matchTokens(tokens: Int32Array, value: string): boolean {
  let token = 0;
  let position = 0;
  let retryToken = -1;
  let retryPosition = 0;
  while (position < value.length) {
    const expected = tokens[token];
    if (expected === anyRun) {
      token += 1;
      if (token === tokens.length) return true;
      retryToken = token;
      retryPosition = position;
      continue;
    }
    const actual = value.codePointAt(position) ?? 0;
    if (expected === actual || expected === anyOne) {
      token += 1;
      position += actual > 0xffff ? 2 : 1;
    } else if (retryToken >= 0) {
      retryPosition += (value.codePointAt(retryPosition) ?? 0) > 0xffff ? 2 : 1;
      position = retryPosition;
      token = retryToken;
    } else return false;
  }
  return token === tokens.length || (token === tokens.length - 1 && tokens[token] === anyRun);
}

/**
 * A test of whole values against `pattern` (docs/trust-policies.md#patterns), compared as they are: no case folding, no trimming, no Unicode
 * normalization. Characters are Unicode code points; `*` crosses `/`, `:` and line ends. Takes time in pattern × value at worst.
 */
export function compileGlob(pattern: string): (value: string) => boolean {
  if (!/[*?]/.test(pattern)) return (value) => value === pattern;
  const tokens = readPattern(pattern);
  return (value) => matchTokens(tokens, value);
}
