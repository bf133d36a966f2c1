/** Values that look like text and are something else in YAML. */

import type { Fix, Range } from '../findings.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

/** Longest piece of the file in a message, in UTF-16 code units. */
const maxQuoted = 64;

/** A sentence that says what YAML makes of the value. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'This is empty.';
  if (typeof value === 'object') return 'A text is expected here.';
  return `YAML reads this as the ${typeof value} ${String(value).slice(0, maxQuoted)}, not as text.`;
}

/** The same characters in double quotes; nothing for an empty value, whose meaning is unknown. */
export function quoteFix(source: PolicySource, path: PolicyPathSegments): Fix | undefined {
  const [start, end] = source.nodeAt(path)?.range ?? [0, 0];
  const written = source.text.slice(start, end);
  if (!/^[\w.+:-]+$/.test(written) || written === 'null') return undefined;
  return { range: source.rangeBetween(start, end), text: `"${written}"` };
}

/** `meant` in place of `word`, when the two differ in case, hyphens and underscores alone; otherwise it would be a guess. */
export function spellingFix(range: Range, word: string, meant: string | undefined): Fix | undefined {
  const reduce = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  return meant !== undefined && reduce(meant) === reduce(word) ? { range, text: meant } : undefined;
}
