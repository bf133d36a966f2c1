/** What the post step and the heartbeat have to know. */

import type { LockOrder } from '../../src/client/locks/lock-answers.ts';
import type { OwnLock, ServerKind } from '../../src/domain/locks/kept.ts';

import type { Connection } from '../../src/runner/connection.ts';
import type { ProcessMark } from '../../src/runner/job-process.ts';
import type { Runner } from '../../src/runner/runner.ts';

/** What this step took itself. */
export interface Taken {
  readonly connection: Connection;
  readonly server: ServerKind;
  readonly locks: readonly OwnLock[];
  /** The run's jobs hold them together: no post step frees them. */
  readonly isShared: boolean;
  /** Where the steps of the job and the heartbeat talk about them. */
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

export function readTaken(runner: Runner): Taken | undefined {
  const text = runner.readState('taken');
  return text === undefined ? undefined : (JSON.parse(text) as Taken);
}
