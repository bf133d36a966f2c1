/**
 * Brings the changes onto the branch: finds them there, makes one commit, or refuses. A repeated request ends the same way, even if the
 * first answer was lost (docs/commit.md lists each point of failure).
 */
import { ok } from '../../base/result.ts';
import type { ChangeSet } from '../../domain/commits/change.ts';
import { isSameMessage } from '../../domain/commits/message.ts';
import { findOverlap, namePaths } from '../../domain/commits/overlap.ts';
import {
  checkAgainst,
  findUnsettled,
  foldersToClear,
  isSettled,
  pathsToRead,
} from '../../domain/commits/settled.ts';
import { type CommitComparison, compareCommits } from '../../github/commits.ts';
import { readFolderFiles } from '../../github/folder-files.ts';
import { readTreeEntries } from '../../github/tree-entries.ts';
import type { Answer, RefusedAnswer } from '../http/answer.ts';
import { branchRefused, conflict, refuseProblems } from './refusals.ts';
import type { CommitRecord } from './store.ts';
import { type WritePorts, writeCommit } from './write-commit.ts';

/** Attempts to put the commit on the branch; the second is for a branch that moved without touching the same files. */
const maxAttempts = 2;

export interface SettleInput {
  readonly record: CommitRecord;
  /** Whether this request, or an earlier one like it, may have committed already. */
  readonly mayHaveCommitted: boolean;
  /** The branch as it was seen. */
  readonly head: string;
  readonly message: string;
  readonly changes: ChangeSet;
}

export interface Settled {
  readonly how: 'committed' | 'found' | 'unchanged';
  readonly sha: string;
}

export async function settleCommit(input: SettleInput, ports: WritePorts): Promise<Answer<Settled>> {
  const { record, message, changes } = input;
  const { branch, base } = record;
  const readTree = (commit: string) =>
    readTreeEntries({ client: ports.client, ...ports.options }, ports.handle, {
      commit,
      paths: pathsToRead(changes),
    });

  /** The commit of an earlier attempt whose answer was lost. */
  async function findOwn({ commits }: CommitComparison): Promise<string | undefined> {
    const known = commits.find(({ sha }) => sha === record.prepared);
    if (known !== undefined) return known.sha;
    for (const commit of commits) {
      if (!isSameMessage(commit.message, message)) continue;
      if (isSettled(changes, (await readTree(commit.sha)).entries)) return commit.sha;
    }
    return undefined;
  }

  let { head, mayHaveCommitted } = input;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const between =
      head === base
        ? undefined
        : await compareCommits({ client: ports.client, ...ports.options }, ports.handle, { base, head });
    if (between !== undefined && mayHaveCommitted) {
      const own = await findOwn(between);
      if (own !== undefined) return ok({ how: 'found', sha: own });
    }
    const tree = await readTree(head);
    const rest = findUnsettled(changes, tree.entries);
    if (rest.additions.length + rest.deletions.length === 0) return ok({ how: 'unchanged', sha: head });
    const inTheWay = head === base ? undefined : findConflict(rest, between, { branch, base });
    if (inTheWay !== undefined) return inTheWay;
    const folders = await readFolderFiles(
      { client: ports.client, ...ports.options },
      ports.handle,
      foldersToClear(rest, tree.entries).map((path) => ({ path, tree: tree.entries.get(path)?.oid ?? '' })),
    );
    const problems = checkAgainst(rest, tree.entries, folders);
    if (problems.length > 0) return refuseProblems(problems);
    const written = await writeCommit({ branch, head, message, changes: rest }, tree, ports);
    if (written.status === 'written') return ok({ how: 'committed', sha: written.sha });
    if (written.status === 'refused') {
      return branchRefused(`GitHub rejected the App's commit to ${branch}. ${written.reason}`);
    }
    if (written.head === undefined) return conflict(`The branch ${branch} no longer exists.`);
    head = written.head;
    // What moved it may have been our own call, whose answer was lost.
    mayHaveCommitted = true;
  }
  return conflict(`Other pushes keep moving ${branch}. Nothing was committed; run the job again.`);
}

/** Why the changes cannot go on top of what others pushed since `base`. */
function findConflict(
  { additions, deletions }: ChangeSet,
  between: CommitComparison | undefined,
  { branch, base }: { readonly branch: string; readonly base: string },
): RefusedAnswer | undefined {
  const from = `the commit that this job worked on (${base.slice(0, 12)})`;
  const advice =
    'Nothing was committed. Let the run of the newer commit make its own changes, or run this job again on it.';
  if (between === undefined)
    return conflict(`GitHub does not have ${from}. Push it first, or check out the branch again.`);
  if (between.relation === 'diverged' || between.relation === 'behind') {
    return conflict(
      `${branch} does not contain ${from}: the branch was rewritten, or the job checked out another commit. ${advice} If the job checks out the merge of its pull request, set \`ref: \${{ github.event.pull_request.head.sha }}\` at actions/checkout.`,
    );
  }
  if (!between.isComplete) return conflict(`${branch} has too many new commits since ${from}. ${advice}`);
  const overlap = findOverlap(
    [...additions, ...deletions].map(({ path }) => path),
    between.paths,
  );
  if (overlap.length === 0) return undefined;
  return conflict(
    `${branch} has new commits since ${from} that change the same files: ${namePaths(overlap)}. ${advice}`,
  );
}
