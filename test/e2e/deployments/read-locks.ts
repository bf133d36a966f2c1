/** Reads the locks of a history from the audit log and the tables of the server. */
import { isRecord } from '../../../src/base/text.ts';
import type { TestServer } from '../../support/server.ts';
import type { SeenLock } from './evidence.ts';

const ends: readonly string[] = ['lock.released', 'lock.force_released', 'lock.expired'];

interface Entry {
  readonly event: string;
  readonly at: number;
  readonly lock: Readonly<Record<string, unknown>>;
}

function toEntry(row: { readonly event: string; readonly at: number; readonly details: string }): Entry[] {
  const details: unknown = JSON.parse(row.details);
  const lock = isRecord(details) ? details['lock'] : undefined;
  return isRecord(lock) ? [{ event: row.event, at: row.at, lock }] : [];
}

function deploymentOf(lock: Entry['lock']): string | undefined {
  const holder = isRecord(lock['holder']) ? lock['holder'] : {};
  const deployment = isRecord(holder['deployment']) ? holder['deployment'] : {};
  return typeof deployment['id'] === 'string' ? deployment['id'] : undefined;
}

/** Every grant, and until when it lasts as far as is known. */
export async function readLocks({ database: { db } }: TestServer): Promise<readonly SeenLock[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .select(['event', 'at', 'details'])
    .where('event', 'like', 'lock.%')
    .orderBy('id')
    .execute();
  const stored = await db.selectFrom('locks').select(['id', 'expires_at']).execute();
  const expiry = new Map(stored.map((row) => [row.id, row.expires_at]));
  const entries = rows.flatMap(toEntry);
  return entries
    .filter(({ event }) => event === 'lock.created')
    .map(({ lock }) => {
      const id = String(lock['id']);
      const end = entries.find((entry) => ends.includes(entry.event) && entry.lock['id'] === lock['id']);
      const endedAt = end?.event === 'lock.expired' ? Number(end.lock['expiresAt']) : end?.at;
      return {
        id,
        path: String(lock['path']),
        deployment: deploymentOf(lock),
        from: Number(lock['createdAt']),
        until: endedAt ?? expiry.get(id) ?? Number.POSITIVE_INFINITY,
      };
    });
}

/** Names of the deployments that have a place in a queue. */
export async function readPlaces({ database: { db } }: TestServer): Promise<readonly string[]> {
  const rows = await db.selectFrom('lock_waiters').select('holder').execute();
  return rows.flatMap(({ holder }) => {
    const value: unknown = JSON.parse(holder);
    const name = isRecord(value) ? deploymentOf({ holder: value }) : undefined;
    return name === undefined ? [] : [name];
  });
}
