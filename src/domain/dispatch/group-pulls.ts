/** Which pull requests a merge group tests, by the entries of its queue. */

/** An entry that is tested. Each has a commit on top of that of the entry before it. */
export interface QueuedPull {
  readonly number: number;
  readonly baseSha: string;
  readonly headSha: string;
}

export interface GroupCommits {
  readonly baseSha: string;
  readonly headSha: string;
}

/**
 * The numbers of the entries between base and head of the group, the last added last. `entries`: in the order of the queue, whose base may
 * have moved on. `undefined`: they do not lead from the head to the base.
 */
export function findGroupPulls(
  entries: readonly QueuedPull[],
  { baseSha, headSha }: GroupCommits,
): readonly number[] | undefined {
  const found: number[] = [];
  let sha = headSha;
  for (let step = 0; step < entries.length; step += 1) {
    // Entries that share a commit are tested by it together.
    const here = entries.filter((entry) => entry.headSha === sha && entry.baseSha !== sha);
    const [first] = here;
    if (first === undefined || here.some((entry) => entry.baseSha !== first.baseSha)) return undefined;
    found.unshift(...here.map(({ number }) => number));
    if (first.baseSha === baseSha) return new Set(found).size === found.length ? found : undefined;
    sha = first.baseSha;
  }
  return undefined;
}
