/** What the server has on record of a history, as its users see it: from the admin routes. */
import type { BatchData, DeploymentData } from '../../../../src/api/routes/batches.ts';
import { type AuditFact, toCommands, toLocks, toStops } from '../audit-facts.ts';
import type { Records } from '../evidence.ts';
import type { AdminRoutes } from './admin-routes.ts';

type Numbered = DeploymentData & { readonly batch_id: number };

function toBatch({
  id,
  activity,
  subject,
  headSha,
  sha,
  state,
  stopped,
}: BatchData): Records['batches'][number] {
  return {
    ...{ id, subject, state, head_sha: headSha },
    // Without its event: `pull_request.merged`.
    activity: activity.slice(activity.indexOf('.') + 1),
    sha: sha ?? null,
    stopped: stopped ?? null,
  };
}

/** What does not deploy in any case was skipped as the batch was planned. */
function toNode(shown: Numbered): Records['nodes'][number] {
  const { batch_id, number, stack, component, kind, state, reason = null } = shown;
  const isTransparent = state === 'skipped' && reason !== 'overtaken' && reason !== 'run_skipped';
  return { batch_id, number, stack, component, kind, state, reason, is_transparent: Number(isTransparent) };
}

function toTime(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}

function toOrder({ batch_id, number, dispatches }: Numbered): Records['orders'] {
  return dispatches.map((order) => {
    const { id, attempt, workflow, state } = order;
    return {
      ...{ id, batch_id, node: number, attempt, workflow, state },
      refusal: order.reason ?? null,
      run_id: order.runId ?? null,
      run_end: order.runConclusion ?? null,
      planned_at: Date.parse(order.times?.plannedAt ?? order.plannedAt),
      sending_at: toTime(order.times?.sendingAt),
    };
  });
}

interface ShownBatches {
  readonly batches: readonly BatchData[];
  readonly deployments: readonly Numbered[];
  readonly groupPulls: Records['groupPulls'];
}

async function listAll(admin: AdminRoutes): Promise<ShownBatches> {
  const batches = (await admin.listBatches()).toReversed();
  const deployments: Numbered[] = [];
  const pulls = new Map<string, readonly number[]>();
  // One after the other: the server has other work.
  for (const { id, headSha, subject } of batches) {
    const shown = await admin.showBatch(id);
    for (const deployment of shown.deployments) deployments.push({ ...deployment, batch_id: id });
    const { pullRequests = [] } = shown;
    // One alone may be the one that the branch names: then the queue has not shown the group.
    if (subject.startsWith('group/') && pullRequests.length > 1) pulls.set(headSha, pullRequests);
  }
  const groupPulls = [...pulls].flatMap(([head, numbers]) =>
    numbers.map((number) => ({ head_sha: head, pull_number: number })),
  );
  return { batches, deployments, groupPulls };
}

async function listFacts(admin: AdminRoutes): Promise<readonly AuditFact[]> {
  const facts: AuditFact[] = [];
  for (const event of ['lock.*', 'batch.*', 'deployment.*']) {
    const entries = await admin.listAudit(event);
    for (const { event: name, at, actor, details } of entries)
      facts.push({ event: name, at: Date.parse(at), actor, details: { ...details } });
  }
  return facts;
}

async function readLocks(admin: AdminRoutes, facts: readonly AuditFact[]) {
  const shown = await admin.listLocks();
  const expiry = new Map(
    shown.map(({ id, held, expiresAt }) => [id, held ? Number.POSITIVE_INFINITY : Date.parse(expiresAt)]),
  );
  const waiters: string[] = [];
  for (const { id } of shown)
    for (const { holder } of (await admin.showLock(id)).waiters ?? [])
      if (holder.deploymentId !== undefined) waiters.push(holder.deploymentId);
  return { locks: toLocks(facts, (id) => expiry.get(id)), places: [...new Set(waiters)] };
}

export async function readRoutes(admin: AdminRoutes): Promise<Records> {
  const { batches, deployments: shown, groupPulls } = await listAll(admin);
  const deliveries = (await admin.listDeliveries()).toReversed();
  const facts = await listFacts(admin);
  return {
    batches: batches.map(toBatch),
    nodes: shown.map(toNode),
    groupPulls,
    edges: shown.flatMap(({ batch_id, number, dependsOn }) =>
      dependsOn.map((parent) => ({ batch_id, parent, child: number })),
    ),
    orders: shown.flatMap(toOrder),
    deliveries: deliveries.map(({ guid, state }) => ({ guid, state })),
    commands: toCommands(facts),
    stops: toStops(facts),
    ...(await readLocks(admin, facts)),
  };
}

/** Whether anything is open, by two short requests. A batch that waits for a person does not count. */
export async function isAnyOpen(admin: AdminRoutes): Promise<boolean> {
  const open = await admin.listBatches({ state: 'open' });
  if (open.some(({ state }) => state !== 'held')) return true;
  return (await admin.listDeliveries({ state: 'new' })).length > 0;
}
