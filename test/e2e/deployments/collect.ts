/** Collects what a history has left behind: from the simulator's windows, and what the server has on record. */
import type { listAllRuns } from '../../../src/simulator/control/list-runs.ts';
import type { SimulatedPullRequest } from '../../../src/simulator/world/pull-requests.ts';
import type { Evidence, Records, SeenCheck, SeenComment, SeenPull, SeenRun } from './evidence.ts';
import { threeComponents } from './items.ts';
import { readTables } from './read-tables.ts';
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

/** The server must run. `read`: where its records are from. */
export async function collectEvidence(
  scene: DeploymentsScene,
  read: () => Promise<Records> = () => readTables(scene.server()),
): Promise<Evidence> {
  const runs = await readWindow<ShownRun>(scene, 'runs');
  const checks = await readWindow<ShownCheck>(scene, 'checks');
  const records = await read();
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
    uploads: [...scene.uploads, ...readAppliedLists(scene, records), ...scene.releases.map(toUpload)],
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
    ...records,
    wanted: await renderWanted(scene.server(), records.batches),
  };
}
