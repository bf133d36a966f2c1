/** Kills server processes that hold work, one after the other, and measures how long it takes until others have all of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { patience } from '../../../support/patience.ts';
import { createRandom } from '../../locks/workload.ts';
import { play } from '../history.ts';
import type { HistoryDatabase } from './play.ts';
import type { ProcessDeathPoint } from './process-death.ts';
import { type ProcessScene, startProcessScene } from './start-scene.ts';

/** Each in turn: what a process has claimed, and has not finished. */
const points: readonly ProcessDeathPoint[] = [
  { step: 'claimed', after: 1 },
  { step: 'answer', after: 1 },
  { step: 'projections', after: 4 },
  { step: 'batches', after: 3 },
  { step: 'call', after: 1 },
  { step: 'deliveries', after: 6 },
  { step: 'batch_nodes', after: 3 },
  { step: 'orders', after: 2 },
];

const pollMs = 20;
/** Longest wait for the end of what a process left, in milliseconds of the machine. */
const limitMs = patience(30_000);
/** After this long a process is killed wherever it is, in milliseconds of the machine. */
const deathLimitMs = patience(3_000);

interface Lease {
  readonly id: number;
  readonly lease: number;
}

async function listLeases(scene: ProcessScene): Promise<readonly Lease[]> {
  return scene
    .server()
    .database.db.selectFrom('work_entries')
    .select(['id', 'lease'])
    .where('is_leased', '=', 1)
    .execute();
}

async function waitFor(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + limitMs; !(await isSo()); await sleep(pollMs))
    if (Date.now() > end) throw new Error(`not so in time: ${what}`);
}

/** What one process has to do alone. */
async function makeWork(scene: ProcessScene, turn: number): Promise<void> {
  await play(scene, { do: 'push', pull: 1 });
  await play(scene, { do: 'upload', pull: 1, graph: turn % 2 === 0 ? 0 : 2 });
}

/** In milliseconds of the scene; `undefined`: it died with nothing in its hands. */
async function measureOne(scene: ProcessScene, turn: number, speed: number): Promise<number | undefined> {
  const { processes } = scene;
  await waitFor(
    async () => processes.away() === 0 && (await listLeases(scene)).length === 0,
    'nothing is in progress',
  );
  const lonely = processes.isolate(points[turn % points.length] as ProcessDeathPoint);
  const work = makeWork(scene, turn);
  // Awaited below.
  work.catch(() => undefined);
  await Promise.race([lonely.died, sleep(deathLimitMs, undefined, { ref: false })]);
  await lonely.kill();
  const diedAt = Date.now();
  const left = await listLeases(scene);
  processes.unite();
  await waitFor(async () => {
    const now = new Map((await listLeases(scene)).map(({ id, lease }) => [id, lease]));
    return left.every(({ id, lease }) => now.get(id) !== lease);
  }, 'what a killed process had claimed is claimed by another one');
  const takenMs = (Date.now() - diedAt) * speed;
  await work;
  return left.length === 0 ? undefined : takenMs;
}

export interface TakeoverOptions {
  readonly database: HistoryDatabase;
  readonly seed: number;
  /** How many of those that died with work in their hands. */
  readonly kills: number;
  readonly speed: number;
}

/** Of each kill, in milliseconds of the scene: with a speed above 1, what the machine takes counts several times. */
export async function measureTakeovers({
  database,
  seed,
  kills,
  speed,
}: TakeoverOptions): Promise<readonly number[]> {
  const random = createRandom(seed);
  const options = { database: database.config, speed, random, skewsMs: [0, 0, 0] };
  await using scene = await startProcessScene(options);
  const taken: number[] = [];
  for (let turn = 0; taken.length < kills; turn += 1) {
    const takenMs = await measureOne(scene, turn, speed);
    if (takenMs !== undefined) taken.push(takenMs);
  }
  return taken;
}
