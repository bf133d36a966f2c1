/** Makes text of a policy safe to show: nothing in it moves a cursor, hides text or turns it around. */

// Control, format (bidirectional marks, zero-width ones), line and paragraph separators.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line: a tab becomes a space, everything unseen its escape. */
export function toPrintable(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
