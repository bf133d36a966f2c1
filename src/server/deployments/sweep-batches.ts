/** Opens the batches of drift: a sweep, which is planned by itself, and a remediation, whose instances a person has named. */
import type { Kysely } from 'kysely';
import { nameSubject } from '../../domain/dispatch/activities.ts';
import type { NodeCounts } from '../../domain/dispatch/conclude.ts';
import type { Dialect } from '../database/dialect.ts';
import type { Database } from '../database/schema.ts';
import type { Advance } from './advance.ts';
import { type Batch, findBatch, insertBatch, setMaxRunning } from './batch-table.ts';
import { type NewNode, writeNodes } from './node-table.ts';
import { readResolveRules, resolveNode } from './read-set.ts';
import type { DeployedRepository, SweepEntry, SweepVerdict } from './seams.ts';

export interface SweepBatchPorts {
  readonly dialect: Dialect;
  readonly advance: Pick<Advance, 'apply'>;
}

export interface NewSweep {
  readonly repository: DeployedRepository;
  readonly schedule: string;
  readonly dueAt: number;
  /** Head of the default branch. */
  readonly sha: string;
  readonly maxRunning: number;
}

export interface NewRemediation {
  readonly repository: DeployedRepository;
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly sha: string;
  readonly entries: readonly SweepEntry[];
}

interface DriftBatch {
  readonly activity: 'detect' | 'remediate';
  readonly subject: string;
  readonly sha: string;
}

function keyOf({ workspaceId, repositoryId }: DeployedRepository, { activity, subject, sha }: DriftBatch) {
  const event = 'drift_detection' as const;
  return { workspaceId, repositoryId, activity: { event, activity }, subject, headSha: sha };
}

async function openBatch(
  trx: Kysely<Database>,
  key: ReturnType<typeof keyOf>,
  { dialect, advance }: SweepBatchPorts,
): Promise<Batch> {
  const more = { generation: 1, sha: key.headSha, baseRef: undefined, mergedAt: undefined };
  const batch = await insertBatch(trx, dialect, { ...key, ...more });
  return advance.apply(trx, batch, { type: 'inventoried' });
}

export function isSweep({ activity }: Pick<Batch, 'activity'>): boolean {
  return activity.event === 'drift_detection' && activity.activity === 'detect';
}

/** In the transaction that starts the tick. Returns the id of the batch. */
export async function openSweep(
  trx: Kysely<Database>,
  { repository, schedule, dueAt, sha, maxRunning }: NewSweep,
  ports: SweepBatchPorts,
): Promise<number> {
  const subject = nameSubject({ type: 'sweep', schedule, dueAt });
  const { id } = await openBatch(trx, keyOf(repository, { activity: 'detect', subject, sha }), ports);
  await setMaxRunning(trx, { id, maxRunning });
  return id;
}

/** A deployment of drift: it waits for no other one. */
export function toSweepNode(
  entry: SweepEntry,
  {
    number,
    verdict,
    batch,
    repository,
  }: {
    readonly number: number;
    readonly verdict: SweepVerdict;
    readonly batch: Pick<Batch, 'activity'>;
    readonly repository: DeployedRepository;
  },
): NewNode {
  const { stack, component, pro } = entry;
  const kind = batch.activity.activity === 'detect' ? 'plan' : 'change';
  const node = { number, stack, component, kind, attempt: 1, openParents: 0, failedParents: 0 } as const;
  const idle = { ...node, state: 'skipped', isTransparent: true, workflows: '[]' } as const;
  if (verdict.status === 'skip') return { ...idle, reason: verdict.reason };
  const found = resolveNode({ pro, deleted: false }, batch.activity, readResolveRules(repository.config));
  if (found.status === 'skipped') return { ...idle, reason: found.reason, detail: found.brokenKey };
  if (found.status === 'refused')
    return { ...idle, state: 'refused', isTransparent: false, reason: found.reason };
  return { ...node, state: 'ready', isTransparent: false, workflows: JSON.stringify(found.workflows) };
}

/** A batch that was opened before with the same id stays as it is. Returns the id of the batch. */
export async function openRemediation(
  trx: Kysely<Database>,
  { repository, id, sha, entries }: NewRemediation,
  ports: SweepBatchPorts,
): Promise<number> {
  const subject = nameSubject({ type: 'remediation', id });
  const key = keyOf(repository, { activity: 'remediate', subject, sha });
  const known = await findBatch(trx, key);
  if (known !== undefined) return known.id;
  const batch = await openBatch(trx, key, ports);
  const verdict = { status: 'check' } as const;
  const nodes = entries.map((entry, number) => toSweepNode(entry, { number, verdict, batch, repository }));
  await writeNodes(trx, ports.dialect, { batchId: batch.id, nodes });
  const counts: Partial<Record<NewNode['state'], number>> = {};
  for (const { state } of nodes) counts[state] = (counts[state] ?? 0) + 1;
  await ports.advance.apply(trx, batch, { type: 'planned', counts: counts satisfies NodeCounts });
  return batch.id;
}
