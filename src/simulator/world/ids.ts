/** Hands out ids for what a seed leaves unnumbered, in order, so that the same seed always gives the same ids. */

/** Where each kind starts: apart, so that a mix-up of kinds shows, and of the size that GitHub's have today. */
export const firstIds = {
  account: 100_001,
  enterprise: 201,
  repository: 700_000_001,
  app: 900_001,
  installation: 50_000_001,
  run: 17_000_000_001,
  checkRun: 48_000_000_001,
  pullRequest: 2_000_000_001,
  comment: 3_000_000_001,
  protection: 60_000_001,
  ruleset: 5_000_001,
} as const;

/** `taken` are the ids that the seed gives itself; they are passed over. */
export function createIdSource(first: number, taken: readonly (number | undefined)[]): () => number {
  const used = new Set(taken);
  let next = first;
  return () => {
    while (used.has(next)) next += 1;
    used.add(next);
    return next;
  };
}
