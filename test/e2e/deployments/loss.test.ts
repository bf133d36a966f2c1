/** A third of GitHub's deliveries never arrives: every batch ends as in a world in which all of them do. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { patience } from '../../support/patience.ts';
import { play } from './history.ts';
import type { HistoryEvent } from './history-events.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';

/** Two hours and a little, as each hour begins when the last reading has ended, in steps in which runs without news are read. */
const steps = { count: 12, milliseconds: 10.5 * 60_000 };
const shareLost = 0.3;

/** Two backfills, and time for what they found. */
const later: HistoryEvent = { do: 'pass', seconds: 0 };

/** Two pull requests: planned, failed, closed, reopened, without an upload, and merged. Each act comes after the end of what it would replace. */
const story: readonly HistoryEvent[] = [
  { do: 'push', pull: 1 },
  { do: 'upload', pull: 1, graph: 0 },
  { do: 'push', pull: 2 },
  { do: 'upload', pull: 2, graph: 1 },
  later,
  { do: 'push', pull: 1 },
  { do: 'upload', pull: 1, graph: 2 },
  { do: 'break', components: 'vpc' },
  { do: 'push', pull: 2 },
  { do: 'upload', pull: 2, graph: 1 },
  later,
  { do: 'break', components: '-' },
  { do: 'label', pull: 2 },
  { do: 'merge', pull: 1 },
  { do: 'upload', pull: 1, graph: 2 },
  { do: 'close', pull: 2 },
  { do: 'reopen', pull: 2 },
  later,
  { do: 'push', pull: 2 },
  later,
  { do: 'push', pull: 2 },
  { do: 'upload', pull: 2, graph: 0 },
  later,
  { do: 'merge', pull: 2 },
  later,
];

/** Drops this share of all deliveries, by chance: the same ones for the same seed. */
function loseSome({ world }: DeploymentsScene['simulator'], seed: number): void {
  const gaps = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed, numRuns: 500 });
  let skip = 0;
  for (const chance of gaps) {
    if (chance < shareLost) {
      world.courier?.addRule({ mode: 'drop', skip, times: 1 });
      skip = 0;
    } else skip += 1;
  }
}

/** How each batch has ended, by what it was about: commits have other names in each world. */
async function readEnds(scene: DeploymentsScene): Promise<readonly string[]> {
  const batches = await scene
    .server()
    .database.db.selectFrom('batches')
    .select(['subject', 'activity', 'head_sha', 'state', 'conclusion', 'reason', 'counts'])
    .orderBy('id')
    .execute();
  const ends = batches.map(({ subject, activity, head_sha: head, ...end }) => {
    const heads = scene.heads.get(Number(subject.replace('pr/', ''))) ?? [];
    // Whether a head was opened with or pushed is told by its delivery alone.
    const kind = activity === 'merged' ? 'merge' : 'head';
    const { state, conclusion, reason, counts } = end;
    return `${subject} ${kind} ${heads.indexOf(head)}: ${state} ${conclusion} ${reason} ${counts}`;
  });
  return ends.toSorted();
}

async function passBackfills(scene: DeploymentsScene): Promise<void> {
  for (let step = 0; step < steps.count; step += 1) {
    scene.clock.jump(steps.milliseconds);
    await scene.quiet();
    await scene.pass(20_000);
  }
}

async function playStory(seed: number | undefined): Promise<{ ends: readonly string[]; lost: number }> {
  await using scene = await startDeployments();
  await scene.quiet();
  if (seed !== undefined) loseSome(scene.simulator, seed);
  for (const event of story) await (event === later ? passBackfills(scene) : play(scene, event));
  const lost = scene.simulator.world.deliveries.filter(({ status }) => status !== 'OK').length;
  return { ends: await readEnds(scene), lost };
}

test(
  'batches end the same',
  async () => {
    const { ends: undisturbed } = await playStory(undefined);
    expect(undisturbed.length).toBeGreaterThan(6);
    for (const seed of [1, 2]) {
      const { ends, lost } = await playStory(seed);
      expect(lost).toBeGreaterThan(10);
      expect({ seed, ends }).toEqual({ seed, ends: undisturbed });
    }
  },
  patience(240_000),
);
