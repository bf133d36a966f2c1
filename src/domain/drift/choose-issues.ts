/** Decides which issues for drift are open: those that are stay until their drift is over, and few are opened at a time. */

export interface IssueFacts {
  /** Keys of those that are open. */
  readonly open: readonly string[];
  /** What has drifted. `since`: in milliseconds. */
  readonly drifted: readonly { readonly key: string; readonly since: number }[];
  /** Keys of what may have drifted: a detection failed, or its result is too old. */
  readonly uncertain: ReadonlySet<string>;
  /** Whether `drifted` is all of it. */
  readonly isWhole: boolean;
  /** Most that are open at a time. */
  readonly maxOpen: number;
}

export interface IssueChoice {
  readonly opened: readonly string[];
  readonly kept: readonly string[];
  readonly closed: readonly string[];
  /** What has drifted and gets no issue for now. */
  readonly withheld: number;
}

/** What drifted first is opened first. */
export function chooseIssues({ open, drifted, uncertain, isWhole, maxOpen }: IssueFacts): IssueChoice {
  const isOpen = new Set(open);
  const isDrifted = new Set(drifted.map(({ key }) => key));
  const kept = open.filter((key) => isDrifted.has(key) || uncertain.has(key) || !isWhole);
  const isKept = new Set(kept);
  const fresh = drifted
    .filter(({ key }) => !isOpen.has(key))
    .toSorted((one, other) => one.since - other.since || (one.key < other.key ? -1 : 1));
  const free = Math.max(0, maxOpen - kept.length);
  return {
    opened: fresh.slice(0, free).map(({ key }) => key),
    kept,
    closed: open.filter((key) => !isKept.has(key)),
    withheld: Math.max(0, fresh.length - free),
  };
}
