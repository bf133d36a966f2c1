/** A GitHub of dispatches and runs that fits in an array, a database with orders, and time that jumps. */
import { expect } from '@jest/globals';
import { sql } from 'kysely';
import { Registry } from 'prom-client';
import type { GitHubClient, SendToGitHub } from '../../../../src/github/client.ts';
import type { DispatchOutcome, SendDispatch } from '../../../../src/github/dispatches.ts';
import type { OpenedDatabase } from '../../../../src/server/database/open.ts';
import { createOrderMetrics } from '../../../../src/server/deployments/orders/metrics.ts';
import { readOrder } from '../../../../src/server/deployments/orders/order-rows.ts';
import { createPrepareRunEvent } from '../../../../src/server/deployments/orders/run-events.ts';
import { createSender, type SenderPorts } from '../../../../src/server/deployments/orders/sender.ts';
import type { DeployedRepository } from '../../../../src/server/deployments/seams.ts';
import type { DeploymentHandle } from '../../../../src/server/repositories/deployment-access.ts';
import { serverRandom } from '../../../../src/server/system-ports.ts';
import { workOn } from '../../../support/work-on.ts';
import { addBatch, addOrder } from './order-fixtures.ts';

const bot = 'atmos-pro[bot]';
/** Lists show a run after this time at the latest, in milliseconds. */
export const maxLagMs = 170_000;

/** What becomes of a dispatch. `frozen`: its sender loses its claim before, or after, GitHub acts. */
export const fates = [
  'run',
  'accepted',
  'rejected',
  'limited',
  'lost',
  'cut',
  'ended',
  'ended-after',
  'frozen',
  'frozen-after',
] as const;
type Fate = (typeof fates)[number];

interface FakeRun {
  readonly id: number;
  readonly order: number;
  readonly workflow: string;
  readonly title: string;
  readonly createdAt: number;
  readonly visibleAt: number;
}

/** A GitHub, a database, and time that jumps. */
export class OrderWorld {
  readonly runs: FakeRun[] = [];
  /** Time that has passed beside that of the clock. */
  ahead = 0;
  monotonic = 0;
  /** Of the next dispatches; then `run`. */
  fates: readonly Fate[] = [];
  lagMs = 0;
  readonly database: OpenedDatabase;
  readonly orders: { readonly id: number; readonly correlation: string; readonly carriesId: boolean }[] = [];
  readonly ports: SenderPorts;

  constructor(database: OpenedDatabase) {
    this.database = database;
    const handle = {
      name: 'acme/infra',
      token: 'none',
      installationId: 7,
      repository: {
        repositoryId: '1001',
        ownerId: '71',
        canonicalName: 'acme/infra',
        config: { name: 'acme/infra', permissions: [] },
      },
    } satisfies DeploymentHandle;
    this.ports = {
      database,
      dialect: database.dialect,
      access: { find: async () => handle, use: (_, work) => work(handle) },
      client: this.createClient(),
      random: serverRandom,
      settleOrders: async () => undefined,
      defaultBranches: { forget: () => undefined },
      now: () => this.now(),
      monotonic: () => this.monotonic,
      botLogin: async () => bot,
      metrics: createOrderMetrics(new Registry(), database),
      dispatch: this.dispatch,
    };
  }

  now(): number {
    return Date.now() + this.ahead;
  }

  show(run: FakeRun) {
    // The database is moved back, not GitHub's clock.
    const time = new Date(run.createdAt - this.ahead).toISOString();
    return {
      id: run.id,
      display_title: run.title,
      actor: { login: bot },
      run_attempt: 1,
      status: 'in_progress',
      conclusion: null,
      created_at: time,
      updated_at: time,
      html_url: `https://github.com/acme/infra/actions/runs/${run.id}`,
      event: 'workflow_dispatch',
      path: `.github/workflows/${run.workflow}`,
    };
  }

  private createClient(): GitHubClient {
    const list = async (_route: string, { workflow_id: workflow }: { readonly workflow_id: string }) => {
      const shown = this.runs.filter((run) => run.workflow === workflow && run.visibleAt <= this.now());
      return { data: { total_count: shown.length, workflow_runs: shown.map((run) => this.show(run)) } };
    };
    return {
      graphqlUrl: '',
      nameToken: () => undefined,
      asApp: () => Promise.reject(new Error('not here')),
      asInstallation: (_, call) => call(list as unknown as SendToGitHub, {}),
    };
  }

