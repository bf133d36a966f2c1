/** Stages, checks and reads the files of a commit. */

import { ActionError } from '../../src/base/errors.ts';
import { isRecord, quotePath } from '../../src/base/text.ts';
import { type ChangeSet, type CommitProblem, describeProblem } from '../../src/domain/commits/change.ts';
import { checkTotal } from '../../src/domain/commits/check-content.ts';
import { checkFileCount } from '../../src/domain/commits/check-paths.ts';
import {
  isLfsPointer,
  judgeStaged,
  mayBeTarget,
  type RefusedFile,
} from '../../src/domain/commits/judge-staged.ts';
import { maxProblems } from '../../src/domain/commits/limits.ts';
import { type Checkout, openCheckout } from '../../src/git/staged-changes.ts';
import { readJobEvent } from '../../src/runner/job-event.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

/** The changes, checked. The contents are still to be read. */
export interface Judged extends Pick<ChangeSet, 'deletions'> {
  readonly additions: ReturnType<typeof judgeStaged>['additions'];
  /** Files that are left out, with the reasons. */
  readonly skipped: readonly RefusedFile[];
  readonly checkout: Checkout;
}

export interface Collected extends ChangeSet, Pick<Judged, 'skipped'> {
  /** SHA of the commit of the branch that the files were made from. */
  readonly base: string | undefined;
}

function invalid(problems: readonly CommitProblem[]): ActionError {
  const lines = problems.slice(0, maxProblems).map(describeProblem);
  if (problems.length > maxProblems) lines.push(`and ${problems.length - maxProblems} more`);
  return new ActionError('INPUT_COMMIT_INVALID', `Nothing was committed: ${lines.join('; ')}.`);
}

/**
 * The checked-out commit. By default actions/checkout checks out the merge of a pull request into its target, which is on no branch: then its
 * second parent, the head of the pull request.
 */
async function findBase(checkout: Checkout, runner: Runner): Promise<string | undefined> {
  const [head, parents] = await Promise.all([checkout.head(), checkout.parents()]);
  const [, second] = parents;
  if (parents.length !== 2 || second === undefined) return head;
  const { payload } = await readJobEvent(runner.environment);
  const pull = payload['pull_request'];
  const pullHead = isRecord(pull) && isRecord(pull['head']) ? pull['head']['sha'] : undefined;
  return second === pullHead ? second : head;
}

/** Empty if nothing is staged, or all files are left out. Throws INPUT_INVALID, INPUT_COMMIT_INVALID. */
export async function judgeChanges(settings: Settings, runner: Runner): Promise<Judged> {
  const checkout = await openCheckout(settings.directory, runner.environment);
  for (const pathspec of await checkout.stage(settings.staging)) {
    await runner.notice(`${quotePath(pathspec)} in \`add\` matches no files.`, 'Commit');
  }
  const staged = await checkout.listStaged();
  if (staged.length === 0) return { additions: [], deletions: [], skipped: [], checkout };
  // Counted before files are left out, as the Atmos CLI does.
  const tooMany = checkFileCount(staged.length);
  if (tooMany.length > 0) throw invalid(tooMany);
  const files = staged.filter(({ status, newMode }) => !['D', 'U'].includes(status) && newMode !== '160000');
  const sizes = await checkout.readSizes(files.map(({ newId }) => newId));
  const linkIds = staged.filter((change) => mayBeTarget(change, sizes)).map(({ newId }) => newId);
  const links = linkIds.length === 0 ? [] : await checkout.readContents(linkIds);
  const targets = new Map([...links].map(([id, content]) => [id, content.toString('utf8')]));
  const judged = judgeStaged(staged, { sizes, targets });
  const { additions, deletions, refused } = judged;
  const total = additions.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0);
  const problems = [...(settings.skipsRefused ? [] : refused), ...judged.problems, ...checkTotal(total)];
  if (problems.length > 0) throw invalid(problems);
  for (const problem of refused) await runner.warning(`Left out: ${describeProblem(problem)}.`, 'Commit');
  return { additions, deletions, skipped: refused, checkout };
}

export async function readJudged(judged: Judged, runner: Runner): Promise<Collected> {
  const { deletions, skipped, checkout } = judged;
  const ids = judged.additions.map(({ id }) => id);
  const [contents, base] = await Promise.all([checkout.readContents(ids), findBase(checkout, runner)]);
  const read = judged.additions.map(({ id, ...file }) => {
    const content = contents.get(id);
    if (content === undefined)
      throw new ActionError('INTERNAL', `git returned no content for ${quotePath(file.path)}.`);
    return { ...file, content };
  });
  for (const { path, content } of read) {
    if (!isLfsPointer(content)) continue;
    await runner.notice(
      `${quotePath(path)} is in Git LFS. Only its pointer is committed; upload the object with git lfs push.`,
      'Commit',
    );
  }
  return { additions: read, deletions, base, skipped };
}
