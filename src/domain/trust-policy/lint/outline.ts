/** Globs that stand for a regular expression, so that examples of what it matches can be made. Guesses: the engine confirms them. */

/** Most globs that one expression gives. */
const maxOutlines = 64;

const quantifier = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/;
const className = /^\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]/;
const groupOpening = /^\((?:\?(?:P?<\w+>|(?<flags>[a-zA-Z-]*):))?/;
const flagSetting = /^\(\?(?<flags>[a-zA-Z-]+)\)/;
const quotedText = /^\\Q([\s\S]*?)(?:\\E|$)/;
/** A character by its number, or by the letter of a control character, which no claim has. */
const codedCharacter = /^\\(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|0([0-7]{1,2})|[aftnrv])/;
const maxCodePoint = 0x10ffff;

interface Parsed {
  readonly globs: readonly string[];
  readonly rest: string;
  /** Whether values of the piece are left out: there were too many globs, or it repeats. */
  readonly isPartial: boolean;
}

/** Where there are too many, keeps those that are open from early on: a wide alternative does not hide behind narrow ones. */
function limit(globs: readonly string[]): Pick<Parsed, 'globs' | 'isPartial'> {
  if (globs.length <= maxOutlines) return { globs, isPartial: false };
  const kept = globs.toSorted((a, b) => literalLength(a) - literalLength(b)).slice(0, maxOutlines);
  return { globs: kept, isPartial: true };
}

function literalLength(glob: string): number {
  const wildcard = glob.search(/[*?]/);
  return wildcard < 0 ? Number.POSITIVE_INFINITY : wildcard;
}

/** Case does not count: values in other cases are left out. */
function foldsCase(flags: string | undefined): boolean {
  return /^[a-zA-Z]*i/.test(flags ?? '');
}

function readText(text: string, rest: string, isPartial = false): Parsed {
  return { globs: [text], rest, isPartial };
}

/** `\Q…\E` by one character, `\x2f`, `\t` and the like. A `*` or `?` in it is wider as a glob, which the engine then rules out. */
function readSpelledOut(rest: string): Parsed | undefined {
  const quoted = quotedText.exec(rest);
  if (quoted) {
    const [first = '', ...more] = quoted[1] ?? '';
    const after = rest.slice(quoted[0].length);
    return readText(first, more.length === 0 ? after : `\\Q${more.join('')}\\E${after}`, first === '');
  }
  const [written, byte, point, octal] = codedCharacter.exec(rest) ?? [];
  if (written === undefined) return undefined;
  const hexadecimal = byte ?? point;
  const code =
    hexadecimal === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(hexadecimal, 16);
  return code > maxCodePoint ? undefined : readText(String.fromCodePoint(code), rest.slice(written.length));
}

/** Globs of a piece that stands for single characters, any of which may follow another. */
function isAnyCharacter(globs: readonly string[]): boolean {
  return globs.includes('?') && globs.every((glob) => /^.$/su.test(glob));
}

/** A piece that repeats: any character becomes a run, anything else is taken once, or not at all where nothing has to stand. */
function repeat({ globs, rest, isPartial }: Parsed): Parsed {
  const [written, count, range] = quantifier.exec(rest) ?? [];
  if (written === undefined) return { globs, rest, isPartial };
  const least = written.startsWith('+') ? 1 : Number(count ?? 0);
  const once = least === 0 ? [...globs, ''] : globs;
  const isOptional = written.startsWith('?');
  const isRun = isAnyCharacter(globs) && !isOptional;
  const run = '?'.repeat(least) + (count !== undefined && range === undefined ? '' : '*');
  return {
    globs: isRun ? [run] : once,
    rest: rest.slice(written.length),
    isPartial: isPartial || !(isRun || isOptional),
  };
}

function readAtom(rest: string): Parsed | undefined {
  const setting = flagSetting.exec(rest);
  if (setting) return readText('', rest.slice(setting[0].length), foldsCase(setting.groups?.['flags']));
  const opening = groupOpening.exec(rest);
  if (opening) {
    const inner = readAlternatives(rest.slice(opening[0].length));
    if (!inner?.rest.startsWith(')')) return undefined;
    const isPartial = inner.isPartial || foldsCase(opening.groups?.['flags']);
    return { ...inner, rest: inner.rest.slice(1), isPartial };
  }
  const spelledOut = readSpelledOut(rest);
  if (spelledOut) return spelledOut;
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
 * Up to 64 globs, each of which has values in common with the accepted expression `regex`; none for what is out of the ordinary.
 * A pattern has at most 256 characters, which bounds the depth.
 */
export function outlineRegex(regex: string): readonly string[] {
  return [...new Set(readWhole(regex)?.globs)];
}

/** Whether `outlineRegex` says everything that the expression accepts. */
export function isWhollyOutlined(regex: string): boolean {
  return readWhole(regex)?.isPartial === false;
}

export interface Alternative {
  /** As written. */
  readonly text: string;
  /** Together they match everything that the alternative accepts, and perhaps more. */
  readonly globs: readonly string[];
}

/** The alternatives of the whole expression, such as `main` and `dev` of `main|dev`, without those that cannot be read entirely. */
export function readWholeAlternatives(regex: string): readonly Alternative[] {
  const alternatives: Alternative[] = [];
  let rest = `|${regex}`;
  // A flag counts in the alternatives behind it too.
  let isPartial = false;
  while (rest.startsWith('|')) {
    const written = rest.slice(1);
    const sequence = readSequence(written);
    if (!sequence) return alternatives;
    isPartial ||= sequence.isPartial;
    rest = sequence.rest;
    const text = written.slice(0, written.length - rest.length);
    if (!isPartial) alternatives.push({ text, globs: sequence.globs });
  }
  return alternatives;
}