  private async start(inputs: Readonly<Record<string, string>>, workflow: string): Promise<string> {
    const order = this.orders.find(({ id }) => String(id) === inputs['order']);
    if (order === undefined) throw new Error('an unknown order was sent');
    const id = this.runs.length + 1;
    const title = order.carriesId ? `plan ${order.correlation}` : 'apply';
    const now = this.now();
    this.runs.push({ id, order: order.id, workflow, title, createdAt: now, visibleAt: now + this.lagMs });
    return String(id);
  }

  /** As if the process of the claim had not answered for that long: another one takes the entry over. */
  private async lapse(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      this.monotonic += 91_000;
      await this.pass(91_000);
      await this.work();
    }
  }

  readonly dispatch: SendDispatch = async (
    _,
    { workflow, inputs },
    { beforeSend },
  ): Promise<DispatchOutcome> => {
    const [fate = 'run', ...others] = this.fates;
    this.fates = others;
    if (fate === 'frozen') await this.lapse(7);
    try {
      beforeSend();
    } catch {
      return { status: 'unsent', reason: 'too late', retryAt: undefined };
    }
    if (fate === 'rejected') return { status: 'rejected', reason: 'no', isOutdated: true };
    if (fate === 'limited') return { status: 'limited', retryAt: this.now() + 5_000, isSecondary: false };
    if (fate === 'cut') return { status: 'lost', reason: 'cut' };
    if (fate === 'ended') throw new Error('the process ended');
    const runId = await this.start(inputs, workflow);
    if (fate === 'ended-after') throw new Error('the process ended');
    if (fate === 'frozen-after') await this.lapse(1);
    if (fate === 'lost') return { status: 'lost', reason: '502' };
    return fate === 'accepted' ? { status: 'accepted' } : { status: 'run', runId, url: undefined };
  };

  async work(): Promise<void> {
    await workOn(createSender(this.ports), this.database);
  }

  /** As if that much time had passed. */
  async pass(milliseconds: number): Promise<void> {
    this.ahead += milliseconds;
    const back = (column: string) => sql<number>`${sql.ref(column)} - ${sql.lit(milliseconds)}`;
    const { db } = this.database;
    await db
      .updateTable('orders')
      .set({ unclear_at: back('unclear_at'), sending_at: back('sending_at') })
      .execute();
    await db
      .updateTable('work_entries')
      .set({ due_at: back('due_at'), again_at: back('again_at') })
      .execute();
  }

  async deliver(index: number): Promise<void> {
    const run = this.runs[index % Math.max(1, this.runs.length)];
    if (run === undefined) return;
    const event = {
      guid: 'g',
      event: 'workflow_run',
      action: 'in_progress',
      receivedAt: 0,
      payload: { workflow_run: this.show(run) },
    };
    const repository = { workspaceId: 'ws_acme', repositoryId: '1001' } as DeployedRepository;
    const apply = await createPrepareRunEvent(this.ports)(event, repository, new AbortController().signal);
    await this.database.db.transaction().execute((trx) => apply(trx));
  }

  async stop(): Promise<void> {
    await this.database.db
      .updateTable('batches')
      .set({ state: 'superseded', stopped: 'superseded' })
      .execute();
  }

  async add(carriesId: boolean): Promise<void> {
    const batchId = await addBatch(this.database, `pr/${this.orders.length + 1}`);
    const order = { batchId, node: 1, workflow: carriesId ? 'plan.yaml' : 'apply.yaml', carriesId };
    const { id, correlation } = await addOrder(this.database, order);
    const inputs = JSON.stringify({ order: String(id) });
    await this.database.db.updateTable('orders').set({ inputs }).where('id', '=', id).execute();
    this.orders.push({ id, correlation, carriesId });
  }

  checkSafety(): void {
    for (const { id } of this.orders) {
      expect(this.runs.filter(({ order }) => order === id).length).toBeLessThanOrEqual(1);
    }
  }

  async checkEnd(): Promise<void> {
    this.fates = [];
    this.lagMs = 0;
    for (let round = 0; round < 40; round += 1) {
      await this.pass(61_000);
      await this.work();
    }
    this.checkSafety();
    for (const { id } of this.orders) {
      const row = await readOrder(this.database.db, id);
      const run = this.runs.find(({ order }) => order === id);
      const state = run === undefined ? expect.stringMatching(/^(?:refused|withdrawn)$/) : 'sent';
      expect(row).toMatchObject({ state, run_id: run === undefined ? null : String(run.id) });
    }
    expect(await this.database.db.selectFrom('work_entries').selectAll().execute()).toEqual([]);
  }
}
