/** Plans a sweep: instances become deployments a page at a time, unseen, and then one statement shows them. */
import { setImmediate as others } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { WorkTask } from '../work/kind.ts';
import type { Advance } from './advance.ts';
import { type Batch, readLockedBatch } from './batch-table.ts';
import { deletePlan, type NewNode, writeNodes } from './node-table.ts';
import type { DeployedRepository, SweepEntry, SweepPages } from './seams.ts';
import { type SweepBatchPorts, toSweepNode } from './sweep-batches.ts';

/** Most instances of one sweep. */
const maxSweepInstances = 50_000;
/** In one write: during each, nothing else can write to an embedded database. */
const instancesPerWrite = 200;

export interface PlanSweepPorts extends SweepBatchPorts {
  readonly database: OpenedDatabase;
  readonly advance: Pick<Advance, 'apply'>;
  readonly sweeps: SweepPages;
}

interface Planning {
  readonly batch: Batch;
  readonly repository: DeployedRepository;
  readonly task: WorkTask;
}

type Counts = Partial<Record<NewNode['state'], number>>;

/** Runs `work` unless the batch is not to be planned any more; returns whether it ran. */
async function write(
  { batch, task }: Planning,
  { database, dialect }: PlanSweepPorts,
  work: (trx: Kysely<Database>, batch: Batch) => Promise<void>,
): Promise<boolean> {
  return database.db.transaction().execute(async (trx) => {
    const locked = await readLockedBatch(trx, dialect, batch.id);
    if (locked?.standing.state !== 'resolving') return false;
    await task.hold(trx);
    await work(trx, locked);
    return true;
  });
}

async function writePage(
  trx: Kysely<Database>,
  {
    page,
    from,
    planning,
  }: { readonly page: readonly SweepEntry[]; readonly from: number; readonly planning: Planning },
  { dialect, sweeps }: PlanSweepPorts,
): Promise<readonly NewNode[]> {
  const { batch, repository } = planning;
  const verdicts = await sweeps.judge(trx, batch, page);
  const nodes = page.map((entry, index) => {
    const verdict = verdicts[index] ?? { status: 'skip', reason: 'not_wired' };
    return toSweepNode(entry, { number: from + index, verdict, batch, repository });
  });
  await writeNodes(trx, dialect, { batchId: batch.id, nodes });
  return nodes;
}

export async function planSweep(planning: Planning, ports: PlanSweepPorts): Promise<void> {
  const { batch, task } = planning;
  const counts: Counts = {};
  let planned = 0;
  // What an attempt that ended early has written.
  if (!(await write(planning, ports, (trx) => deletePlan(trx, batch.id)))) return;
  for await (const all of ports.sweeps.listPages(batch, instancesPerWrite)) {
    task.signal.throwIfAborted();
    const page = all.slice(0, maxSweepInstances - planned);
    if (page.length === 0) break;
    let nodes: readonly NewNode[] = [];
    const isWritten = await write(planning, ports, async (trx) => {
      nodes = await writePage(trx, { page, from: planned, planning }, ports);
    });
    if (!isWritten) return;
    planned += page.length;
    for (const { state } of nodes) counts[state] = (counts[state] ?? 0) + 1;
    await others();
  }
  await write(planning, ports, async (trx, locked) => {
    await ports.advance.apply(trx, locked, { type: 'planned', counts });
  });
}
