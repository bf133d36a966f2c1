/** Finds entries of CODEOWNERS that a later one replaces: of several entries with one pattern only the last has an effect. */
import type { OwnersEntry } from './read-entries.ts';

/** What is wrong on a line. The text is a user's, and untrusted. */
export interface LineError {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Longest pattern that a message repeats, in characters. */
const maxShownPattern = 200;

/** Equal for patterns that match the same paths because they differ in nothing but their spelling. */
export function normalizePattern(pattern: string): string {
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const body = pattern.replace(/^\//, '').replace(/\*\*(?:\/\*\*)+/g, '**');
  return isAnchored ? `/${body}` : body;
}

/** One error for each entry that has no effect, on its line. */
export function findDuplicates(entries: readonly OwnersEntry[]): readonly LineError[] {
  const groups = Map.groupBy(entries, ({ pattern }) => normalizePattern(pattern));
  return [...groups.values()].flatMap((same) => {
    const last = same.at(-1);
    return same.slice(0, -1).map(({ line, pattern }) => ({
      line,
      message: `Duplicate pattern on line ${line}: line ${last?.line ?? line} replaces it. Remove one of them.\n\n  ${pattern.slice(0, maxShownPattern).toWellFormed()}`,
    }));
  });
}
