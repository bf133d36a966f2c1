/** Which known word a misspelled one was probably meant to be. */

/** Longest word that is compared, in UTF-16 code units; longer words are not typos of a known one. */
const maxWordLength = 64;

/** Optimal string alignment: insertions, deletions, substitutions, swaps of neighbors. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let distance = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) distance = Math.min(distance, (beforePrevious[j - 2] ?? 0) + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** Letters only: `pull-requests`, `pullRequests` and `pull_requests` are one word. */
function reduce(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The nearest of `known` within a third of its length, or nothing. */
export function suggestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > maxWordLength) return undefined;
  const reduced = reduce(word);
  if (reduced === '') return undefined;
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(reduced, reduce(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3))
    ? best.candidate
    : undefined;
}
