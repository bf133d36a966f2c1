/** The table of exit codes that runs reported before an order knew them: a run may be quicker than the answer to its dispatch. */
import type { Kysely } from 'kysely';
import type { Dialect } from '../../database/dialect.ts';
import type { Database } from '../../database/schema.ts';

/** How long an exit code is kept whose run no order has, in milliseconds: longer than the search for a run. */
const earlyLifeMs = 24 * 60 * 60_000;
/** Most exit codes that are deleted in one round. */
const maxForgotten = 10_000;

/** A component, and the run that reports about it. */
export interface ExitName {
  readonly workspaceId: string;
  readonly repositoryId: string;
  readonly runId: string;
  readonly stack: string;
  readonly component: string;
}

const keyColumns = ['workspace_id', 'repository_id', 'run_id', 'stack', 'component'] as const;

function toKey({ workspaceId, repositoryId, runId, stack, component }: ExitName) {
  return { workspace_id: workspaceId, repository_id: repositoryId, run_id: runId, stack, component };
}

/**
 * Before the order of the run is looked for: of this transaction and the one that gives the order its run, the second waits here for the
 * first, and sees what it wrote.
 */
export async function putEarlyExit(
  trx: Kysely<Database>,
  dialect: Dialect,
  { exitCode, ...name }: ExitName & { readonly exitCode: number },
): Promise<void> {
  await trx
    .insertInto('early_exits')
    .values({ ...toKey(name), exit_code: exitCode, reported_at: dialect.now })
    .onConflict((conflict) => conflict.columns(keyColumns).doUpdateSet({ exit_code: exitCode }))
    .execute();
}

export async function deleteEarlyExit(trx: Kysely<Database>, name: ExitName): Promise<void> {
  const { workspace_id, repository_id, run_id, stack, component } = toKey(name);
  await trx
    .deleteFrom('early_exits')
    .where('workspace_id', '=', workspace_id)
    .where('repository_id', '=', repository_id)
    .where('run_id', '=', run_id)
    .where('stack', '=', stack)
    .where('component', '=', component)
    .execute();
}

/** After the order was given its run, in the same transaction. `undefined`: the run has reported nothing of the component. */
export async function takeEarlyExit(
  trx: Kysely<Database>,
  dialect: Dialect,
  name: ExitName,
): Promise<number | undefined> {
  const { runId } = name;
  const early = await trx
    .insertInto('early_exits')
    .values({ ...toKey(name), exit_code: null, reported_at: dialect.now })
    .onConflict((conflict) => conflict.columns(keyColumns).doUpdateSet({ run_id: runId }))
    .returning('exit_code')
    .executeTakeFirstOrThrow();
  await deleteEarlyExit(trx, name);
  return early.exit_code ?? undefined;
}

/** Deletes those that no order has asked for; returns how many. */
export async function forgetEarlyExits(db: Kysely<Database>, dialect: Dialect): Promise<number> {
  const last = await db
    .selectFrom('early_exits')
    .select('reported_at')
    .where('reported_at', '<=', dialect.after(-earlyLifeMs))
    .orderBy('reported_at')
    .offset(maxForgotten - 1)
    .limit(1)
    .executeTakeFirst();
  const { numDeletedRows } = await db
    .deleteFrom('early_exits')
    .where('reported_at', '<=', last?.reported_at ?? dialect.after(-earlyLifeMs))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
