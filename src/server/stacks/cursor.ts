/** Where a page ends, as text that clients hand back without looking into it. */

/** Texts and numbers in a fixed order. */
export type CursorParts = readonly (string | number)[];

export function writeCursor(parts: CursorParts): string {
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');
}

/** `shape` names the type of each part; `undefined` for what no page of this kind was given. */
export function readCursor(text: string, shape: readonly ('string' | 'number')[]): CursorParts | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== shape.length) return undefined;
    const fits = parts.every(
      (part: unknown, index) =>
        typeof part === shape[index] &&
        (typeof part === 'string' ? !part.includes('\0') && part.isWellFormed() : Number.isSafeInteger(part)),
    );
    return fits ? (parts as (string | number)[]) : undefined;
  } catch {
    return undefined;
  }
}
