/** Which pull requests a merge group tests, by the entries of its queue. */

/** An entry that is tested. Each has a commit on top of that of the entry before it. */
export interface QueuedPull {
  /** `undefined`: GitHub does not show which pull request it is. */
  readonly number: number | undefined;
  readonly baseSha: string;
  readonly headSha: string;
}

export interface TestedGroup {
  readonly baseSha: string;
  readonly headSha: string;
  /** The pull request that its branch names; `undefined`: that is not known. */
  readonly pullNumber?: number | undefined;
}

function isWhole(numbers: readonly number[], named: number | undefined): boolean {
  return new Set(numbers).size === numbers.length && (named === undefined || numbers.includes(named));
}

/**
 * The numbers of the entries between base and head of the group, the last added last. `entries`: in the order of the queue, whose base may
 * have moved on. `undefined`: they do not lead from the head to the base, or do not show all pull requests of the group.
 */
export function findGroupPulls(
  entries: readonly QueuedPull[],
  { baseSha, headSha, pullNumber }: TestedGroup,
): readonly number[] | undefined {
  const found: number[] = [];
  let sha = headSha;
  for (let step = 0; step < entries.length; step += 1) {
    // Entries that share a commit are tested by it together.
    const here = entries.filter((entry) => entry.headSha === sha && entry.baseSha !== sha);
    const [first] = here;
    if (first === undefined || here.some((entry) => entry.baseSha !== first.baseSha)) return undefined;
    const numbers = here.flatMap(({ number }) => number ?? []);
    if (numbers.length < here.length) return undefined;
    found.unshift(...numbers);
    if (first.baseSha === baseSha) return isWhole(found, pullNumber) ? found : undefined;
    sha = first.baseSha;
  }
  return undefined;
}
