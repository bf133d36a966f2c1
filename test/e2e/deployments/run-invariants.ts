/** What must hold of the runs that the server starts, at every moment of a history. Each rule lists what breaks it. */
import {
  dispatchedRuns,
  type Evidence,
  instanceOf,
  mayWriteAt,
  newestAttempt,
  type SeenRun,
} from './evidence.ts';

export type Rule = (evidence: Evidence) => readonly string[];

const show = (run: SeenRun) => `run ${run.id} of ${run.workflow} for ${instanceOf(run)}`;
const shaOf = ({ inputs }: SeenRun) => String(inputs['sha']);
const correlationOf = ({ inputs }: SeenRun) => inputs['atmos_pro_run_id'];

/** How many times people asked for the deployments of a commit again, by a command that was carried out. */
function countRetries({ batches, commands }: Evidence, sha: string): number {
  const ids = new Set(batches.filter((batch) => batch.sha === sha).map(({ id }) => id));
  return commands.filter(
    ({ kind, outcome, batch_id: id }) => kind === 'retry' && outcome === 'done' && ids.has(id),
  ).length;
}

/** How many times a commit became a head again. */
function countReturns({ pulls }: Evidence, sha: string): number {
  const times = pulls.reduce((sum, { heads }) => sum + heads.filter((head) => head === sha).length, 0);
  return Math.max(0, times - 1);
}

const isOfRelease = ({ releasing }: Evidence, { workflow }: SeenRun) => releasing.includes(workflow);

/** Several tags may have one commit. */
function countReleases({ releases }: Evidence, commit: string): number {
  return releases.filter(({ sha }) => sha === commit).length;
}

/** A workflow starts once for each deployment of a commit. It starts again only after a retry, or when an earlier commit becomes the head again. */
export const oneRunPerKey: Rule = (evidence) => {
  const runs = dispatchedRuns(evidence);
  const twice = [...Map.groupBy(runs, correlationOf)]
    .filter(([correlation, same]) => correlation !== undefined && same.length > 1)
    .map(([correlation, same]) => `${same.length} runs have the id ${String(correlation)}`);
  const keys = Map.groupBy(runs, (run) => [run.workflow, instanceOf(run), shaOf(run)].join(' '));
  const often = [...keys.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const times = isOfRelease(evidence, first) ? countReleases(evidence, shaOf(first)) : 1;
    const allowed = times + countRetries(evidence, shaOf(first)) + countReturns(evidence, shaOf(first));
    return same.length > allowed ? [`${show(first)}: ${same.length} runs, ${allowed} allowed`] : [];
  });
  const orders = Map.groupBy(evidence.orders, (order) =>
    [order.batch_id, order.node, order.workflow, order.attempt].join(' '),
  );
  const doubled = [...orders].filter(([, same]) => same.length > 1).map(([key]) => `two orders for ${key}`);
  return [...twice, ...often, ...doubled];
};

/** By batch and number: deployments that start something above one that may start nothing. */
function parentsOf({ nodes, edges }: Evidence, batchId: number, number: number): readonly number[] {
  const transparent = new Set(
    nodes.filter((node) => node.batch_id === batchId && node.is_transparent !== 0).map((node) => node.number),
  );
  const found = new Set<number>();
  const seen = new Set<number>();
  const queue = [number];
  for (const child of queue) {
    for (const edge of edges) {
      if (edge.batch_id !== batchId || edge.child !== child || seen.has(edge.parent)) continue;
      seen.add(edge.parent);
      if (transparent.has(edge.parent)) queue.push(edge.parent);
      else found.add(edge.parent);
    }
  }
  return [...found];
}

/** Whether an upload of the commit has no such dependency: it may have come after the start. */
function isDisputed(
  { uploads }: Evidence,
  sha: string,
  edge: { readonly parent: string; readonly child: string },
) {
  const all = uploads.filter((upload) => upload.sha === sha);
  return (
    all.length > 1 &&
    all.some(
      ({ edges }) => !edges.some(({ parent, child }) => parent === edge.parent && child === edge.child),
    )
  );
}

/** How the runs of a deployment stood at a time: those of the newest attempt that was planned by then. */
function standingAt(
  evidence: Evidence,
  { batchId, number, at }: { readonly batchId: number; readonly number: number; readonly at: number },
): 'succeeded' | 'ended' | 'open' | 'unstarted' {
  const planned = evidence.orders.filter(
    (order) => order.batch_id === batchId && order.node === number && order.planned_at <= at,
  );
  const newest = Math.max(...planned.map(({ attempt }) => attempt));
  const standings = planned
    .filter(({ attempt }) => attempt === newest)
    .map((order) => {
      if (order.state === 'refused' || order.state === 'withdrawn') return 'ended';
      const run = order.run_id === null ? undefined : newestAttempt(evidence, Number(order.run_id));
      if (run?.completedAt === undefined || run.completedAt > at) return 'open';
      return run.conclusion === 'success' || run.conclusion === 'skipped' ? 'succeeded' : 'ended';
    });
  if (standings.length === 0) return 'unstarted';
  if (standings.includes('open')) return 'open';
  return standings.includes('ended') ? 'ended' : 'succeeded';
}

