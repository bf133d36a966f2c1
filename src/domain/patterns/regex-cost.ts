/** Estimates the cost of a regular expression from its text, before anything is compiled. */

/** Pieces of RE2 syntax; the order matters. Anything else is a literal character. */
const syntax =
  /\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|(?<assertion>\\[bBAz]|[$^])|\\[pP](?:\{[^}]*\}|.)|\\x\{[^}]*\}|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\{(?<least>\d+)(?<comma>,(?<most>\d*))?\}|(?<open>\((?:\?(?:P?<\w+>|[a-zA-Z-]*:?))?)|(?<close>\))|(?<repeat>[*+?])|(?<or>\|)|[\s\S]/gu;

/** A branch costs the engine a saved alternative, an assertion a check of both neighbors, a Unicode class hundreds of ranges. */
const branchCost = 3;
const assertionCost = 4;
const unicodeClassCost = 16;

/** Text without a repetition before it is matched at one position of the value, not at all of them. */
const onceShare = 4;

interface Cost {
  readonly once: number;
  readonly everywhere: number;
}

interface Level {
  total: Cost;
  /** The piece that a following repetition would repeat. */
  last: Cost;
}

const nothing: Cost = { once: 0, everywhere: 0 };

function sum(a: Cost, b: Cost): Cost {
  return { once: a.once + b.once, everywhere: a.everywhere + b.everywhere };
}

function scale({ once, everywhere }: Cost, factor: number): Cost {
  return { once: once * factor, everywhere: everywhere * factor };
}

/**
 * Steps that the engine takes per character of the value at worst, roughly. Never refuses a pattern for its syntax and never
 * throws; a wrong estimate costs time, not safety, because the size of the compiled program is bounded too.
 */
export function estimateRegexCost(pattern: string): number {
  const stack: Level[] = [];
  let level: Level = { total: nothing, last: nothing };
  /** Whether what follows may begin at many places of the value. */
  let spread = false;

  function add(cost: number | Cost): void {
    const piece =
      typeof cost === 'number' ? { once: spread ? 0 : cost, everywhere: spread ? cost : 0 } : cost;
    level = { total: sum(level.total, piece), last: piece };
  }
  function repeat(times: number, branches: number): void {
    const { total, last } = level;
    const variable = branches > 0;
    spread ||= variable;
    const piece = scale(last, Math.max(times, 1));
    const repeated = variable
      ? { once: 0, everywhere: piece.once + piece.everywhere + branches * branchCost }
      : piece;
    level = { total: sum(sum(total, scale(last, -1)), repeated), last: repeated };
  }

  for (const { 0: text, groups = {} } of pattern.matchAll(syntax)) {
    if (groups['open'] !== undefined) {
      stack.push(level);
      level = { total: nothing, last: nothing };
      add(2);
    } else if (groups['close'] !== undefined) {
      const inner = level.total;
      level = stack.pop() ?? { total: nothing, last: nothing };
      add(inner);
    } else if (groups['least'] !== undefined) {
      const least = Number(groups['least']);
      const bounded = groups['comma'] === undefined || groups['most'] !== '';
      const most = groups['comma'] === undefined ? least : Number(groups['most'] || least + 1);
      repeat(most, bounded ? Math.max(most - least, 0) : 1);
    } else if (groups['repeat'] !== undefined) repeat(1, 1);
    else if (groups['or'] !== undefined) add(branchCost);
    else if (groups['assertion'] !== undefined) add(assertionCost);
    else if (groups['quoted'] !== undefined) add(groups['quoted'].length);
    else add(1 + unicodeClassCost * (text.match(/\\[pP]/g)?.length ?? 0));
  }
  const { once, everywhere } = stack.reduce((total, outer) => sum(total, outer.total), level.total);
  return Math.ceil(everywhere + once / onceShare);
}
