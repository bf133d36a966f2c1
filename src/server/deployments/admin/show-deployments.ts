/** The deployments of a batch as the API returns them: what each waits for, and the dispatches and runs that came of it. */
import type { DeploymentData } from '../../../api/routes/batches.ts';
import { isRecord, toTimestamp } from '../../../base/text.ts';
import { reasonTexts } from '../../../domain/reports/rows.ts';
import { instanceKey } from '../../../domain/stacks/items.ts';
import type { Shown } from '../../http/answer.ts';
import {
  type DeploymentPage,
  type DeploymentRow,
  type DispatchRow,
  maxShownDispatches,
  maxShownParents,
} from './batch-reads.ts';

type ShownDeployment = Shown<Omit<DeploymentData, 'dispatches'>> & {
  readonly dispatches: readonly ShownDispatch[];
};
type DispatchData = DeploymentData['dispatches'][number];
type ShownDispatch = Shown<Omit<DispatchData, 'times'>> & { readonly times: ShownTimes };
type ShownTimes = Shown<NonNullable<DispatchData['times']>>;

/** The text is the server's own, but an earlier version may have written it. */
function readJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function showApprovals({ run_status: status, approval }: DispatchRow): ShownDispatch['approvals'] {
  const waiting = readJson(approval);
  if (status !== 'waiting' || !Array.isArray(waiting)) return undefined;
  return waiting.flatMap((one: unknown) => {
    const { environment, reviewers } = isRecord(one) ? one : {};
    if (typeof environment !== 'string') return [];
    const known: readonly unknown[] = Array.isArray(reviewers) ? reviewers : [];
    return [{ environment, reviewers: known.filter((name) => typeof name === 'string') }];
  });
}

const toPrecise = (time: number | null) => (time === null ? undefined : new Date(time).toISOString());

function showTimes(order: DispatchRow): ShownTimes {
  return {
    plannedAt: new Date(order.planned_at).toISOString(),
    sendingAt: toPrecise(order.sending_at),
    unclearAt: toPrecise(order.unclear_at),
    endedAt: toPrecise(order.ended_at),
  };
}

function showDispatch(order: DispatchRow): ShownDispatch {
  return {
    id: order.correlation,
    workflow: order.workflow,
    ref: order.ref,
    attempt: order.attempt,
    state: order.state,
    reason: order.refusal ?? undefined,
    message: order.problem ?? undefined,
    runId: order.run_id ?? undefined,
    runUrl: order.run_url ?? undefined,
    runAttempt: order.run_attempt ?? undefined,
    runStatus: order.run_status ?? undefined,
    runConclusion: order.run_end ?? undefined,
    exitCode: order.exit_code ?? undefined,
    approvals: showApprovals(order),
    plannedAt: toTimestamp(order.planned_at),
    times: showTimes(order),
  };
}

/** What keeps the component busy. Its parts are stored by the dispatcher (`WaitsFor`). */
function describeWait({ state, waits_for: waitsFor }: DeploymentRow): string | undefined {
  const wait = readJson(waitsFor);
  if (state !== 'locked' || !isRecord(wait)) return undefined;
  const { type, holder, url, message, batchId, node } = wait;
  if (type === 'run') return `deployment ${node} of batch ${batchId}`;
  if (type === 'merge') return `the later merge of batch ${batchId}`;
  if (typeof holder !== 'string') return undefined;
  const why = typeof message === 'string' && message !== '' ? ` (${message})` : '';
  return `the lock of ${holder}${why}${typeof url === 'string' ? `: ${url}` : ''}`;
}

function describeNode({ state, reason, detail }: DeploymentRow): string | undefined {
  if (detail !== null) return detail;
  if (reason !== null) return reasonTexts[reason];
  return state === 'upstream_failed' ? 'a dependency failed' : undefined;
}

/** `statuses`: sentences by `instanceKey`. */
export function showDeployments(
  { nodes, edges, orders }: DeploymentPage,
  statuses: ReadonlyMap<string, string>,
): readonly ShownDeployment[] {
  const parents = Map.groupBy(edges, ({ child }) => child);
  const dispatches = Map.groupBy(orders, ({ node }) => node);
  return nodes.map((node) => ({
    number: node.number,
    stack: node.stack,
    component: node.component,
    kind: node.kind,
    state: node.state,
    reason: node.reason ?? undefined,
    message: describeNode(node),
    result: node.result ?? undefined,
    attempt: node.attempt,
    openParents: node.open_parents,
    dependsOn: (parents.get(node.number) ?? []).slice(0, maxShownParents).map(({ parent }) => parent),
    waitsFor: describeWait(node),
    status: statuses.get(instanceKey(node)),
    dispatches: (dispatches.get(node.number) ?? []).slice(0, maxShownDispatches).map(showDispatch),
  }));
}
