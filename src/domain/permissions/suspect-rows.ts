/** Patterns of permission rows that were probably meant as globs, and are regular expressions. */
import { readsAsGlob, toIntendedRegex } from '../patterns/glob-in-regex.ts';
import { type PermissionRow, patternFields } from './rows.ts';

export interface SuspectPattern {
  /** Place of the row, from 1 in the order of the file. */
  readonly row: number;
  readonly field: (typeof patternFields)[number];
  readonly pattern: string;
  /** Two sentences: what the pattern is, and what to write. */
  readonly advice: string;
}

/** What is wrong with a pattern that reads as a glob; nothing for any other. */
export function describeSuspectPattern(pattern: string): string | undefined {
  if (pattern === '*' || !readsAsGlob(pattern)) return undefined;
  const meant = JSON.stringify(toIntendedRegex(pattern));
  return `${JSON.stringify(pattern)} is a regular expression, in which * and ? repeat the character before them. For any characters, write ${meant}.`;
}

export function findSuspectPatterns(rows: readonly PermissionRow[]): readonly SuspectPattern[] {
  return rows.flatMap((row, index) =>
    patternFields.flatMap((field): SuspectPattern[] => {
      const advice = describeSuspectPattern(row[field]);
      return advice === undefined ? [] : [{ row: index + 1, field, pattern: row[field], advice }];
    }),
  );
}
