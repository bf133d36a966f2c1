/** Commits the staged files: collects, sends and reports them. */
import { ActionError } from '../../src/base/errors.ts';
import { startEarly } from '../../src/base/start-early.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { judgeChanges, readJudged } from './collect.ts';
import { type CommitOutcome, nothing } from './outputs.ts';
import { openCommit } from './send.ts';
import type { Settings } from './settings.ts';
import { renderCommitSummary } from './summary.ts';

/** Throws INPUT_COMMIT_INVALID if there is nothing to commit and `fail-if-empty` is set. */
export async function commitStaged(settings: Settings, runner: Runner): Promise<CommitOutcome> {
  const judged = await judgeChanges(settings, runner);
  const { additions, deletions } = judged;
  const skipped = judged.skipped.map(({ file }) => file);
  const files = [...additions, ...deletions].map(({ path }) => path);
  if (files.length === 0) {
    const why = skipped.length > 0 ? 'every staged file was left out' : 'nothing is staged';
    if (settings.failIfEmpty)
      throw new ActionError('INPUT_COMMIT_INVALID', `There is nothing to commit: ${why}.`);
    runner.logger.info(`There is nothing to commit: ${why}.`);
    return { ...nothing, skipped };
  }
  // The session starts while git reads the files.
  const opening = startEarly(openCommit(settings, runner));
  const collected = await readJudged(judged, runner);
  const send = await opening;
  const answer = await send(collected);
  if (answer.status === 'loop') {
    await runner.notice(`Nothing was committed. ${answer.message}`, 'Commit');
    return { ...nothing, skipped };
  }
  const { sha, created, comment } = answer;
  const what = created ? 'Committed' : 'The branch already has the changes';
  runner.logger.info(
    `${what}: ${sha} on ${settings.branch}, ${files.length} ${files.length === 1 ? 'file' : 'files'}.`,
  );
  if (comment === 'failed') {
    await runner.warning('The commit was created, but the comment could not be posted.', 'Commit');
  }
  await runner.addSummary(renderCommitSummary(collected, { sha, branch: settings.branch }));
  return { sha, committed: created, files, skipped };
}
