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
