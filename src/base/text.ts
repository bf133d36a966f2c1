/** Untrusted text, made safe to show; and the small conversions that every part needs. */

/** Longest text of a server that is repeated, in characters. */
export const maxServerTextLength = 2_000;
/** Longest path that is repeated, in characters. */
const maxShownPathLength = 200;

/** Control characters, lone surrogates, line separators, and the invisible characters that hide or reorder text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unprintableRun = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function toCodePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/** One line: each run of unprintable characters becomes a space. */
export function toLine(text: string): string {
  return text.replace(unprintableRun, ' ').trim();
}

/** One line that shows what is hidden: a tab becomes a space, every other unprintable character `\u{…}`. */
export function escapeUnprintable(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** In double quotes and escaped, so that no part of it is taken for something else. Longer text is cut at `maxLength` characters. */
export function quoteText(text: string, maxLength: number = Number.POSITIVE_INFINITY): string {
  const isCut = text.length > maxLength;
  const quoted = escapeUnprintable(JSON.stringify(isCut ? text.slice(0, maxLength).toWellFormed() : text));
  return isCut ? `${quoted}…` : quoted;
}

/** A path of a repository, for people. */
export function quotePath(path: string): string {
  return quoteText(path, maxShownPathLength);
}

/**
 * One printable line of at most `maxServerTextLength` characters, for the log of a job: `::` and `##[`, which would start a
 * command of the runner, are separated by a space.
 */
export function cleanLine(text: string): string {
  const line = toLine(text.slice(0, 2 * maxServerTextLength));
  const harmless = line.replace(/:(?=:)|##(?=\[)/g, '$& ');
  return harmless.length > maxServerTextLength ? `${harmless.slice(0, maxServerTextLength - 1)}…` : harmless;
}

/** The same for several lines, joined by `\n`: indentation is kept, empty lines are dropped. */
export function cleanLines(text: string): string {
  const lines = text.slice(0, 2 * maxServerTextLength).split(/\r\n|[\r\n]/);
  return lines
    .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${cleanLine(line)}`)
    .filter((line) => line.trim() !== '')
    .join('\n');
}

/** RFC 3339 in UTC and whole seconds, rounded down: `2026-03-01T09:00:00Z`. `time`: milliseconds since the Unix epoch. */
export function toTimestamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Whether every database stores the text as it is: PostgreSQL takes no NUL, and half a surrogate pair has no UTF-8. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
