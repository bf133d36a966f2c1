/** A commit that a workflow names itself. */
import { ActionError } from '../base/errors.ts';
import { readBranch } from '../domain/stacks/plan-base.ts';
import type { History } from './history.ts';

/** Full id of what `revision` names: 7 to 40 hex digits are a commit, anything else a ref. Throws INPUT_BASE_UNKNOWN. */
export async function findCommit(revision: string, input: string, history: History): Promise<string> {
  const isSha = /^[0-9a-f]{7,40}$/.test(revision);
  const found = await (revision.length === 40 && isSha ? history.ensure(revision) : history.find(revision));
  const branch = isSha ? '' : readBranch(revision.replace(/^origin\//, ''));
  const sha = found ?? (branch === '' ? undefined : await history.branchTip(branch));
  if (sha !== undefined) return sha;
  throw new ActionError(
    'INPUT_BASE_UNKNOWN',
    `Input "${input}" names no commit of the checkout or of origin.`,
    {
      hint: 'Give a full commit id or the name of a branch, or check out with fetch-depth: 0.',
    },
  );
}
