/** Assigns ids in order, so that the same seed always gives the same ids. */

/** First id of each kind: in separate ranges, so that mixed-up kinds are noticed, and of the size of GitHub's today. */
export const firstIds = {
  account: 100_001,
  enterprise: 201,
  repository: 700_000_001,
  app: 900_001,
  installation: 50_000_001,
  run: 17_000_000_001,
  workflow: 160_000_001,
  environment: 1_300_000_001,
  workflowJob: 49_000_000_001,
  checkRun: 48_000_000_001,
  pullRequest: 2_000_000_001,
  comment: 3_000_000_001,
  protection: 60_000_001,
  ruleset: 5_000_001,
  team: 7_000_001,
  hook: 400_000_001,
  check: 58_000_000_001,
  checkSuite: 66_000_000_001,
  delivery: 120_000_000_001,
  release: 200_000_001,
  review: 3_500_000_001,
  issue: 2_500_000_001,
} as const;

/** `taken` are the ids in the seed. They are skipped. */
export function createIdSource(first: number, taken: readonly (number | undefined)[]): () => number {
  const used = new Set(taken);
  let next = first;
  return () => {
    while (used.has(next)) next += 1;
    used.add(next);
    return next;
  };
}

/** The next id of a kind, for what comes into being while the world runs. */
export function nextIdOf(lastIds: Map<string, number>, kind: keyof typeof firstIds): number {
  const id = (lastIds.get(kind) ?? firstIds[kind] - 1) + 1;
  lastIds.set(kind, id);
  return id;
}