/** A change starts after all of its parents have succeeded, a plan after they have ended. */
export const gatesHold: Rule = (evidence) =>
  evidence.orders.flatMap((order) => {
    const run = dispatchedRuns(evidence).find(({ id }) => String(id) === order.run_id);
    const node = evidence.nodes.find(
      ({ batch_id: batch, number }) => batch === order.batch_id && number === order.node,
    );
    if (run === undefined || node === undefined) return [];
    const batchId = order.batch_id;
    return parentsOf(evidence, batchId, order.node).flatMap((number) => {
      const standing = standingAt(evidence, { batchId, number, at: run.createdAt });
      const parent = evidence.nodes.find((one) => one.batch_id === batchId && one.number === number);
      const edge = { parent: instanceOf({ inputs: parent ?? {} }), child: instanceOf(run) };
      if (isDisputed(evidence, shaOf(run), edge)) return [];
      // What can start nothing has ended at once.
      const isOver = standing === 'unstarted' && ['refused', 'upstream_failed'].includes(parent?.state ?? '');
      // A later merge has deployed it.
      const isOvertaken =
        standing === 'unstarted' && parent?.state === 'skipped' && parent.reason === 'overtaken';
      const mayStart =
        node.kind === 'change'
          ? standing === 'succeeded' || isOvertaken
          : standing !== 'open' && (standing !== 'unstarted' || isOver);
      return mayStart
        ? []
        : [`${show(run)} (${node.kind}) started while its parent ${number} was ${standing}`];
    });
  });

/** From the claim of an order until GitHub has its request it takes at most this long, in milliseconds. */
const sendingMs = 30_000;

/** Nothing is dispatched for a commit after the server has recorded that it was replaced or its pull request closed. */
export const stopsHold: Rule = (evidence) =>
  evidence.stops.flatMap(({ batchId, at }) =>
    evidence.orders
      .filter((order) => order.batch_id === batchId)
      .flatMap((order) => {
        const run = dispatchedRuns(evidence).find(({ id }) => String(id) === order.run_id);
        const claimedAt = Math.max(order.sending_at ?? 0, (run?.createdAt ?? 0) - sendingMs);
        const lateMs = claimedAt - at;
        return lateMs > 0 ? [`order ${order.id} was claimed ${lateMs} ms after its batch was stopped`] : [];
      }),
  );

/** Workflows for merges run for merged pull requests only, with the merge commit. */
export const mergesRunTheirCommit: Rule = (evidence) => {
  const merges = new Map(evidence.pulls.map((pull) => [pull.mergeSha, pull]));
  return dispatchedRuns(evidence)
    .filter((run) => evidence.changing.includes(run.workflow) && !isOfRelease(evidence, run))
    .flatMap((run) => {
      const pull = merges.get(shaOf(run));
      if (pull?.mergedAt === undefined) return [`${show(run)}: ${shaOf(run)} is no merge commit`];
      return run.createdAt < pull.mergedAt ? [`${show(run)} started before the merge`] : [];
    });
};

/** Workflows for releases run for published releases only, with the commit of their tag. */
export const releasesRunTheirCommit: Rule = (evidence) =>
  dispatchedRuns(evidence)
    .filter((run) => isOfRelease(evidence, run))
    .flatMap((run) => {
      const isPublished = evidence.releases.some(
        ({ sha, publishedAt }) => sha === shaOf(run) && publishedAt <= run.createdAt,
      );
      return isPublished ? [] : [`${show(run)}: ${shaOf(run)} was not published`];
    });

