/** The scene of the histories with servers that are processes of their own, on real sockets, in a time that runs by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseConfig } from '../../../../src/server/config/config.ts';
import { whenQueuesSettled } from '../../../../src/simulator/queues/watch-queues.ts';
import { whenRunsStarted } from '../../../../src/simulator/workflows/trigger-runs.ts';
import { createFastClock } from '../../../support/fast-clock.ts';
import type { JumpingClock } from '../../../support/jumping-clock.ts';
import type { TestSimulator } from '../../../support/simulator.ts';
import { assembleScene, type DeploymentsScene, type SceneOptions } from '../scene.ts';
import { createProcesses, type Processes } from './processes.ts';

export interface ProcessScene extends DeploymentsScene {
  readonly processes: Processes;
}

export interface ProcessSceneOptions extends SceneOptions {
  readonly database: DatabaseConfig;
  /** How much faster than the machine's the time of the scene runs. */
  readonly speed: number;
  readonly random: () => number;
}

function createTime({ world }: TestSimulator, clock: JumpingClock) {
  async function quiet(): Promise<void> {
    await whenQueuesSettled(world);
    await whenRunsStarted(world);
    await world.courier?.settled();
  }
  async function pass(milliseconds: number): Promise<void> {
    await quiet();
    await clock.sleep(milliseconds);
    await quiet();
  }
  return {
    quiet,
    pass,
    async passUntil(isSo: () => boolean | Promise<boolean>, limitMs = 20 * 60_000): Promise<void> {
      for (const end = clock.now() + limitMs; !(await isSo()); await sleep(50))
        if (clock.now() > end) throw new Error(`not so after ${limitMs / 60_000} minutes: ${isSo}`);
    },
  };
}

export async function startProcessScene(options: ProcessSceneOptions): Promise<ProcessScene> {
  const { speed, database, random, workspaces, skewsMs = [0] } = options;
  const pace = { since: Date.now(), speed, aheadMs: 0 };
  const processes = createProcesses({ pace, database, skewsMs, random, workspaces });
  const clock: JumpingClock = {
    ...createFastClock(pace),
    jump(milliseconds) {
      if (processes.current() !== undefined) throw new Error('processes that run are not told of a jump');
      pace.aheadMs += milliseconds;
    },
    jumpToNext() {
      throw new Error('the time of processes runs by itself');
    },
  };
  const scene = await assembleScene(options, {
    clock,
    host: processes,
    createTime: (simulator) => createTime(simulator, clock),
    dispose: () => undefined,
  });
  return { ...scene, processes };
}
