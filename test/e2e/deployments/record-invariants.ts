/** What must hold between what the server has on record and what GitHub shows. Each rule lists what breaks it. */
import { dispatchedRuns, type Evidence, instanceOf, newestAttempt } from './evidence.ts';
import type { Rule } from './run-invariants.ts';

const describeRun = ({ id, workflow }: { readonly id: number; readonly workflow: string }) =>
  `run ${id} of ${workflow}`;

function isCovered(
  { nodes }: Evidence,
  batchId: number,
  wired: Evidence['uploads'][number]['wired'],
): boolean {
  const known = nodes.filter((node) => node.batch_id === batchId);
  return wired.every((one) =>
    known.some(({ stack, component }) => stack === one.stack && component === one.component),
  );
}

/** The run that the server has recorded for a dispatch has the id, the workflow and the component of that dispatch. */
export const ordersKnowTheirRun: Rule = (evidence) =>
  evidence.orders.flatMap((order) => {
    const run = evidence.runs.find(({ id }) => String(id) === order.run_id);
    if (run === undefined) return [];
    const node = evidence.nodes.find(
      ({ batch_id: batch, number }) => batch === order.batch_id && number === order.node,
    );
    const isSame =
      run.inputs['atmos_pro_run_id'] === order.id &&
      run.workflow === order.workflow &&
      (node === undefined || instanceOf(run) === instanceOf({ inputs: node }));
    return isSame ? [] : [`order ${order.id} has ${describeRun(run)}, which is another's`];
  });

const callsMs = 10_000;
/** Of one request: servers that start, and attempts after errors, which come at longer and longer intervals. */
const maxCalls = 30;

/** GitHub is not asked for the same thing again and again. */
export const callsAreSpaced: Rule = ({ calls }) =>
  [...Map.groupBy(calls, ({ what }) => what)].flatMap(([what, same]) => {
    const burst = same.find(({ at }, index) => at - (same[index - maxCalls]?.at ?? 0) < callsMs);
    return burst === undefined ? [] : [`${what} came more than ${maxCalls} times in ${callsMs / 1_000} s`];
  });

/** A delivery is recorded once. */
export const deliveriesAreKeptOnce: Rule = ({ deliveries }) =>
  [...Map.groupBy(deliveries, ({ guid }) => guid)]
    .filter(([, same]) => same.length > 1)
    .map(([guid, same]) => `the delivery ${guid} is on record ${same.length} times`);

/** At every moment, a check is successful only after all runs of an upload for its commit have ended. */
export const successWasEarned: Rule = (evidence) =>
  evidence.checkStates
    .filter(({ name, conclusion }) => name === evidence.checkName && conclusion === 'success')
    .flatMap(({ at, head_sha: sha }) => {
      const runs = dispatchedRuns(evidence).filter(
        ({ inputs, createdAt }) => inputs['sha'] === sha && createdAt <= at,
      );
      const isDone = (file: string, one: { readonly stack: string; readonly component: string }) => {
        const last = runs.findLast(
          (run) => run.workflow === file && instanceOf(run) === instanceOf({ inputs: one }),
        );
        const ended = last?.completedAt;
        if (ended !== undefined) return ended <= at;
        return isSkipped(evidence, sha, one) || isOvertaken(evidence, { sha, at, file, one });
      };
      const uploads = evidence.uploads.filter((upload) => upload.sha === sha && upload.at <= at);
      const isEarned = uploads.some(({ wired }) =>
        wired.every((one) => one.files.every((file) => isDone(file, one))),
      );
      return isEarned ? [] : [`success on ${sha} at ${at}, before all of an upload had ended`];
    });

function isSkipped(
  { batches, nodes }: Evidence,
  sha: string,
  one: { readonly stack: string; readonly component: string },
): boolean {
  const ids = batches.filter((batch) => batch.sha === sha).map(({ id }) => id);
  return nodes.some(
    ({ batch_id: batch, stack, component, state }) =>
      ids.includes(batch) && stack === one.stack && component === one.component && state === 'skipped',
  );
}

interface SkippedInstance {
  readonly sha: string;
  readonly at: number;
  readonly file: string;
  readonly one: { readonly stack: string; readonly component: string };
}

