/** A path for people: in quotes, with everything that cannot be seen or is not valid as an escape. */

/** Longest path that is repeated, in characters. */
const maxShown = 200;

export function printablePath(path: string): string {
  const text = path.slice(0, maxShown).toWellFormed();
  const seen = JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return path.length > maxShown ? `${seen}…` : seen;
}
