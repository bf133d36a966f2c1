/** What a regular expression will cost, estimated from its text before anything is compiled. */

/** Pieces of RE2 syntax; the order matters. Whatever is none of them is a literal character. */
const piece =
  /\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|(?<assertion>\\[bBAz]|[$^])|\\[pP](?:\{[^}]*\}|.)|\\x\{[^}]*\}|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\{(?<least>\d+)(?<comma>,(?<most>\d*))?\}|(?<open>\((?:\?(?:P?<\w+>|[a-zA-Z-]*:?))?)|(?<close>\))|(?<repeat>[*+?])|(?<or>\|)|[\s\S]/gu;

/** A branch costs the engine a saved alternative, an assertion a look at both neighbours, a Unicode class hundreds of ranges. */
const branchCost = 3;
const assertionCost = 4;
const unicodeClassCost = 16;

interface Level {
  total: number;
  /** Cost of the piece that a following repetition would repeat. */
  last: number;
}

/**
 * Steps that the engine takes per character of the value at worst, roughly: a literal is 1. Never refuses a pattern for its
 * syntax and never throws; a wrong estimate costs time, not safety, because the size of the compiled program is bounded too.
 */
export function estimateRegexCost(pattern: string): number {
  const stack: Level[] = [];
  let level: Level = { total: 0, last: 0 };
  function add(cost: number): void {
    level.total += cost;
    level.last = cost;
  }
  for (const { 0: text, groups = {} } of pattern.matchAll(piece)) {
    if (groups['open'] !== undefined) {
      stack.push(level);
      level = { total: 2, last: 0 };
    } else if (groups['close'] !== undefined) {
      const inner = level.total;
      level = stack.pop() ?? { total: 0, last: 0 };
      add(inner);
    } else if (groups['least'] !== undefined) {
      const least = Number(groups['least']);
      const most = groups['comma'] === undefined ? least : Number(groups['most'] || least + 1);
      const repeated = level.last * Math.max(most, 1) + branchCost * Math.max(most - least, 0);
      level.total -= level.last;
      add(repeated);
    } else if (groups['repeat'] !== undefined) {
      level.total += branchCost;
      level.last += branchCost;
    } else if (groups['or'] !== undefined) add(branchCost);
    else if (groups['assertion'] !== undefined) add(assertionCost);
    else if (groups['quoted'] !== undefined) add(groups['quoted'].length);
    else add(1 + unicodeClassCost * (text.match(/\\[pP]/g)?.length ?? 0));
  }
  return stack.reduce((sum, outer) => sum + outer.total, level.total);
}
