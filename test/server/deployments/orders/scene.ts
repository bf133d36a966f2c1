/** A simulated GitHub with workflow files, a database with a batch, and the orders of it, without a server around them. */
import { sql } from 'kysely';
import { createAuditIntents } from '../../../../src/server/audit/intents.ts';
import { createAuditStores } from '../../../../src/server/audit/store.ts';
import { readServerConfig } from '../../../../src/server/config/read-config.ts';
import {
  type OpenedDatabase,
  openDatabase,
  openMigratedDatabase,
} from '../../../../src/server/database/open.ts';
import { createOrders, type Orders } from '../../../../src/server/deployments/orders/index.ts';
import { type OrderRow, readOrder } from '../../../../src/server/deployments/orders/order-rows.ts';
import type { NodeName } from '../../../../src/server/deployments/seams.ts';
import { createLog, loggerPort } from '../../../../src/server/http/logging.ts';
import { createRepositories } from '../../../../src/server/repositories/index.ts';
import { serverClock, serverRandom } from '../../../../src/server/system-ports.ts';
import { createShutdown } from '../../../../src/server/work/shutdown.ts';
import type { WorldSeed } from '../../../../src/simulator/seed/seed-types.ts';
import { startSimulator, type TestSimulator } from '../../../support/simulator.ts';
import { createTestDatabase, type StoreEngine } from '../../../support/stores.ts';
import { workOn } from '../../../support/work-on.ts';
import { addBatch, addOrder, type PlannedOrder } from './order-fixtures.ts';

const withId = `name: plan
run-name: plan \${{ inputs.atmos_pro_run_id }}
on:
  workflow_dispatch:
    inputs:
      sha: {required: true}
      atmos_pro_run_id: {}
jobs:
  plan: {runs-on: x, steps: [{run: a}]}
`;
const withoutId = `name: apply
on:
  workflow_dispatch:
    inputs: {sha: {}}
jobs:
  apply: {runs-on: x, environment: prod, steps: [{run: a}]}
`;

export const orderSeed: WorldSeed = {
  accounts: [
    { login: 'acme', id: 71 },
    { login: 'alice', type: 'User' },
  ],
  repositories: [
    {
      name: 'acme/infra',
      id: 1001,
      files: { '.github/workflows/plan.yaml': withId, '.github/workflows/apply.yaml': withoutId },
      environments: [{ name: 'prod', reviewers: ['alice'] }],
    },
  ],
  apps: [
    {
      slug: 'atmos-pro',
      permissions: { metadata: 'read', contents: 'read', actions: 'write', deployments: 'read' },
    },
  ],
  installations: [{ app: 'atmos-pro', account: 'acme' }],
};

/** A part of the server that makes orders, over its own caches and connections. */
export function createReplica(
  simulator: Pick<TestSimulator, 'urls' | 'world'>,
  database: OpenedDatabase,
  options: {
    readonly maxPerSecond?: number;
    readonly monotonic?: () => number;
    readonly fetch?: typeof globalThis.fetch;
  } = {},
) {
  const { urls, world } = simulator;
  const [app] = world.apps.values();
  const deployments = { dispatch: { max_per_second: options.maxPerSecond ?? 3 } };
  const config = readServerConfig({
    text: JSON.stringify({
      public_url: 'https://atmos-pro.test',
      issuers: [{ issuer: urls.issuer }],
      github: { server_url: urls.server, api_url: urls.api, app_id: app?.id },
      workspaces: [{ id: 'ws_acme', repositories: [{ name: 'acme/infra', id: 1001, deployments }] }],
    }),
    file: '/nowhere/atmos-pro.yaml',
    environment: { ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey },
    readFile: () => '',
  });
  const tenant = createRepositories({
    config: { ...config, github: { ...config.github, graphqlUrl: urls.graphql } },
    database,
    measure: (_, store) => store,
    clock: serverClock,
    random: serverRandom,
    logger: loggerPort(createLog({ level: 'fatal' })),
    githubFetch: options.fetch,
    mintRecord: { ...createAuditIntents(database), append: createAuditStores(database).audit.append },
    shutdown: createShutdown(),
  });
  const settled: NodeName[] = [];
  const forgotten: string[] = [];
  const orders = createOrders({
    ...tenant,
    database,
    clock: serverClock,
    random: serverRandom,
    settleOrders: async (_, name) => void settled.push(name),
    defaultBranches: { forget: ({ repositoryId }) => void forgotten.push(repositoryId) },
    monotonic: options.monotonic,
  });
  return { database, orders, settled, forgotten };
}

function kindOf({ work }: Orders, kind: string) {
  const found = work.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no kind of work ${kind}`);
  return found;
}

export async function openOrderScene(
  engine: StoreEngine,
  { seed = orderSeed, ...options }: Parameters<typeof createReplica>[2] & { readonly seed?: WorldSeed } = {},
) {
  const simulator = await startSimulator({ seed });
  const stored = await createTestDatabase(engine);
  const database = await openMigratedDatabase(stored.config);
  const { db } = database;
  const replica = createReplica(simulator, database, options);
  let made = 0;

  const firstBatch = await addBatch(database, 'pr/1');
  const plan = ({ batchId = firstBatch, ...order }: Partial<PlannedOrder> = {}) => {
    made += 1;
    return addOrder(database, { ...order, batchId, node: made });
  };

  return {
    ...replica,
    simulator,
    database,
    config: stored.config,
    firstBatch,
    addBatch: (subject: string) => addBatch(database, subject),
    plan,
    open: () => openDatabase(stored.config),
    async order(id: number): Promise<OrderRow> {
      const row = await readOrder(db, id);
      if (row === undefined) throw new Error(`no order ${id}`);
      return row;
    },
    /** Works on what is due of a kind, once. */
    work: (kind = 'order-send', orders = replica.orders) => workOn(kindOf(orders, kind), database),
    kind: (kind: string) => kindOf(replica.orders, kind),
    /** As if that much time had passed for the database, in milliseconds. */
    async pass(milliseconds: number): Promise<void> {
      const back = (column: string) => sql<number>`${sql.ref(column)} - ${sql.lit(milliseconds)}`;
      await db
        .updateTable('orders')
        .set({
          unclear_at: back('unclear_at'),
          sending_at: back('sending_at'),
          run_read_at: back('run_read_at'),
        })
        .execute();
      await db
        .updateTable('work_entries')
        .set({ due_at: back('due_at'), again_at: back('again_at') })
        .execute();
      await db
        .updateTable('dispatch_limits')
        .set({
          next_free_at: back('next_free_at'),
          calm_until: back('calm_until'),
          slowed_until: back('slowed_until'),
        })
        .execute();
    },
    /** The runs of GitHub that dispatches started, oldest first. */
    runs: () =>
      [...simulator.world.runs.values()]
        .flatMap((attempts) => attempts.at(-1) ?? [])
        .filter(({ event }) => event === 'workflow_dispatch'),
    async audited(prefix: string) {
      const entries = await createAuditStores(database).audit.list({ eventPrefix: prefix });
      return entries.map(({ event }) => event);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await db.destroy();
      await stored.dispose();
      await simulator.stop();
    },
  };
}

export type OrderScene = Awaited<ReturnType<typeof openOrderScene>>;
