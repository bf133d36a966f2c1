/** A lock as the server describes it to an admin, with all text safe to print on a terminal. */

import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';
import { toPrintable } from '../admin/printable.ts';

export interface LockEntry {
  readonly id: string;
  readonly key: string;
  readonly held: boolean;
  /** How it ended; `''` while it is held. */
  readonly endedBy: string;
  readonly kind: string;
  readonly message: string;
  readonly fencingToken: string;
  /** RFC 3339 */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string;
  /** State of the holder's run; `undefined` if the server did not ask GitHub. */
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
/** Throws REMOTE_MALFORMED if the id or the key is missing. */
export function readLockEntry(data: unknown): LockEntry {
  const lock = isRecord(data) ? data : {};
  const holder = isRecord(lock['holder']) ? lock['holder'] : {};
  const id = toPrintable(lock['id']);
  const key = toPrintable(lock['key']);
  if (!isRecord(data) || id === '' || key === '') {
    throw new ActionError('REMOTE_MALFORMED', 'The server sent a lock without an id or a key.', {
      hint: 'Check that --url is the address of a self-hosted Atmos Pro server.',
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
