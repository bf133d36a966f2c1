/** Locks for the pages of people: what they show, and freeing one. */
import { ok } from '../../base/result.ts';
import { isHeld, type LockRecord } from '../../domain/locks/lock.ts';
import type { Waiter } from '../../domain/locks/queue.ts';
import type { RunState } from '../../domain/locks/release.ts';
import { sayAbsent } from '../../domain/locks/words.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';
import { type AdminReleaseContext, releaseLockForAdmin } from './admin-release.ts';
import {
  type AdminLockQuery,
  type LockReadPorts,
  listLockRecordsForAdmin,
  nameRepository,
} from './read-locks.ts';
import type { ShownLock } from './show.ts';
import type { LockAddress, LockStore } from './store.ts';
import { type LockWaits, nameWaitedKey } from './waiter-reads.ts';

type Place = Pick<LockAddress, 'repositoryId' | 'path'>;

interface DeskRow {
  readonly record: LockRecord;
  /** The name of today. */
  readonly repository: string;
  /** Number of jobs that wait for it. */
  readonly waiting: number;
}

interface DeskLock {
  readonly record: LockRecord;
  readonly repository: string;
  readonly waiters: readonly Waiter[];
  readonly now: number;
  /** Of the holder's run; `undefined` for a lock that is free. */
  readonly run: RunState | undefined;
}

export interface LockDesk {
  /** `next`: cursor of the next page. */
  list(
    workspace: WorkspaceConfig,
    query: AdminLockQuery,
  ): Promise<Answer<{ readonly rows: readonly DeskRow[]; readonly next: string | undefined }>>;
  show(workspace: WorkspaceConfig, place: Place): Promise<Answer<DeskLock>>;
  /** Frees the very grant that the person saw. */
  free(
    ask: Place & { readonly id: string; readonly reason: string },
    context: AdminReleaseContext,
  ): Promise<Answer<ShownLock>>;
}

export interface DeskPorts extends LockReadPorts {
  readonly locks: Pick<LockStore, 'list' | 'find' | 'look' | 'release'>;
  readonly waits: LockWaits;
  /** Lets those that wait try again. */
  wake(): void;
}

export function createLockDesk(ports: DeskPorts): LockDesk {
  const { locks, waits, repositories, runs } = ports;
  return {
    async list(workspace, query) {
      const page = await listLockRecordsForAdmin(workspace, query, ports);
      if (page.status === 'refused') return page;
      const { records, names, next } = page.value;
      const waiting = await waits.countByKey(workspace.id);
      const rows = records.map((record) => ({
        record,
        repository: nameRepository(record, names),
        waiting: waiting.get(nameWaitedKey(record)) ?? 0,
      }));
      return ok({ rows, next });
    },
    async show(workspace, { repositoryId, path }) {
      const address = { workspaceId: workspace.id, repositoryId };
      const { records, now } = await locks.look(address, [path]);
      const record = records.get(path);
      if (record === undefined) return refuseRequest(404, 'LockNotFound', sayAbsent(undefined, undefined));
      const names = await readRepositoryNames(workspace, repositories);
      const [waiters, run] = await Promise.all([
        waits.listFor({ ...address, path }),
        isHeld(record, now) ? runs.ask(record) : undefined,
      ]);
      return ok({ record, repository: nameRepository(record, names), waiters, now, run });
    },
    async free({ repositoryId, path, id, reason }, context) {
      const found = await locks.find(context.workspace.id, id);
      const isSame = found?.record.repositoryId === repositoryId && found.record.path === path;
      if (!isSame) return refuseRequest(404, 'LockNotFound', sayAbsent(undefined, undefined));
      const freed = await releaseLockForAdmin({ id, force: true, reason }, context, ports);
      if (freed.status === 'ok') ports.wake();
      return freed;
    },
  };
}
