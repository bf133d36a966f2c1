/** State for the post step and the heartbeat of `lock-stack`. */
import type { LockOrder } from '../../src/client/locks/lock-answers.ts';
import type { OwnLock, ServerKind } from '../../src/domain/locks/kept.ts';
import type { ServerConnection } from '../../src/runner/connection.ts';
import type { ProcessMark } from '../../src/runner/job-process.ts';
import { parseSavedState, readJobState } from '../../src/runner/job-state.ts';
import type { Runner } from '../../src/runner/runner.ts';

/** The locks that this step acquired. */
export interface Taken {
  readonly connection: ServerConnection;
  readonly server: ServerKind;
  readonly locks: readonly OwnLock[];
  /** The jobs of the run share the locks: the post step does not release them. */
  readonly isShared: boolean;
  /** Folder through which the steps of the job and the heartbeat communicate. */
  readonly folder: string;
}

/** What a heartbeat is started with. */
export interface HeartbeatStart extends Taken {
  readonly order: LockOrder;
  readonly takenAt: number;
  readonly job: ProcessMark;
}

/** A request for locks whose outcome the main step does not know yet. */
export interface Requested extends Pick<LockOrder, 'keys' | 'scope'> {
  readonly connection: ServerConnection;
  /** Granted, perhaps confirmed. */
  readonly locks: readonly OwnLock[];
}

export async function saveRequested(
  { connection, keys, scope, locks }: Requested,
  runner: Runner,
): Promise<void> {
  await runner.saveState({ requested: JSON.stringify({ connection, keys, scope, locks }) });
}

/** The main step knows the outcome. */
export async function forgetRequested(runner: Runner): Promise<void> {
  await runner.saveState({ requested: '' });
}

/** `undefined` unless the main step ended before it knew the outcome. */
export async function readRequested(runner: Runner): Promise<Requested | undefined> {
  const text = runner.readState('requested');
  return text === undefined ? undefined : parseSavedState('requested', text);
}

export async function saveTaken(taken: Taken, runner: Runner): Promise<void> {
  await runner.saveState({ taken: JSON.stringify(taken) });
}

export async function readTaken(runner: Runner): Promise<Taken | undefined> {
  const text = runner.readState('taken');
  return text === undefined ? undefined : parseSavedState('taken', text);
}

/** In the heartbeat: the message that it was started with. */
export function readHeartbeatStart(message: unknown): Promise<HeartbeatStart> {
  const start = { source: 'The start message of the heartbeat', code: 'INTERNAL' } as const;
  return readJobState('heartbeat', message, start);
}