/** Only inputs that the workflow file declares are sent, within GitHub's limits, and without template expressions. */
export const inputsAreDeclared: Rule = (evidence) => {
  // GitHub refuses what a file does not declare.
  const rejected = evidence.orders
    .filter(({ refusal }) => refusal === 'rejected')
    .map(({ id, workflow }) => `GitHub rejected order ${id} of ${workflow}`);
  const unfit = dispatchedRuns(evidence).flatMap((run) => {
    const text = JSON.stringify(run.inputs);
    const names = Object.keys(run.inputs);
    const known = evidence.declared[run.workflow] ?? [];
    const problems = [
      ...names.filter((name) => !known.includes(name)).map((name) => `${name} is not declared`),
      ...(names.length > 25 ? [`${names.length} inputs`] : []),
      ...(text.length > 65_535 ? [`${text.length} characters`] : []),
      ...(/\{\{|<no value>/.test(text) ? ['a template is left over'] : []),
    ];
    return problems.map((problem) => `${show(run)}: ${problem}`);
  });
  return [...rejected, ...unfit];
};

/** Nothing starts for a commit of a fork before a user with write access has approved that commit. */
export const forksAreHeld: Rule = (evidence) => {
  const { pulls, commands, batches, writers } = evidence;
  const heads = new Set(pulls.filter(({ isFork }) => isFork).flatMap((pull) => pull.heads));
  return dispatchedRuns(evidence)
    .filter((run) => heads.has(shaOf(run)))
    .flatMap((run) => {
      const isApproved = commands.some(
        ({ kind, outcome, actor_login: login, batch_id: id, commanded_at: at }) =>
          kind.startsWith('release') &&
          outcome === 'done' &&
          mayWriteAt(writers, login, at) &&
          at <= run.createdAt &&
          batches.some((batch) => batch.id === id && batch.head_sha === shaOf(run)),
      );
      return isApproved ? [] : [`${show(run)}: no writer approved ${shaOf(run)} of a fork`];
    });
};

/** Changes of one instance in the order of their start. */
function changesByInstance(evidence: Evidence): readonly (readonly SeenRun[])[] {
  const changes = dispatchedRuns(evidence).filter(({ workflow }) => evidence.changing.includes(workflow));
  return [...Map.groupBy(changes, instanceOf).values()];
}

/** On one instance, no merge starts after a later merge into the same branch has started there. */
export const laterMergeWins: Rule = (evidence) => {
  const pullOf = new Map(evidence.pulls.map((pull) => [pull.mergeSha, pull]));
  return changesByInstance(evidence).flatMap((changes) => {
    const runs = changes.filter((run) => !isOfRelease(evidence, run));
    return runs.flatMap((run, index) => {
      const mine = pullOf.get(shaOf(run));
      const later = runs.slice(0, index).find((other) => {
        const theirs = pullOf.get(shaOf(other));
        return theirs?.baseRef === mine?.baseRef && (theirs?.mergedAt ?? 0) > (mine?.mergedAt ?? 0);
      });
      return later === undefined ? [] : [`${show(run)} started after ${show(later)} of a later merge`];
    });
  });
};

function overlaps(one: SeenRun, other: SeenRun, now: number): boolean {
  return one.createdAt < (other.completedAt ?? now + 1) && other.createdAt < (one.completedAt ?? now + 1);
}

function findOverlaps(runs: readonly SeenRun[], evidence: Evidence): readonly string[] {
  return runs.flatMap((run, index) =>
    runs
      .slice(0, index)
      .filter((other) => overlaps(run, other, evidence.now) && !givesWay(evidence, run, other))
      .map((other) => `${show(run)} and ${show(other)} were open together`),
  );
}

/** The plan of a newer head goes ahead of that of the head before, which GitHub then cancels. */
function givesWay({ pulls, changing }: Evidence, one: SeenRun, other: SeenRun): boolean {
  const arePlans = !changing.includes(one.workflow) && !changing.includes(other.workflow);
  const isSamePull = pulls.some(({ heads }) => heads.includes(shaOf(one)) && heads.includes(shaOf(other)));
  return arePlans && isSamePull && shaOf(one) !== shaOf(other);
}

/** One change of an instance and one run of a concurrency group are open at a time. */
export const oneAtATime: Rule = (evidence) => {
  const inGroups = dispatchedRuns(evidence).filter(({ concurrencyGroup: group }) => group !== undefined);
  const groups = Map.groupBy(inGroups, ({ concurrencyGroup }) => concurrencyGroup);
  return [...changesByInstance(evidence), ...groups.values()].flatMap((runs) => findOverlaps(runs, evidence));
};

/** A change that succeeded does not run again for the same commit. */
export const changesRunOnce: Rule = (evidence) =>
  changesByInstance(evidence).flatMap((runs) =>
    runs.flatMap((run, index) =>
      runs
        .slice(0, index)
        .filter(
          (other) =>
            shaOf(other) === shaOf(run) &&
            other.workflow === run.workflow &&
            !(isOfRelease(evidence, run) && countReleases(evidence, shaOf(run)) > 1) &&
            newestAttempt(evidence, other.id)?.conclusion === 'success' &&
            (other.completedAt ?? run.createdAt) < run.createdAt,
        )
        .map((other) => `${show(run)} repeats ${show(other)}, which succeeded`),
    ),
  );
