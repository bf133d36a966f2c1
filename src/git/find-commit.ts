/** Finds the commit that an input names. */
import { ActionError } from '../base/errors.ts';
import { quoteText } from '../base/text.ts';
import { readBranchName } from '../domain/stacks/plan-base.ts';
import type { History } from './history.ts';

/** Longest revision that a message repeats, in characters. */
const maxShownLength = 200;

/** Full SHA of `revision`: 7 to 40 hex digits are a commit, anything else is a ref. Throws INPUT_BASE_UNKNOWN. */
export async function findCommit(revision: string, input: string, history: History): Promise<string> {
  const isSha = /^[0-9a-f]{7,40}$/.test(revision);
  const found = await (revision.length === 40 && isSha ? history.ensure(revision) : history.find(revision));
  const branch = isSha ? '' : readBranchName(revision.replace(/^origin\//, ''));
  const sha = found ?? (branch === '' ? undefined : await history.branchTip(branch));
  if (sha !== undefined) return sha;
  throw new ActionError(
    'INPUT_BASE_UNKNOWN',
    `Input "${input}" is not a commit of the checkout or of origin: ${quoteText(revision, maxShownLength)}.`,
    { hint: 'Use a full commit SHA or the name of a branch, or check out with `fetch-depth: 0`.' },
  );
}
