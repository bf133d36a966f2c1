/** Creates an object on GitHub once, though the answer may be lost and the server may end at any point. */
import { performance } from 'node:perf_hooks';
import type { Kysely } from 'kysely';
import { GitHubFailure } from '../../github/failure.ts';
import type { OpenedDatabase } from '../database/open.ts';
import type { Database } from '../database/schema.ts';
import type { WorkTask } from '../work/kind.ts';
import { changeProjection, noteCreating, type Projection } from './projection-table.ts';

/** After a lost answer GitHub is asked at once and after this time, in milliseconds, before the object is created again. */
export const secondLookMs = 10_000;
/** A server that was frozen this long since it announced the call does not send it: another one may have taken over. */
const maxPauseMs = 5_000;

/** Whether GitHub created the object is unknown. */
export class LostAnswer extends Error {}

export interface RemoteObject {
  /** GitHub's id. */
  readonly id: string;
  readonly url: string | undefined;
}

export interface CreateOrder {
  readonly row: Pick<Projection, 'id' | 'creating_since'> & { readonly now: number };
  /** Also looks before the first attempt: an earlier database may have made it. */
  readonly looksFirst: boolean;
  /** What is ours, told apart from what others could have made. */
  find(): Promise<RemoteObject | undefined>;
  /** Whether the object is still wanted, in the transaction that claims the call. */
  confirm?: ((trx: Kysely<Database>) => Promise<boolean>) | undefined;
  /** Sends one request. */
  create(): Promise<RemoteObject>;
}

export type CreateResult =
  | { readonly status: 'created' | 'found'; readonly object: RemoteObject }
  | { readonly status: 'later'; readonly againInMs: number };

/** GitHub has answered, and created nothing. */
function isRefusal(error: unknown): boolean {
  return error instanceof GitHubFailure && !['unreachable', 'unexpected', 'too-large'].includes(error.kind);
}

export async function createOnce(
  order: CreateOrder,
  { database, task }: { readonly database: OpenedDatabase; readonly task: WorkTask },
): Promise<CreateResult> {
  const { row } = order;
  const { creating_since: since } = row;
  if (since !== null || order.looksFirst) {
    const object = await order.find();
    if (object !== undefined) return { status: 'found', object };
    const leftMs = since === null ? 0 : since + secondLookMs - row.now;
    if (leftMs > 0) return { status: 'later', againInMs: leftMs };
  }
  const announcedAt = performance.now();
  const isWanted = await database.db.transaction().execute(async (trx) => {
    if ((await order.confirm?.(trx)) === false) return false;
    await noteCreating(trx, database.dialect, row.id);
    await task.hold(trx);
    return true;
  });
  if (!isWanted) return { status: 'later', againInMs: 0 };
  task.signal.throwIfAborted();
  if (performance.now() - announcedAt > maxPauseMs) throw new Error('the server was frozen before the call');
  try {
    return { status: 'created', object: await order.create() };
  } catch (error) {
    if (!isRefusal(error)) throw new LostAnswer('GitHub’s answer to a creation was lost', { cause: error });
    await database.db.transaction().execute(async (trx) => {
      await changeProjection(trx, row.id, { creating_since: null });
      await task.hold(trx);
    });
    throw error;
  }
}
