/** Puts a proposal at GitHub: one branch with one commit, and its pull request. A repeated proposal finds the parts that exist. */
import { ok } from '../../base/result.ts';
import { blobId } from '../../domain/commits/object-id.ts';
import { checkAgainst, pathsToRead } from '../../domain/commits/settled.ts';
import {
  type Proposer,
  renderProposalBody,
  renderProposalMessage,
  renderProposalTitle,
} from '../../domain/trust-policy/draft/proposal-text.ts';
import { findBranchPull, openBranchPull } from '../../github/branch-pulls.ts';
import { createBranch } from '../../github/branches.ts';
import type { TimedCalls } from '../../github/client.ts';
import { compareCommits } from '../../github/commits.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { prepareCommit } from '../../github/git-objects.ts';
import { readPolicyBase } from '../../github/policy-base.ts';
import type { RepositoryHandle } from '../../github/repository-calls.ts';
import { readTreeEntries } from '../../github/tree-entries.ts';
import type { Answer } from '../http/answer.ts';
import type { ProposalSource } from './read-source.ts';
import { refuseBranch, refuseByGitHub, refusePull, refuseUnusable } from './refusals.ts';

export interface WritePlace {
  readonly source: ProposalSource;
  readonly proposer: Proposer;
  readonly handle: RepositoryHandle;
  readonly calls: TimedCalls;
}

/** Whether GitHub says no, and not that it cannot be asked. */
function isRefusal(error: unknown): error is GitHubFailure {
  return error instanceof GitHubFailure && ['unprocessable', 'forbidden', 'conflict'].includes(error.kind);
}

/** The commit, signed by GitHub, that no branch has yet: a branch is never seen without its change. */
async function commitFile({ source, proposer, handle, calls }: WritePlace): Promise<Answer<string>> {
  const { branch, file } = source;
  const changes = { additions: [{ path: file.path, content: Buffer.from(file.text) }], deletions: [] };
  const input = { commit: branch.head, paths: pathsToRead(changes) };
  const base = await readTreeEntries(calls, handle, input);
  const [conflict] = checkAgainst(changes, base.entries, new Map());
  if (conflict !== undefined) return refuseUnusable(file.path, conflict.message);
  const order = {
    branch: file.branch,
    head: branch.head,
    message: renderProposalMessage(file, proposer),
    changes,
    base,
  };
  return ok(await prepareCommit(calls, handle, order));
}

/** Whether the branch changes this file to this content, and nothing else. */
async function isProposal({ source, handle, calls }: WritePlace): Promise<boolean> {
  const { branch, file } = source;
  const at = await readPolicyBase(calls, handle.token, {
    ...{ repository: handle.name, path: file.path, branch: file.branch },
  });
  const found = at?.branch?.file;
  if (found?.kind !== 'text' || found.blobId !== blobId(Buffer.from(file.text))) return false;
  const compared = await compareCommits(calls, handle, { base: branch.head, head: file.branch });
  return compared?.isComplete === true && compared.paths.every((path) => path === file.path);
}

async function ensureBranch(place: WritePlace): Promise<Answer<undefined>> {
  const { source, handle, calls } = place;
  const { branch } = source.file;
  try {
    const commit = await commitFile(place);
    if (commit.status === 'refused') return commit;
    await createBranch(calls, handle, { branch, sha: commit.value });
    return ok(undefined);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (!/\breference already exists\b/i.test(error.message)) return refuseByGitHub('the branch', error);
    return (await isProposal(place)) ? ok(undefined) : refuseBranch(branch);
  }
}

export interface ProposedPull {
  readonly number: number;
  /** Whether it was open before. */
  readonly isKnown: boolean;
}

/** Rejects with `GitHubFailure` when it is not certain what happened. */
export async function writeProposal(place: WritePlace): Promise<Answer<ProposedPull>> {
  const { source, proposer, handle, calls } = place;
  const { file } = source;
  const ends = { head: file.branch, base: source.branch.name };
  const known = await findBranchPull(calls, handle, ends);
  if (known !== undefined) {
    // People with write access can change the branch, and the entry says what is allowed.
    return (await isProposal(place)) ? ok({ number: known, isKnown: true }) : refusePull(known, file.branch);
  }
  const branch = await ensureBranch(place);
  if (branch.status === 'refused') return branch;
  const texts = { title: renderProposalTitle(file), body: renderProposalBody(file, proposer) };
  try {
    const number = await openBranchPull(calls, handle, { ...ends, ...texts });
    return ok({ number, isKnown: false });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Another request was faster, or the answer to an earlier attempt was lost.
    const open = await findBranchPull(calls, handle, ends);
    return open === undefined
      ? refuseByGitHub('the pull request', error)
      : ok({ number: open, isKnown: true });
  }
}
