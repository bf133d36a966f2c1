/** What must hold of the groups of a merge queue. Each rule lists what breaks it. */
import { dispatchedRuns, type Evidence, instanceOf } from './evidence.ts';
import type { Rule } from './run-invariants.ts';

function checkOf({ checks, checkName }: Evidence, commit: string) {
  return checks.find(({ name, head_sha: sha }) => name === checkName && sha === commit);
}

/** At the end, every group of a merge queue has its check on its commit, and the check is completed. */
export const groupsAreChecked: Rule = (evidence) =>
  evidence.groups.flatMap(({ sha, number }) => {
    const check = checkOf(evidence, sha);
    return check?.status === 'completed'
      ? []
      : [
          `the group ${sha} of #${number} has ${check === undefined ? 'no check' : `a check that is ${check.status}`}`,
        ];
  });

const quiet: ReadonlySet<string | null> = new Set(['success', 'neutral', 'skipped']);

/** The check of a merge group fails if its pull request has something to start and nothing was uploaded for the group. */
export const unplannedGroupsFail: Rule = (evidence) =>
  evidence.groups.flatMap(({ sha, number, madeAt }) => {
    const isUploaded = evidence.uploads.some((upload) => upload.sha === sha && upload.of === 'group');
    // The commit has the check of the merge, once it is merged.
    const isMerged = evidence.pulls.some(({ mergeSha }) => mergeSha === sha);
    const heads = evidence.pulls.find((pull) => pull.number === number)?.heads ?? [];
    const lists = evidence.uploads.filter(({ of, sha: head }) => of === 'head' && heads.includes(head));
    const hasNodes =
      lists.some(({ at, isUnanswered }) => at < madeAt && isUnanswered !== true) &&
      lists.every(({ wired: components }) => components.length > 0);
    const check = checkOf(evidence, sha);
    if (isUploaded || isMerged || !hasNodes || check === undefined || !quiet.has(check.conclusion)) return [];
    return [`nothing was planned for the group ${sha} of #${number}, and its check is ${check.conclusion}`];
  });

/** Runs for a merge group start after GitHub has made the group, with its commit; they change nothing. */
export const groupsArePlanned: Rule = (evidence) => {
  const groups = new Map(evidence.groups.map((group) => [group.sha, group]));
  return dispatchedRuns(evidence).flatMap((run) => {
    const group = groups.get(String(run.inputs['sha']));
    if (group === undefined) return [];
    const isMerge = evidence.pulls.some(({ mergeSha }) => mergeSha === group.sha);
    const isChange = evidence.changing.includes(run.workflow);
    if (run.createdAt >= group.madeAt && (!isChange || isMerge)) return [];
    return [`run ${run.id} of ${run.workflow} for ${instanceOf(run)} is none of the group ${group.sha}`];
  });
};
