/** What must hold of checks, comments, commands and deliveries. Each rule lists what breaks it. */
import { dispatchedRuns, type Evidence, instanceOf, mayWriteAt, newestAttempt } from './evidence.ts';
import type { Rule } from './run-invariants.ts';

function ourComments({ comments, bot }: Evidence) {
  return comments.filter(({ author, body }) => author === bot && body.startsWith('<!-- atmos-pro pr '));
}

function ourChecks({ checks, checkName }: Evidence) {
  return checks.filter(({ name }) => name === checkName);
}

/** A pull request has one comment of the server. */
export const oneComment: Rule = (evidence) =>
  [...Map.groupBy(ourComments(evidence), ({ number, body }) => `${number} ${body.split('\n')[0]}`)]
    .filter(([, same]) => same.length > 1)
    .map(([key, same]) => `${same.length} comments on ${key}`);

/** A commit has one check of the server. */
export const oneCheck: Rule = (evidence) =>
  [...Map.groupBy(ourChecks(evidence), ({ head_sha: sha }) => sha)]
    .filter(([, same]) => same.length > 1)
    .map(([sha, same]) => `${same.length} checks on ${sha}`);

/** What the last runs of an upload lack. */
function findUnearned(evidence: Evidence, { sha, wired }: Evidence['uploads'][number]): readonly string[] {
  const runs = dispatchedRuns(evidence).filter(({ inputs }) => inputs['sha'] === sha);
  return wired.flatMap(({ stack, component, files }) =>
    files.flatMap((file) => {
      const name = instanceOf({ inputs: { stack, component } });
      const last = runs.findLast((run) => run.workflow === file && instanceOf(run) === name);
      const { conclusion } = (last && newestAttempt(evidence, last.id)) ?? {};
      const isEarned =
        conclusion === 'success' ||
        conclusion === 'skipped' ||
        isOvertaken(evidence, sha, { stack, component });
      return isEarned ? [] : [`success on ${sha}, but ${file} for ${name}: ${conclusion ?? 'no ended run'}`];
    }),
  );
}

const activities: Readonly<Record<string, Evidence['uploads'][number]['of']>> = {
  merged: 'merge',
  checks_requested: 'group',
  published: 'release',
};

/**
 * The last upload of a commit decides, or one after it that was not answered. Once its pull request is merged, closed or has another head, a
 * later upload starts nothing, and the success of an earlier one stays.
 */
function decisiveUploads({ batches }: Evidence, uploads: Evidence['uploads']): Evidence['uploads'] {
  const [first] = uploads;
  const own = batches.filter(
    ({ sha, activity }) => sha === first?.sha && (activities[activity] ?? 'head') === first.of,
  );
  const last = uploads.findLastIndex(({ isUnanswered }) => isUnanswered !== true);
  return own.every(({ stopped }) => stopped !== null) ? uploads : uploads.slice(Math.max(0, last));
}

/** At the end, a check is successful only if the last run of every uploaded component was. */
export const successIsEarned: Rule = (evidence) =>
  ourChecks(evidence)
    .filter(({ conclusion }) => conclusion === 'success')
    .flatMap(({ head_sha: sha }) => {
      const uploads = evidence.uploads.filter((one) => one.sha === sha);
      if (uploads.length === 0) return [`success on ${sha}, for which nothing was uploaded`];
      return [...Map.groupBy(uploads, ({ of }) => of).values()].flatMap((same) => {
        const found = decisiveUploads(evidence, same).map((upload) => findUnearned(evidence, upload));
        return found.some((problems) => problems.length === 0) ? [] : (found.at(-1) ?? []);
      });
    });

/** A later merge was applied in its place. */
function isOvertaken(
  { batches, nodes }: Evidence,
  sha: string,
  instance: { readonly stack: string; readonly component: string },
): boolean {
  const ids = batches.filter((batch) => batch.sha === sha).map(({ id }) => id);
  return nodes.some(
    (node) =>
      ids.includes(node.batch_id) &&
      node.stack === instance.stack &&
      node.component === instance.component &&
      node.state === 'skipped' &&
      node.reason === 'overtaken',
  );
}

/** Only commands of users with write access at that moment are carried out. */
export const writersCommand: Rule = ({ commands, writers }) =>
  commands
    .filter(
      ({ outcome, actor_login: login, commanded_at: at }) =>
        outcome === 'done' && !mayWriteAt(writers, login, at),
    )
    .map(({ kind, actor_login: login }) => `${kind} by ${login}, who may not write`);

/** A delivery without a valid signature is not recorded. */
export const forgeriesAreRejected: Rule = ({ deliveries, forged }) =>
  deliveries.filter(({ guid }) => forged.includes(guid)).map(({ guid }) => `the delivery ${guid} is forged`);

const openBatchStates = ['expected', 'resolving', 'held', 'running'];

/** At the end, every dispatch, batch, check and delivery is finished. */
export const everythingEnds: Rule = (evidence) => {
  const { orders, batches, deliveries } = evidence;
  const commits = new Set(
    batches.filter(({ state }) => openBatchStates.includes(state)).map(({ sha }) => sha),
  );
  return [
    ...orders
      .filter(({ state }) => !['sent', 'refused', 'withdrawn'].includes(state))
      .map(({ id, state }) => `order ${id} is ${state}`),
    ...batches
      .filter(({ state }) => ['expected', 'resolving', 'running'].includes(state))
      .map(({ id, activity, state }) => `batch ${id} of ${activity} is ${state}`),
    ...ourChecks(evidence)
      .filter(({ status, head_sha: sha }) => status !== 'completed' && !commits.has(sha))
      .map(({ head_sha: sha, status }) => `the check of ${sha} is ${status}`),
    ...deliveries
      .filter(({ state }) => state === 'new')
      .map(({ guid }) => `the delivery ${guid} was not applied`),
  ];
};

/** At the end, check and comment exist and show the state that the server has stored. */
export const reportsAreTrue: Rule = (evidence) => {
  const checks = new Map(ourChecks(evidence).map((check) => [check.head_sha, check]));
  const comments = new Map(ourComments(evidence).map((comment) => [comment.number, comment]));
  return [
    ...[...evidence.wanted.checks].flatMap(([sha, wanted]) => {
      const found = checks.get(sha);
      if (found === undefined) return [`${sha} has no check`];
      // Rows of a check that is open come along with its next title.
      const rows = wanted.status === 'completed' ? (['summary'] as const) : [];
      return (['status', 'conclusion', 'title', ...rows] as const)
        .filter((part) => found[part] !== wanted[part])
        .map(
          (part) =>
            `${part} of the check of ${sha} is ${JSON.stringify(found[part])}, expected ${JSON.stringify(wanted[part])}`,
        );
    }),
    ...[...evidence.wanted.comments].flatMap(([number, wanted]) => {
      const found = comments.get(number);
      if (found === undefined) return [`#${number} has no comment`];
      return found.body === wanted
        ? []
        : [`the comment of #${number} is ${JSON.stringify(found.body)}, expected ${JSON.stringify(wanted)}`];
    }),
  ];
};