/** Whether a later merge into the same branch had been applied there by then: a list that comes afterwards withdraws what was skipped. */
function isOvertaken(evidence: Evidence, { sha, at, file, one }: SkippedInstance): boolean {
  const mine = evidence.pulls.find(({ mergeSha }) => mergeSha === sha);
  if (mine === undefined) return false;
  const later = evidence.pulls.filter(
    ({ mergeSha, mergedAt, baseRef }) =>
      mergeSha !== sha && baseRef === mine.baseRef && (mergedAt ?? 0) >= (mine.mergedAt ?? 0),
  );
  return dispatchedRuns(evidence).some(
    (run) =>
      later.some(({ mergeSha }) => mergeSha === run.inputs['sha']) &&
      run.workflow === file &&
      run.conclusion === 'success' &&
      instanceOf(run) === instanceOf({ inputs: one }) &&
      (run.completedAt ?? Number.POSITIVE_INFINITY) <= at,
  );
}

/** At the end, the server knows every run that it started. */
export const runsAreClaimed: Rule = (evidence) => {
  const claimed = new Set(evidence.orders.map(({ run_id: id }) => id));
  return dispatchedRuns(evidence)
    .filter(({ id }) => !claimed.has(String(id)))
    .map((run) => `${describeRun(run)} is that of no order`);
};

/** The server knows that a run has ended within three minutes after its delivery. */
export const newsIsTaken: Rule = (evidence) =>
  evidence.orders.flatMap((order) => {
    const run = order.run_id === null ? undefined : newestAttempt(evidence, Number(order.run_id));
    if (run?.completedAt === undefined || order.run_end !== null) return [];
    return [`${describeRun(run)} has ended, and order ${order.id} does not know`];
  });

/** An accepted upload for the current commit of a pull request has its deployments. */
export const uploadsAct: Rule = (evidence) =>
  evidence.pulls.flatMap((pull) => {
    const { state, heads, mergeSha, isFork } = pull;
    const head = heads.at(-1);
    // Where a commit was the head twice, or the pull request is closed, an upload may be an earlier one's.
    const isPlain = state === 'open' && heads.filter((one) => one === head).length === 1 && !isFork;
    const sha = state === 'merged' ? mergeSha : isPlain ? head : undefined;
    const of = state === 'merged' ? 'merge' : 'head';
    const upload = evidence.uploads.findLast((one) => one.sha === sha && one.of === of);
    if (sha === undefined || upload === undefined || upload.isUnanswered === true) return [];
    const batches = evidence.batches.filter(
      (batch) => batch.sha === sha && (batch.activity === 'merged') === (of === 'merge'),
    );
    const acts = batches.some(({ id }) => isCovered(evidence, id, upload.wired));
    return acts ? [] : [`the upload for ${sha} of #${pull.number} has started nothing`];
  });

/** A published release has its deployments. */
export const releasesAct: Rule = (evidence) =>
  evidence.releases.flatMap(({ sha }) => {
    const upload = evidence.uploads.find((one) => one.sha === sha && one.of === 'release');
    const acts = evidence.batches.some(
      (batch) =>
        batch.sha === sha &&
        batch.activity === 'published' &&
        isCovered(evidence, batch.id, upload?.wired ?? []),
    );
    return acts ? [] : [`the release of ${sha} has started nothing`];
  });

const quiet: ReadonlySet<string | null> = new Set(['success', 'neutral', 'skipped']);

/** The check of a merge that was to be applied, and for which no upload arrived, fails. */
export const unappliedMergesFail: Rule = (evidence) =>
  evidence.pulls.flatMap(({ number, heads, mergeSha }) => {
    const uploads = evidence.uploads.filter(({ sha, of }) => sha === mergeSha && of === 'merge');
    if (mergeSha === undefined || uploads.length > 0) return [];
    const upload = evidence.uploads.findLast(({ sha }) => sha === heads.at(-1));
    const planned = evidence.batches.filter(
      (batch) => batch.head_sha === heads.at(-1) && batch.activity !== 'merged',
    );
    const hadNodes =
      upload !== undefined &&
      upload.isUnanswered !== true &&
      upload.wired.length > 0 &&
      planned.some(({ id }) => isCovered(evidence, id, upload.wired));
    const check = evidence.checks.find(
      ({ name, head_sha: sha }) => name === evidence.checkName && sha === mergeSha,
    );
    if (!hadNodes || check === undefined || !quiet.has(check.conclusion)) return [];
    return [`nothing was applied for the merge of #${number}, and its check is ${check.conclusion}`];
  });

/** No run of a replaced commit waits for a reviewer. */
export const staleApprovalsEnd: Rule = (evidence) =>
  evidence.orders.flatMap((order) => {
    const run = order.run_id === null ? undefined : newestAttempt(evidence, Number(order.run_id));
    const isStopped = evidence.stops.some(({ batchId }) => batchId === order.batch_id);
    return isStopped && run?.status === 'waiting'
      ? [`${describeRun(run)} waits for approval, though its commit was replaced`]
      : [];
  });
