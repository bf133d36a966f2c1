/** Texts of a server, fit for a terminal. */
import { toLine } from '../../base/text.ts';

/** `''` for what is neither a text nor a number. */
export function readText(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? toLine(text) : '';
}
