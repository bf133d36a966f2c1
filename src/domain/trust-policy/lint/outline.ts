/** Globs that stand for a regular expression, so that examples of what it matches can be made. Guesses: the engine confirms them. */

/** Most globs that one expression gives. */
const maxOutlines = 16;

const quantifier = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/;
const className = /^\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]/;
const groupOpening = /^\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/;

interface Parsed {
  readonly globs: readonly string[];
  readonly rest: string;
  /** Whether values of the piece are left out: there were too many globs, or it repeats. */
  readonly isPartial: boolean;
}

function limit(globs: readonly string[]): Pick<Parsed, 'globs' | 'isPartial'> {
  return { globs: globs.slice(0, maxOutlines), isPartial: globs.length > maxOutlines };
}

/** A piece that repeats: any character becomes a run, anything else is taken once, or not at all where nothing has to stand. */
function repeat({ globs, rest, isPartial }: Parsed): Parsed {
  const [written, least] = quantifier.exec(rest) ?? [];
  if (written === undefined) return { globs, rest, isPartial };
  const isAnyCharacter = globs.length === 1 && globs[0] === '?';
  const exact = least !== undefined && !written.includes(',');
  const optional = /^(?:\?|\*|\{0)/.test(written);
  const once = optional ? [...globs, ''] : globs;
  const run = exact ? '?'.repeat(Number(least)) : '*';
  return {
    globs: isAnyCharacter && !written.startsWith('?') ? [run] : once,
    rest: rest.slice(written.length),
    isPartial: isPartial || (!isAnyCharacter && !written.startsWith('?')),
  };
}

function readAtom(rest: string): Parsed | undefined {
  const opening = groupOpening.exec(rest)?.[0];
  if (opening !== undefined) {
    const inner = readAlternatives(rest.slice(opening.length));
    return inner?.rest.startsWith(')') ? { ...inner, rest: inner.rest.slice(1) } : undefined;
  }
  const set = className.exec(rest)?.[0] ?? /^(?:\.|\\[dDwWsS]|\\[pP](?:\w|\{\^?\w+\}))/.exec(rest)?.[0];
  if (set !== undefined) return { globs: ['?'], rest: rest.slice(set.length), isPartial: false };
  const nothing = /^(?:[\^$]|\\[AbBz])/.exec(rest)?.[0];
  if (nothing !== undefined) return { globs: [''], rest: rest.slice(nothing.length), isPartial: false };
  const literal = /^(?:\\[^\w\s]|[^\\*+?{}()[\]|])/u.exec(rest)?.[0];
  return literal === undefined
    ? undefined
    : { globs: [literal.replace(/^\\/, '')], rest: rest.slice(literal.length), isPartial: false };
}

function readSequence(text: string): Parsed | undefined {
  let globs: readonly string[] = [''];
  let rest = text;
  let isPartial = false;
  while (rest !== '' && !rest.startsWith('|') && !rest.startsWith(')')) {
    const atom = readAtom(rest);
    if (!atom) return undefined;
    const piece = repeat(atom);
    const longer = limit(globs.flatMap((head) => piece.globs.map((tail) => head + tail)));
    globs = longer.globs;
    isPartial ||= piece.isPartial || longer.isPartial;
    rest = piece.rest;
  }
  return { globs, rest, isPartial };
}

function readAlternatives(text: string): Parsed | undefined {
  const globs: string[] = [];
  let rest = `|${text}`;
  let isPartial = false;
  while (rest.startsWith('|')) {
    const sequence = readSequence(rest.slice(1));
    if (!sequence) return undefined;
    globs.push(...sequence.globs);
    isPartial ||= sequence.isPartial;
    rest = sequence.rest;
  }
  const limited = limit(globs);
  return { globs: limited.globs, rest, isPartial: isPartial || limited.isPartial };
}

function readWhole(regex: string): Parsed | undefined {
  const parsed = readAlternatives(regex);
  return parsed?.rest === '' ? parsed : undefined;
}

/**
 * Up to 16 globs, each of which has values in common with the accepted expression `regex`; none for what is out of the ordinary.
 * A pattern has at most 256 characters, which bounds the depth.
 */
export function outlineRegex(regex: string): readonly string[] {
  return [...new Set(readWhole(regex)?.globs)];
}

/** Whether `outlineRegex` says everything that the expression accepts. */
export function isWhollyOutlined(regex: string): boolean {
  return readWhole(regex)?.isPartial === false;
}
