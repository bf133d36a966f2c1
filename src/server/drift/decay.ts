/** Lets statuses decay: what no recent run has confirmed becomes unknown, and old problems are dropped. */
import { type Kysely, sql } from 'kysely';
import type { Logger, Random } from '../../base/ports.ts';
import { decideDecay, problemLifeMs } from '../../domain/drift/decay.ts';
import type { InstanceName } from '../../domain/stacks/items.ts';
import { type OpenedDatabase, readDatabaseTime } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import { createRounds, type WorkKind } from '../work/kind.ts';
import type { DriftPeriods } from './periods.ts';
import type { ChangeStatus, DriftRepository } from './ports.ts';
import type { DriftRepositories } from './repositories.ts';

const roundMs = 60_000;
/** Instances in one read. */
const rowsPerRead = 1_000;

export interface DecayPorts {
  readonly database: OpenedDatabase;
  readonly repositories: DriftRepositories;
  readonly changeStatus: ChangeStatus;
  readonly random: Pick<Random, 'uuid'>;
  readonly periods: DriftPeriods;
  readonly logger: Logger;
}

interface Aging extends InstanceName {
  readonly componentType: string;
  readonly status: string;
  readonly resultAt: number | null;
  readonly missing: number | null;
  readonly problemAt: number | null;
}

type Cursor = Pick<Aging, 'stack' | 'component' | 'componentType'>;

/** Those with a result, or a problem, older than `before`, in the order of their keys. */
async function listAging(
  db: Kysely<Database>,
  { workspaceId, repositoryId }: DriftRepository,
  {
    before,
    problemBefore,
    after,
  }: {
    readonly before: number;
    readonly problemBefore: number;
    readonly after: Cursor | undefined;
  },
): Promise<readonly Aging[]> {
  let query = db
    .selectFrom('instances')
    .leftJoin('drift_instances as drift', (join) =>
      join
        .onRef('drift.workspace_id', '=', 'instances.workspace_id')
        .onRef('drift.repository_id', '=', 'instances.repository_id')
        .onRef('drift.stack', '=', 'instances.stack')
        .onRef('drift.component', '=', 'instances.component'),
    )
    .select([
      'instances.stack',
      'instances.component',
      'instances.component_type as componentType',
      'instances.drift_status as status',
      'instances.last_run_at as resultAt',
      'drift.missing',
      'drift.problem_at as problemAt',
    ])
    .where('instances.workspace_id', '=', workspaceId)
    .where('instances.repository_id', '=', repositoryId)
    .where('instances.drift_enabled', '=', 1)
    .where('instances.orphaned_at', 'is', null)
    .where(
      sql<boolean>`((instances.drift_status in ('in_sync', 'drifted', 'error')
          and (instances.last_run_at is null or instances.last_run_at < ${before}))
        or drift.problem_at < ${problemBefore})`,
    );
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(instances.stack, instances.component, instances.component_type) >
        (${after.stack}, ${after.component}, ${after.componentType})`,
    );
  return query
    .orderBy('instances.stack')
    .orderBy('instances.component')
    .orderBy('instances.component_type')
    .limit(rowsPerRead)
    .execute();
}

async function dropProblem(
  trx: Kysely<Database>,
  { workspaceId, repositoryId }: DriftRepository,
  { stack, component, problemAt }: Aging,
): Promise<void> {
  await trx
    .updateTable('drift_instances')
    .set({ problem: null, problem_since: null, problem_at: null, missing: 0 })
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('stack', '=', stack)
    .where('component', '=', component)
    .where('problem_at', '=', problemAt)
    .execute();
}

interface AgeContext {
  readonly repository: DriftRepository;
  readonly periodMs: number | undefined;
  readonly now: number;
}

async function age(
  aging: Aging,
  { repository, periodMs, now }: AgeContext,
  ports: DecayPorts,
): Promise<void> {
  const { status, resultAt, missing, problemAt } = aging;
  const problem = problemAt === null ? undefined : { missing: Number(missing ?? 0), at: problemAt };
  const decay = decideDecay({ status, resultAt: resultAt ?? undefined, problem, periodMs, now });
  if (decay.status === undefined && !decay.dropsProblem) return;
  const { db, dialect } = ports.database;
  const { workspaceId, repositoryId } = repository;
  const { stack, component, componentType } = aging;
  await db.transaction().execute(async (trx) => {
    if (decay.status !== undefined) {
      await ports.changeStatus(trx, dialect, {
        key: { workspaceId, repositoryId, stack, component, componentType },
        from: status,
        to: decay.status,
        cause: 'decay',
        resultAt: resultAt ?? undefined,
        traceId: ports.random.uuid().replaceAll('-', ''),
      });
    }
    if (decay.dropsProblem) await dropProblem(trx, repository, aging);
  });
}

async function ageRepository(
  repository: DriftRepository,
  signal: AbortSignal,
  ports: DecayPorts,
): Promise<void> {
  const { database, periods } = ports;
  const now = await readDatabaseTime(database);
  const covering = periods.covering(repository, now);
  const problemBefore = now - problemLifeMs;
  let after: Cursor | undefined;
  do {
    // The shortest period that a schedule has is a minute.
    const page = await listAging(database.db, repository, { before: now - 2 * 60_000, problemBefore, after });
    for (const aging of page) {
      signal.throwIfAborted();
      const [most] = covering(aging);
      await age(aging, { repository, periodMs: most?.periodMs, now }, ports);
    }
    after = page.length < rowsPerRead ? undefined : page.at(-1);
  } while (after !== undefined);
}

export function createDecayRounds(ports: DecayPorts): WorkKind {
  return createRounds('drift-decay', roundMs, async (signal) => {
    for (const workspaceId of ports.repositories.workspaceIds) {
      const { repositories } = await ports.repositories.list(workspaceId);
      for (const repository of repositories) {
        try {
          await ageRepository(repository, signal, ports);
        } catch (error) {
          if (signal.aborted) throw error;
          const fields = { repository: repository.repositoryId, error };
          ports.logger.warn('drift: statuses of a repository were not checked for their age', fields);
        }
      }
    }
  });
}
