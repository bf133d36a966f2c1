/** Finds detections and remediations that have ended and were not judged. */
import { type Kysely, sql } from 'kysely';
import { openNodeStates } from '../../domain/dispatch/node-states.ts';
import type { InstanceName } from '../../domain/stacks/items.ts';
import type { Database } from '../database/schema.ts';
import type { DriftPlace } from './instance-table.ts';

/** Most that are judged in one round. */
const maxPerRound = 500;

export interface Ended extends InstanceName, DriftPlace {
  readonly batchId: number;
  /** Of the deployment; `withdrawn` where it is gone. */
  readonly state: string;
  readonly endedAt: number | undefined;
  /** What its runs have reported: the lowest and the highest. */
  readonly exitCodes: readonly number[];
  /** Runs that have reported nothing, without those that had no job to run. */
  readonly unreported: number;
  readonly missing: number;
  readonly at: number;
}

type What = 'detection' | 'remediation';
const flags = { detection: 'is_detecting', remediation: 'is_remediating' } as const;

interface EndedRow extends InstanceName {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly batchId: number;
  readonly state: string | null;
  readonly endedAt: number | string | null;
  readonly lowestCode: number | string | null;
  readonly highestCode: number | string | null;
  readonly unreported: number | string;
  readonly missing: number | string;
}

/** `now`: by the database's clock. The longest ago first, as far as that is known. */
export async function listEnded(
  db: Kysely<Database>,
  { what, now }: { readonly what: What; readonly now: number },
): Promise<readonly Ended[]> {
  const open = sql.join(openNodeStates.map((state) => sql.lit(state)));
  const { rows } = await sql<EndedRow>`
    select drift.workspace_id as "workspaceId", drift.repository_id as "repositoryId", drift.stack, drift.component,
      drift.${sql.ref(what)} as "batchId", drift.missing, node.state,
      (select max(orders.ended_at) from orders where orders.batch_id = node.batch_id and orders.node = node.number
        and orders.attempt = node.attempt) as "endedAt",
      (select min(orders.exit_code) from orders where orders.batch_id = node.batch_id and orders.node = node.number
        and orders.attempt = node.attempt) as "lowestCode",
      (select max(orders.exit_code) from orders where orders.batch_id = node.batch_id and orders.node = node.number
        and orders.attempt = node.attempt) as "highestCode",
      (select count(*) from orders where orders.batch_id = node.batch_id and orders.node = node.number
        and orders.attempt = node.attempt and orders.exit_code is null
        and coalesce(orders.run_end, '') <> 'skipped') as "unreported"
    from drift_instances as drift
    left join batches on batches.id = drift.${sql.ref(what)}
    left join batch_nodes as node on node.batch_id = drift.${sql.ref(what)} and node.stack = drift.stack
      and node.component = drift.component
    where drift.${sql.ref(flags[what])} = 1
      and ((node.state is not null and node.state not in (${open}))
        or (node.state is null and (batches.state is null or batches.state <> 'resolving')))
    order by "endedAt" limit ${sql.lit(maxPerRound)}`.execute(db);
  return rows.map(({ state, endedAt, lowestCode, highestCode, unreported, missing, batchId, ...row }) => ({
    ...row,
    batchId: Number(batchId),
    state: state ?? 'withdrawn',
    endedAt: endedAt === null ? undefined : Number(endedAt),
    exitCodes: [lowestCode, highestCode].flatMap((code) => (code === null ? [] : [Number(code)])),
    unreported: Number(unreported),
    missing: Number(missing),
    at: now,
  }));
}

/** Only if it is still what it was when it was judged. Returns whether it was. */
export async function settleEnded(
  trx: Kysely<Database>,
  {
    ended,
    what,
    columns,
  }: {
    readonly ended: Ended;
    readonly what: What;
    readonly columns: Partial<
      Pick<Database['drift_instances'], 'remediated_at' | 'problem' | 'problem_at'> & {
        readonly missing: number;
      }
    >;
  },
): Promise<boolean> {
  const { workspaceId, repositoryId, stack, component, batchId, missing } = ended;
  const { problem, problem_at: at } = columns;
  const since =
    problem === undefined || problem === null
      ? undefined
      : sql<number>`case when problem = ${problem} then problem_since else cast(${at ?? null} as bigint) end`;
  const settled = await trx
    .updateTable('drift_instances')
    .set({ ...columns, problem_since: since, [flags[what]]: 0 })
    .where('workspace_id', '=', workspaceId)
    .where('repository_id', '=', repositoryId)
    .where('stack', '=', stack)
    .where('component', '=', component)
    .where(what, '=', batchId)
    .where(flags[what], '=', 1)
    .where('missing', '=', missing)
    .executeTakeFirst();
  return settled.numUpdatedRows === 1n;
}
