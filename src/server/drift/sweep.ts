/** Reads the instances that a schedule names, and decides which of them its sweep checks. */
import type { Kysely } from 'kysely';
import { readBatchSubject } from '../../domain/dispatch/activities.ts';
import { type CheckSkip, createScope, decideCheck } from '../../domain/drift/choose.ts';
import { type InstanceName, instanceKey } from '../../domain/stacks/items.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import {
  claimDetections,
  type DriftPlace,
  digestSettings,
  findOpen,
  lockDriftRows,
} from './instance-table.ts';
import {
  type DriftDeployments,
  type DriftEntry,
  type DriftInventory,
  type FindLockHolders,
  findSchedule,
  type InventoryInstance,
} from './ports.ts';
import type { DriftRepositories } from './repositories.ts';
import { readTick, type Tick } from './tick-table.ts';

const rowsPerRead = 200;

export interface SweepPorts {
  readonly database: OpenedDatabase;
  readonly repositories: DriftRepositories;
  readonly inventory: DriftInventory;
  readonly findLockHolders: FindLockHolders;
  readonly deployments: Pick<DriftDeployments, 'listChanging'>;
}

interface SweepBatch extends DriftPlace {
  readonly id: number;
  readonly subject: string;
}

type Verdict = { readonly status: 'check' } | { readonly status: 'skip'; readonly reason: CheckSkip };

/** The tick that a batch is of. */
async function findTick(
  db: Kysely<Database>,
  { repositoryId, subject }: SweepBatch,
): Promise<Tick | undefined> {
  const read = readBatchSubject(subject);
  if (read?.type !== 'sweep') return undefined;
  const { schedule, dueAt } = read;
  return readTick(db, { repositoryId, schedule, dueAt });
}

async function* readInventory(
  inventory: DriftInventory,
  place: DriftPlace,
): AsyncGenerator<InventoryInstance> {
  let after: Awaited<ReturnType<DriftInventory['list']>>['next'];
  do {
    const page = await inventory.list({ ...place, after, limit: rowsPerRead });
    yield* page.instances;
    after = page.next;
  } while (after !== undefined);
}

/** Runs report names without a type: of components with one name that of Terraform counts. */
async function* onePerName(instances: AsyncIterable<InventoryInstance>): AsyncGenerator<InventoryInstance> {
  let held: InventoryInstance | undefined;
  for await (const instance of instances) {
    if (held !== undefined && instanceKey(held) !== instanceKey(instance)) {
      yield held;
      held = instance;
    } else if (held === undefined || instance.componentType === 'terraform') held = instance;
  }
  if (held !== undefined) yield held;
}

function toNames(entries: readonly DriftEntry[]): readonly InstanceName[] {
  return entries.map(({ stack, component }) => ({ stack, component }));
}

export interface DriftSweeps {
  listPages(batch: SweepBatch, perPage: number): AsyncIterable<readonly DriftEntry[]>;
  judge(trx: Kysely<Database>, batch: SweepBatch, page: readonly DriftEntry[]): Promise<readonly Verdict[]>;
}

/** Live, enabled, drift-enabled instances that the schedule names, each once. */
async function* listPages(
  batch: SweepBatch,
  perPage: number,
  { database, repositories, inventory }: SweepPorts,
): AsyncGenerator<readonly DriftEntry[]> {
  const tick = await findTick(database.db, batch);
  const repository = await repositories.find(batch.workspaceId, batch.repositoryId);
  const schedule = tick && repository && findSchedule(repository, tick.schedule);
  if (schedule === undefined || schedule.paused) return;
  const isCovered = createScope(schedule);
  let page: DriftEntry[] = [];
  const { workspaceId, repositoryId } = batch;
  for await (const instance of onePerName(readInventory(inventory, { workspaceId, repositoryId }))) {
    if (!instance.enabled || !instance.driftEnabled || !isCovered(instance)) continue;
    const { stack, component, pro } = instance;
    page.push({ stack, component, pro });
    if (page.length < perPage) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** With the rows of the instances locked, so that of two sweeps one has each instance. */
async function judge(
  trx: Kysely<Database>,
  { batch, page }: { readonly batch: SweepBatch; readonly page: readonly DriftEntry[] },
  { database: { dialect }, findLockHolders, deployments }: SweepPorts,
): Promise<readonly Verdict[]> {
  const tick = await findTick(trx, batch);
  if (tick === undefined) throw new Error(`the tick of ${batch.subject} is gone`);
  const { workspaceId, repositoryId } = batch;
  const place = { workspaceId, repositoryId };
  const names = toNames(page);
  const rows = await lockDriftRows(trx, dialect, { place, names });
  const open = await findOpen(trx, dialect, { place, names, what: 'detection' });
  const changing = new Set((await deployments.listChanging(trx, repositoryId)).map(instanceKey));
  const pathOf = ({ stack, component }: InstanceName) => `${stack}/${component}`;
  const locked = await findLockHolders(trx, { ...place, paths: names.map(pathOf) });
  const verdicts = page.map((entry): Verdict => {
    const key = instanceKey(entry);
    const row = rows.get(key);
    const missing = row?.problem === undefined ? undefined : { count: row.missing, at: row.problem.at };
    const skip = decideCheck({
      isDetecting: open.has(key) || (row?.isDetecting === true && row.detection !== batch.id),
      isLocked: locked.has(pathOf(entry)),
      isChanging: changing.has(key),
      missing,
      isChanged: row?.settingsDigest !== digestSettings(entry.pro),
      periodMs: tick.periodMs,
      dueAt: tick.dueAt,
    });
    return skip === undefined ? { status: 'check' } : { status: 'skip', reason: skip };
  });
  const entries = page.filter((_, index) => verdicts[index]?.status === 'check');
  await claimDetections(trx, dialect, { place, batchId: batch.id, entries });
  return verdicts;
}

export function createSweeps(ports: SweepPorts): DriftSweeps {
  return {
    listPages: (batch, perPage) => listPages(batch, perPage, ports),
    judge: (trx, batch, page) => judge(trx, { batch, page }, ports),
  };
}
