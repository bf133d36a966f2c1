/**
 * Brings the changes onto the branch: finds that they are there, or makes one commit, or says why neither. Asked again it
 * comes to the same end, whatever became of the first answer (docs/commit.md has each point at which it may break off).
 */
import type { ChangeSet } from '../../domain/commits/change.ts';
import { isSameMessage } from '../../domain/commits/message.ts';
import { findOverlap, namePaths } from '../../domain/commits/overlap.ts';
import { checkAgainst, isSettled, pathsToRead } from '../../domain/commits/settled.ts';
import { type Comparison, compareCommits } from '../../github/commits.ts';
import { type CommitTree, readTreeEntries } from '../../github/tree-entries.ts';
import type { Refusal } from '../http/answer.ts';
import { branchRefused, conflict, refuseProblems } from './refusals.ts';
import type { CommitRecord } from './store.ts';
import { type WriteParts, writeCommit } from './write-commit.ts';

/** Tries to put the commit on the branch; the second is for a branch that moved without touching the same files. */
const maxTries = 2;

export interface SettleInput {
  readonly record: CommitRecord;
  /** Whether this request, or an earlier one like it, may have committed already. */
  readonly mayHaveCommitted: boolean;
  /** The branch as it was seen. */
  readonly head: string;
  readonly message: string;
  readonly changes: ChangeSet;
}

export type Settled =
  | { readonly status: 'committed' | 'found' | 'unchanged'; readonly sha: string }
  | { readonly status: 'refused'; readonly refusal: Refusal };

function refuse(refusal: Refusal): Settled {
  return { status: 'refused', refusal };
}

/** Without what the commit has already. */
function leftOver(changes: ChangeSet, { entries }: CommitTree): ChangeSet {
  return {
    additions: changes.additions.filter((one) => !isSettled({ additions: [one], deletions: [] }, entries)),
    deletions: changes.deletions.filter((one) => !isSettled({ additions: [], deletions: [one] }, entries)),
  };
}

export async function settleCommit(input: SettleInput, parts: WriteParts): Promise<Settled> {
  const { record, message, changes } = input;
  const { branch, base } = record;
  const readTree = (commit: string) =>
    readTreeEntries(parts.client, parts.handle, { commit, paths: pathsToRead(changes) }, parts.options);

  /** The commit of an earlier try whose answer was lost. */
  async function findOwn({ commits }: Comparison): Promise<string | undefined> {
    const known = commits.find(({ sha }) => sha === record.prepared);
    if (known !== undefined) return known.sha;
    for (const commit of commits) {
      if (!isSameMessage(commit.message, message)) continue;
      if (isSettled(changes, (await readTree(commit.sha)).entries)) return commit.sha;
    }
    return undefined;
  }

  let { head, mayHaveCommitted } = input;
  for (let attempt = 1; attempt <= maxTries; attempt += 1) {
    const between =
      head === base
        ? undefined
        : await compareCommits(parts.client, parts.handle, { base, head }, parts.options);
    if (between !== undefined && mayHaveCommitted) {
      const own = await findOwn(between);
      if (own !== undefined) return { status: 'found', sha: own };
    }
    const tree = await readTree(head);
    const rest = leftOver(changes, tree);
    if (rest.additions.length + rest.deletions.length === 0) return { status: 'unchanged', sha: head };
    const inTheWay = head === base ? undefined : findConflict(rest, between, { branch, base });
    if (inTheWay !== undefined) return refuse(inTheWay);
    const problems = checkAgainst(rest, tree.entries);
    if (problems.length > 0) return refuse(refuseProblems(problems));
    const written = await writeCommit({ branch, head, message, changes: rest }, tree, parts);
    if (written.status === 'written') return { status: 'committed', sha: written.sha };
    if (written.status === 'refused') {
      return refuse(branchRefused(`GitHub does not let the App commit to ${branch}. ${written.words}`));
    }
    if (written.head === undefined) return refuse(conflict(`The branch ${branch} is gone.`));
    head = written.head;
    // What moved it may have been our own call, whose answer was lost.
    mayHaveCommitted = true;
  }
  return refuse(
    conflict(`${branch} is being pushed to all the time. Nothing was committed; run the job again.`),
  );
}

/** Why the changes cannot go on top of what others pushed since `base`. */
function findConflict(
  { additions, deletions }: ChangeSet,
  between: Comparison | undefined,
  { branch, base }: { readonly branch: string; readonly base: string },
): Refusal | undefined {
  const from = `the commit that this job worked on (${base.slice(0, 12)})`;
  const advice =
    'Nothing was committed. The run of the newer commit makes its own changes; or run this job again on it.';
  if (between === undefined)
    return conflict(`GitHub does not know ${from}. Push it first, or check the branch out anew.`);
  if (between.relation === 'diverged' || between.relation === 'behind') {
    return conflict(`${branch} was rewritten and no longer has ${from}. ${advice}`);
  }
  if (!between.isComplete) return conflict(`${branch} has moved on too far from ${from}. ${advice}`);
  const overlap = findOverlap(
    [...additions, ...deletions].map(({ path }) => path),
    between.paths,
  );
  if (overlap.length === 0) return undefined;
  return conflict(
    `${branch} has moved on from ${from}, and its new commits change the same files: ${namePaths(overlap)}. ${advice}`,
  );
}
