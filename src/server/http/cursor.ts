/** Where a page ends, as text that clients send back without looking into it. */
import { isStorable } from '../../base/text.ts';

/** Texts and numbers in a fixed order. */
export type CursorParts = readonly (string | number)[];

export function writeCursor(parts: CursorParts): string {
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');
}

function readParts(text: string): readonly unknown[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}

function isCursorText(part: unknown): part is string {
  return typeof part === 'string' && isStorable(part);
}

function isCursorNumber(part: unknown): part is number {
  return Number.isSafeInteger(part);
}

/** `undefined` for text that is not the cursor of a list with so many texts. */
export function readTextCursor(text: string, length: number): readonly string[] | undefined {
  const parts = readParts(text);
  return parts?.length === length && parts.every(isCursorText) ? parts : undefined;
}

/** The same for a list with so many numbers. */
export function readNumberCursor(text: string, length: number): readonly number[] | undefined {
  const parts = readParts(text);
  return parts?.length === length && parts.every(isCursorNumber) ? parts : undefined;
}
