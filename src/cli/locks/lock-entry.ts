/** A lock as a server describes it to an admin, with every text fit for a terminal. */

import { isRecord } from '../../base/text.ts';
import { ActionError } from '../../base/errors.ts';
import { toPrintable } from '../admin/printable.ts';

export interface LockEntry {
  readonly id: string;
  readonly key: string;
  readonly held: boolean;
  /** How it ended; `''` while it did not. */
  readonly endedBy: string;
  readonly kind: string;
  readonly message: string;
  readonly fencingToken: string;
  /** RFC 3339 */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string;
  /** Absent where the server did not ask GitHub. */
  readonly run: 'live' | 'over' | 'unknown' | undefined;
  readonly holder: {
    readonly repository: string;
    readonly runId: string;
    readonly runAttempt: string;
    readonly runUrl: string;
    readonly actor: string;
    readonly workflow: string;
  };
  /** As the server sent it, for programs. */
  readonly data: Readonly<Record<string, unknown>>;
}

const runStates = ['live', 'over', 'unknown'] as const;
/** Throws REMOTE_MALFORMED for what has neither id nor key. */
export function readLockEntry(data: unknown): LockEntry {
  const lock = isRecord(data) ? data : {};
  const holder = isRecord(lock['holder']) ? lock['holder'] : {};
  const id = toPrintable(lock['id']);
  const key = toPrintable(lock['key']);
  if (!isRecord(data) || id === '' || key === '') {
    throw new ActionError('REMOTE_MALFORMED', 'The server described a lock without id or key.', {
      hint: 'Check that --url is the address of an Atmos Pro server of this project.',
    });
  }
  return {
    id,
    key,
    held: lock['held'] === true,
    endedBy: toPrintable(lock['endedBy']),
    kind: toPrintable(lock['kind']),
    message: toPrintable(lock['lockMessage']),
    fencingToken: toPrintable(lock['fencingToken']),
    createdAt: toPrintable(lock['createdAt']),
    updatedAt: toPrintable(lock['updatedAt']),
    expiresAt: toPrintable(lock['expiresAt']),
    run: runStates.find((state) => state === lock['run']),
    holder: {
      repository: toPrintable(holder['repository']),
      runId: toPrintable(holder['runId']),
      runAttempt: toPrintable(holder['runAttempt']),
      runUrl: toPrintable(holder['runUrl']),
      actor: toPrintable(holder['actor']),
      workflow: toPrintable(holder['workflow']),
    },
    data,
  };
}
