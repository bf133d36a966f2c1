/** A simulated GitHub with a pull request, a database with its batches, and replicas that show them, whose time a test moves. */
import { sql } from 'kysely';
import type { AutoReview } from '../../../src/domain/reports/review.ts';
import { type OpenedDatabase, openDatabase } from '../../../src/server/database/open.ts';
import type { PersonCommand, RunCommands, WantedIssue } from '../../../src/server/projections/ports.ts';
import { startHookScene } from '../../support/hook-scene.ts';
import type { StoreEngine } from '../../support/stores.ts';
import { openQueue } from '../work/scene.ts';
import { createReplica, type Replica, type ReplicaOptions } from './replica.ts';
import {
  type BatchChanges,
  insertBatch,
  insertPull,
  type NodeChanges,
  type PullChanges,
  pull,
  repositoryId,
  setNodes,
  workspaceId,
} from './rows.ts';

export async function startProjectionScene(engine: StoreEngine = 'sqlite', firstMode: AutoReview = 'off') {
  const hooks = await startHookScene(() => ({
    repositories: [
      {
        name: 'acme/infra',
        id: 1,
        files: { 'main.tf': 'a\n' },
        branches: { feature: { files: { 'main.tf': 'b\n' } } },
        people: { alice: 'admin', will: 'write', tom: 'triage', rita: 'read' },
        pull_requests: [{ number: pull, head: 'feature', author: 'alice' }],
      },
      { name: 'acme/other', id: 2, files: { a: 'a' }, people: { alice: 'admin' } },
    ],
  }));
  const { simulator } = hooks;
  const queue = await openQueue(engine);
  const [repository] = simulator.world.repositories.values();
  if (repository === undefined) throw new Error('the world is empty');
  const ran: (PersonCommand & { readonly hold?: string })[] = [];
  const commands: RunCommands = {
    retryBatch: async (command) => {
      ran.push(command);
      return { status: 'done' };
    },
    applyLastList: async (command) => {
      ran.push(command);
      return { status: 'done' };
    },
    releaseBatch: async (command) => {
      ran.push(command);
      return { status: 'done' };
    },
  };
  const issues = new Map<string, WantedIssue>();
  const opened: OpenedDatabase[] = [];
  let seenCalls = 0;
  let generation = 0;
  let isDeployed = true;
  let autoReview = firstMode;
  let areIssuesOff = false;
  let afterAnswer = async () => {};

  function addReplica({ coreShare }: Pick<ReplicaOptions, 'coreShare'> = {}): Replica {
    const database = openDatabase(queue.config);
    opened.push(database);
    return createReplica(database, {
      hooks,
      commands,
      coreShare,
      isDeployed: () => isDeployed,
      autoReview: () => autoReview,
      readIssue: async (_, { key }) => (areIssuesOff ? 'off' : issues.get(key)),
      afterAnswer: () => afterAnswer(),
    });
  }
  const replica = addReplica();

  /** As if that much time had passed for the database, in milliseconds. */
  async function pass(milliseconds: number): Promise<void> {
    const earlier = (column: string) => sql<number>`${sql.ref(column)} - ${sql.lit(milliseconds)}`;
    await queue.move(milliseconds);
    await queue.db
      .updateTable('projections')
      .set({
        creating_since: earlier('creating_since'),
        sent_at: earlier('sent_at'),
        deadline_at: earlier('deadline_at'),
      })
      .execute();
    await queue.db
      .updateTable('dispatch_limits')
      .set({ next_free_at: earlier('next_free_at'), calm_until: earlier('calm_until') })
      .execute();
    await queue.db
      .updateTable('batches')
      .set({
        created_at: earlier('created_at'),
        updated_at: earlier('updated_at'),
        deadline_at: earlier('deadline_at'),
      })
      .execute();
  }

  /** What the replica makes of a delivery. */
  async function give(
    event: string,
    { guid, payload }: { readonly guid: string; readonly payload: Readonly<Record<string, unknown>> },
  ): Promise<string> {
    const one = { guid, event, action: String(payload['action']), payload };
    const apply = await replica.preparePersonEvent(one, shownRepository, new AbortController().signal);
    const end = await queue.db.transaction().execute((trx) => apply(trx));
    return end.status === 'ignored' ? end.reason : end.status;
  }

  async function waiting(): Promise<number> {
    const rows = await queue.db
      .selectFrom('work_entries')
      .select('id')
      .where('state', '=', 'waiting')
      .execute();
    return rows.length;
  }

  return {
    ...hooks,
    queue,
    repository,
    head: repository.git.readRef('refs/heads/feature') ?? '',
    replica,
    addReplica,
    pass,
    waiting,
    /** The configuration no longer gives the repository deployments. */
    leave(): void {
      isDeployed = false;
    },
    /** Of the configuration, from now on. */
    setReviews(mode: AutoReview): void {
      autoReview = mode;
    },
    /** From now on, after every answer of GitHub. */
    afterAnswers(work: () => Promise<void>): void {
      afterAnswer = work;
    },
    /** Commands that the core was given. */
    ran,
    commands,
    insertBatch(changes: BatchChanges = {}): Promise<number> {
      generation += 1;
      const sha = repository.git.readRef('refs/heads/feature') ?? '';
      return insertBatch(queue, { sha, generation, ...changes });
    },
    /** Changes a batch, and marks it in the same transaction, as the core does. */
    async change(batchId: number, changes: BatchChanges, { nodes, isDue = true }: ChangeOptions = {}) {
      if (nodes !== undefined) await setNodes(queue, batchId, nodes);
      await queue.db.transaction().execute(async (trx) => {
        await trx
          .updateTable('batches')
          .set({ ...changes, updated_at: queue.dialect.now })
          .where('id', '=', batchId)
          .execute();
        await replica.markReports(trx, { workspaceId, repositoryId, batchId, isDue });
      });
    },
    /** Says what an issue is to show, and marks it, as drift does. */
    async want(key: string, issue: WantedIssue): Promise<void> {
      issues.set(key, issue);
      await queue.db
        .transaction()
        .execute((trx) => replica.markIssue(trx, { workspaceId, repositoryId, key, delayMs: 0 }));
    },
    /** In the configuration, from now on. */
    issuesAreOff(value: boolean): void {
      areIssuesOff = value;
    },
    issues: () => [...repository.issues.values()],
    announce: (batchId: number) => queue.db.transaction().execute((trx) => replica.announce(trx, batchId)),
    addPull: (changes: PullChanges = {}) => insertPull(queue, changes),
    reviews: () => repository.pullRequests.get(pull)?.reviews ?? [],
    /** Works until nothing is left in the queue, with time between the turns. */
    async settle(replicas: readonly Replica[] = [replica]): Promise<void> {
      for (let round = 0; (await waiting()) > 0; round += 1) {
        if (round > 100) throw new Error('the queue does not become empty');
        await pass(2_000);
        await Promise.all(replicas.map((one) => one.work()));
      }
    },
    rows: () => queue.db.selectFrom('projections').selectAll().orderBy('id').execute(),
    checks: () => repository.checkRuns,
    comments: () => repository.comments,
    /** What was asked of GitHub about checks and comments since the last call: routes, in order. */
    takeCalls(): readonly string[] {
      const routes = simulator.journal
        .entries({})
        .map(({ route }) => route)
        .filter((route) => /^(?:checks|issues|pulls|repos\/get-collab)/.test(route));
      const fresh = routes.slice(seenCalls);
      seenCalls = routes.length;
      return fresh;
    },
    /** The deliveries about what people did, as GitHub sent them, given to the replica; what it made of them. */
    async deliver(event: string): Promise<readonly string[]> {
      const ends: string[] = [];
      for (const { headers, payload } of await hooks.take(event)) {
        ends.push(await give(event, { guid: headers['x-github-delivery'] ?? '', payload }));
      }
      return ends;
    },
    give,
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.all(opened.map(({ db }) => db.destroy()));
      await queue[Symbol.asyncDispose]();
      await hooks.stop();
    },
  };
}

interface ChangeOptions {
  readonly nodes?: readonly NodeChanges[];
  readonly isDue?: boolean;
}

const shownRepository = {
  workspaceId,
  repositoryId,
  name: 'acme/infra',
  config: { checkName: 'Atmos Pro', hold: { threshold: 50 }, autoReview: 'off' },
} as const;

export type ProjectionScene = Awaited<ReturnType<typeof startProjectionScene>>;
