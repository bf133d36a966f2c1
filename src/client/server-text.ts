/**
 * Words that a server sent, made fit for a log or a page. They are not ours: a line of them must not be read as a workflow
 * command, move the cursor, or hide itself.
 */

/** Longest text of a server that is repeated, in characters. */
export const maxServerTextLength = 2_000;

/** Control characters, line separators, and the invisible format characters that reorder or hide text. */
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** One printable line of at most `maxServerTextLength` characters; `::` and `##[` are pulled apart. */
export function cleanLine(text: string): string {
  const line = text
    .slice(0, 2 * maxServerTextLength)
    .replace(unprintable, ' ')
    .trim();
  const harmless = line.replace(/:(?=:)|##(?=\[)/g, '$& ');
  return harmless.length > maxServerTextLength ? `${harmless.slice(0, maxServerTextLength - 1)}…` : harmless;
}

/** The same for several lines: each one printable, joined by `\n`, indentation kept, empty ones dropped. */
export function cleanLines(text: string): string {
  const lines = text.slice(0, 2 * maxServerTextLength).split(/\r\n|[\r\n]/);
  const kept = lines
    .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${cleanLine(line)}`)
    .filter((line) => line.trim() !== '');
  return kept.join('\n');
}
