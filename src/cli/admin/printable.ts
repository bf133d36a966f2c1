/** Makes text from a server safe to print on a terminal. */
import { toLine } from '../../base/text.ts';

/** `''` unless the value is a string or a number. */
export function toPrintable(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? toLine(text) : '';
}
