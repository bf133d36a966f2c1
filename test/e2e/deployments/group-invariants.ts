/** What must hold of the groups of a merge queue. Each rule lists what breaks it. */
import { dispatchedRuns, type Evidence, instanceOf } from './evidence.ts';
import type { Rule } from './run-invariants.ts';

function checkOf({ checks, checkName }: Evidence, commit: string) {
  return checks.find(({ name, head_sha: sha }) => name === checkName && sha === commit);
}

const nameAll = (numbers: readonly number[]) => numbers.map((number) => `#${number}`).join(', ');

/** At the end, every group of a merge queue has its check on its commit, and the check is completed. */
export const groupsAreChecked: Rule = (evidence) =>
  evidence.groups.flatMap(({ sha, numbers }) => {
    const check = checkOf(evidence, sha);
    return check?.status === 'completed'
      ? []
      : [
          `the group ${sha} of ${nameAll(numbers)} has ${check === undefined ? 'no check' : `a check that is ${check.status}`}`,
        ];
  });

const quiet: ReadonlySet<string | null> = new Set(['success', 'neutral', 'skipped']);

/** What the pull request planned before the group was made, by its uploads. */
function hasNodes({ pulls, uploads }: Evidence, number: number, madeAt: number): boolean {
  const heads = pulls.find((pull) => pull.number === number)?.heads ?? [];
  const lists = uploads.filter(({ of, sha }) => of === 'head' && heads.includes(sha));
  return (
    lists.some(({ at, isUnanswered }) => at < madeAt && isUnanswered !== true) &&
    lists.every(({ wired: components }) => components.length > 0)
  );
}

/** The check of a merge group fails if any of its pull requests has something to start and nothing was uploaded for the group. */
export const unplannedGroupsFail: Rule = (evidence) =>
  evidence.groups.flatMap(({ sha, numbers, madeAt }) => {
    const isUploaded = evidence.uploads.some((upload) => upload.sha === sha && upload.of === 'group');
    // The commit has the check of the merge, once it is merged.
    const isMerged = evidence.pulls.some(({ mergeSha }) => mergeSha === sha);
    const mustFail = numbers.some((number) => hasNodes(evidence, number, madeAt));
    const check = checkOf(evidence, sha);
    if (isUploaded || isMerged || !mustFail || check === undefined || !quiet.has(check.conclusion)) return [];
    return [
      `nothing was planned for the group ${sha} of ${nameAll(numbers)}, and its check is ${check.conclusion}`,
    ];
  });

/** Of a merge group the server knows the pull requests that GitHub tests in it, or only the one that its branch names. */
export const groupsAreKnown: Rule = ({ groups, groupPulls }) =>
  groups.flatMap(({ sha, numbers }) => {
    const known = groupPulls.filter((row) => row.head_sha === sha).map((row) => row.pull_number);
    return known.length === 0 || String(known) === String(numbers)
      ? []
      : [`the group ${sha} of ${nameAll(numbers)} is known as that of ${nameAll(known)}`];
  });

/** At the end, the comment of each pull request shows the newest merge group that is known to test its newest commit. */
export const groupsAreShown: Rule = (evidence) =>
  evidence.pulls.flatMap(({ number }) => {
    const knows = ({ sha, numbers }: Evidence['groups'][number]) =>
      numbers.at(-1) === number ||
      evidence.groupPulls.some((row) => row.head_sha === sha && row.pull_number === number);
    const tested = new Set(evidence.groups.filter(knows).map(({ sha }) => sha));
    const group = evidence.batches.findLast(
      (batch) => batch.activity === 'checks_requested' && tested.has(batch.head_sha),
    );
    const own = evidence.batches.findLast(
      (batch) => batch.subject === `pr/${number}` && batch.activity !== 'merged',
    );
    if (group === undefined || (own !== undefined && own.id > group.id)) return [];
    const comment = evidence.comments.find(
      (one) =>
        one.number === number && one.author === evidence.bot && one.body.startsWith('<!-- atmos-pro pr '),
    );
    return comment?.body.includes(group.head_sha) === true
      ? []
      : [`the comment of #${number} does not show the group ${group.head_sha}`];
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
