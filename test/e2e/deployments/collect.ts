/** Collects what a history has left behind: from the simulator's windows, from the server's tables and its audit log. */
import type { listAllRuns } from '../../../src/simulator/control/list-runs.ts';
import type { SimulatedPullRequest } from '../../../src/simulator/world/pull-requests.ts';
import type { Evidence, SeenCheck, SeenComment, SeenPull, SeenRun } from './evidence.ts';
import { threeComponents } from './items.ts';
import { readLocks, readPlaces } from './read-locks.ts';
import type { DeploymentsScene } from './scene.ts';
import { applyFile, declaredInputs, planFile, releaseFile, repositoryName } from './seed.ts';
import { renderWanted } from './wanted.ts';

const bot = 'atmos-pro[bot]';

const toTime = (text: string | null) => (text === null ? undefined : Date.parse(text));

async function readWindow<Item>({ simulator }: DeploymentsScene, name: string): Promise<readonly Item[]> {
  const response = await fetch(`${simulator.origin}/_simulator/${name}?repository=${repositoryName}`);
  const body = (await response.json()) as Readonly<Record<string, readonly Item[]>>;
  return body[name] ?? [];
}

type ShownRun = ReturnType<typeof listAllRuns>['runs'][number];

function toRun(run: ShownRun): SeenRun {
  const { id, attempt, event, actor, inputs, status } = run;
  return {
    ...{ id, attempt, event, actor, inputs, status },
    workflow: run.workflow.split('/').at(-1) ?? '',
    concurrencyGroup: run.concurrency_group ?? undefined,
    conclusion: run.conclusion ?? undefined,
    createdAt: toTime(run.created_at) ?? 0,
    completedAt: toTime(run.completed_at),
  };
}

type ShownCheck = Omit<SeenCheck, 'title' | 'summary'> & {
  readonly output: { readonly title: string | null; readonly summary: string | null } | null;
};

function toCheck({ output, ...check }: ShownCheck): SeenCheck {
  return { ...check, title: output?.title ?? '', summary: output?.summary ?? '' };
}

/** The bot's own account is that of the author of its reviews. */
function listApproved(
  { world }: DeploymentsScene['simulator'],
  { reviews }: SimulatedPullRequest,
): readonly string[] {
  return reviews
    .filter(({ state, authorId }) => state === 'APPROVED' && world.accounts.get(authorId)?.login === bot)
    .map(({ commitId }) => commitId);
}

function listApprovals(
  { world }: DeploymentsScene['simulator'],
  { reviews }: SimulatedPullRequest,
): readonly { readonly sha: string; readonly at: number }[] {
  return reviews
    .filter(({ authorId }) => world.accounts.get(authorId)?.login === bot)
    .filter(({ body }) => /^<!-- atmos-pro review .* approve \d+ -->/.test(body))
    .map(({ commitId: sha, submittedAt: at }) => ({ sha, at }));
}

function readPulls({ simulator, heads }: DeploymentsScene): readonly SeenPull[] {
  const { world } = simulator;
  const pulls = world.repositories.get(1001)?.pullRequests.values() ?? [];
  return [...pulls].map((pull) => {
    const { number, state, baseRef, headRepositoryId, mergedAt, mergeSha } = pull;
    const isFork = headRepositoryId !== 1001;
    const seen = { number, state, baseRef, mergedAt, mergeSha, isFork, heads: heads.get(number) ?? [] };
    return {
      ...seen,
      approved: listApproved(simulator, pull),
      approvals: listApprovals(simulator, pull),
    };
  });
}

function readGroups({ simulator: { world } }: DeploymentsScene): Evidence['groups'] {
  return world.events
    .filter(({ event, action }) => event === 'merge_group' && action === 'checks_requested')
    .map(({ after: sha = '', grouped: numbers = [], at: madeAt }) => ({ sha, numbers, madeAt }));
}

async function readStops({ store }: ReturnType<DeploymentsScene['server']>): Promise<Evidence['stops']> {
  const entries = await store.audit.list({ event: 'batch.stopped' });
  return entries.map(({ at, details }) => ({ batchId: Number(details['batch']), at }));
}

async function readTables({ database: { db } }: ReturnType<DeploymentsScene['server']>) {
  return {
    batches: await db.selectFrom('batches').selectAll().orderBy('id').execute(),
    nodes: await db.selectFrom('batch_nodes').selectAll().orderBy('batch_id').orderBy('number').execute(),
    edges: await db.selectFrom('batch_edges').selectAll().execute(),
    orders: await db.selectFrom('orders').selectAll().orderBy('id').execute(),
    commands: await db.selectFrom('commands').selectAll().execute(),
    groupPulls: await db.selectFrom('merge_group_pulls').selectAll().orderBy('position').execute(),
    deliveries: await db.selectFrom('deliveries').select(['guid', 'state']).orderBy('id').execute(),
  };
}

/** A release deploys the inventory, as if that had been uploaded for it. */
function toUpload({ sha, publishedAt: at }: Evidence['releases'][number]): Evidence['uploads'][number] {
  const wired = threeComponents.map(({ stack, component }) => ({ stack, component, files: [releaseFile] }));
  return { at, sha, of: 'release', edges: [], wired };
}

/** A person has had a merge applied by the list of its plan: as if it had been uploaded for the merge. */
function readAppliedLists(
  { uploads }: DeploymentsScene,
  { batches, commands }: Pick<Evidence, 'batches' | 'commands'>,
): Evidence['uploads'] {
  return commands.flatMap(({ kind, outcome, batch_id: id, commanded_at: at }) => {
    const { sha, head_sha: head } = batches.find((batch) => batch.id === id) ?? {};
    if (kind !== 'apply_last_list' || outcome !== 'done' || typeof sha !== 'string') return [];
    const lists = uploads.filter((one) => one.of === 'head' && one.sha === head && one.at <= at);
    return lists.map((list) => {
      const wired = list.wired.map((component) => ({ ...component, files: [applyFile] }));
      return { ...list, at, sha, of: 'merge' as const, wired };
    });
  });
}

/** The server must run. */
export async function collectEvidence(scene: DeploymentsScene): Promise<Evidence> {
  const server = scene.server();
  const runs = await readWindow<ShownRun>(scene, 'runs');
  const checks = await readWindow<ShownCheck>(scene, 'checks');
  const tables = await readTables(server);
  return {
    now: scene.clock.now(),
    bot,
    checkName: 'Atmos Pro',
    runs: runs.map(toRun),
    checks: checks.map(toCheck),
    comments: await readWindow<SeenComment>(scene, 'comments'),
    pulls: readPulls(scene),
    groups: readGroups(scene),
    releases: scene.releases,
    uploads: [...scene.uploads, ...readAppliedLists(scene, tables), ...scene.releases.map(toUpload)],
    declared: {
      [planFile]: declaredInputs,
      [applyFile]: declaredInputs,
      [releaseFile]: declaredInputs,
    },
    changing: [applyFile, releaseFile],
    releasing: [releaseFile],
    writers: scene.writers(),
    checkStates: scene.checkStates,
    forged: [],
    calls: scene.simulator.journal
      .entries()
      .map(({ at, method, path }) => ({ at: Date.parse(at), what: `${method} ${path}` })),
    ...tables,
    stops: await readStops(server),
    locks: await readLocks(server),
    places: await readPlaces(server),
    wanted: await renderWanted(server, tables.batches),
  };
}
