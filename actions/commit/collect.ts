/** Stages, checks and reads the files of a commit. */

import { ActionError } from '../../src/base/errors.ts';
import { quotePath } from '../../src/base/text.ts';
import { type ChangeSet, type CommitProblem, describeProblem } from '../../src/domain/commits/change.ts';
import { checkTotal } from '../../src/domain/commits/check-content.ts';
import { checkFileCount } from '../../src/domain/commits/check-paths.ts';
import { isLfsPointer, judgeStaged, type RefusedFile } from '../../src/domain/commits/judge-staged.ts';
import { maxProblems } from '../../src/domain/commits/limits.ts';
import { openCheckout } from '../../src/git/staged-changes.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { Settings } from './settings.ts';

export interface Collected extends ChangeSet {
  /** SHA of the checked-out commit. */
  readonly base: string | undefined;
  /** Files that are left out, with the reasons. */
  readonly skipped: readonly RefusedFile[];
}

function invalid(problems: readonly CommitProblem[]): ActionError {
  const lines = problems.slice(0, maxProblems).map(describeProblem);
  if (problems.length > maxProblems) lines.push(`and ${problems.length - maxProblems} more`);
  return new ActionError('INPUT_COMMIT_INVALID', `Nothing was committed: ${lines.join('; ')}.`);
}

/** Empty if nothing is staged, or all files are left out. Throws INPUT_INVALID, INPUT_COMMIT_INVALID. */
export async function collectChanges(settings: Settings, runner: Runner): Promise<Collected> {
  const checkout = await openCheckout(settings.directory, runner.environment);
  for (const pathspec of await checkout.stage(settings.staging)) {
    await runner.notice(`${quotePath(pathspec)} in \`add\` matches no files.`, 'Commit');
  }
  const [staged, base] = await Promise.all([checkout.listStaged(), checkout.head()]);
  if (staged.length === 0) return { additions: [], deletions: [], base, skipped: [] };
  // Counted before files are left out, as the Atmos CLI does.
  const tooMany = checkFileCount(staged.length);
  if (tooMany.length > 0) throw invalid(tooMany);
  const files = staged.filter(({ status, newMode }) => !['D', 'U'].includes(status) && newMode !== '160000');
  const sizes = await checkout.readSizes(files.map(({ newId }) => newId));
  const judged = judgeStaged(staged, sizes);
  const { additions, deletions, refused } = judged;
  const total = additions.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0);
  const problems = [...(settings.skipsRefused ? [] : refused), ...judged.problems, ...checkTotal(total)];
  if (problems.length > 0) throw invalid(problems);
  for (const problem of refused) await runner.warning(`Left out: ${describeProblem(problem)}.`, 'Commit');
  const contents = await checkout.readContents(additions.map(({ id }) => id));
  const read = additions.map(({ id, ...file }) => {
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
  return { additions: read, deletions, base, skipped: refused };
}
