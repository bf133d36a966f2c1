/** Texts of a server, fit for a terminal. */

/** Jobs choose some of these words: they must not move the cursor, forge a line or hide themselves. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** `''` for what is neither a text nor a number. */
export function readText(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? text.replace(unprintable, ' ').trim() : '';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
