/** Histories of a merge queue: two planned pull requests, and what people, GitHub and the server's host do to them. */
import fc from 'fast-check';
import { blockWith } from '../../support/page-blocks.ts';
import { calm, play, redeliver } from './history.ts';
import { graphs, type HistoryEvent, historyEvents } from './history-events.ts';
import { settleWell } from './rest.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';
import { uploadFile } from './seed.ts';

export type QueueEvent =
  | HistoryEvent
  | { readonly do: 'enqueue' | 'dequeue'; readonly pull: number }
  /** By the run of the group. */
  | { readonly do: 'upload-group'; readonly pull: number; readonly graph: number };

const pulls = fc.integer({ min: 1, max: 2 });
const graph = fc.nat(graphs.length - 1);

export const queueEvents: fc.Arbitrary<QueueEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enqueue' as const), pull: pulls }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dequeue' as const), pull: pulls }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('upload-group' as const), pull: pulls, graph }) },
  { weight: 6, arbitrary: historyEvents },
);

/** The run of a group begins a moment after it. */
const runStartMs = 1_500;

async function tryQueueAct(scene: DeploymentsScene, what: 'enqueue' | 'dequeue', number: number) {
  try {
    await scene.act('alice', what, { number });
  } catch (error) {
    // A check that has not passed, a pull request that does not exist.
    if (!(error instanceof Error) || error.constructor.name !== 'ActRefusal') throw error;
  }
}

async function playQueueEvent(scene: DeploymentsScene, event: QueueEvent): Promise<void> {
  switch (event.do) {
    case 'enqueue':
    case 'dequeue':
      await scene.quiet();
      return tryQueueAct(scene, event.do, event.pull);
    case 'upload-group':
      if (!scene.isUp()) return;
      await scene.pass(runStartMs);
      if (scene.isUp()) await scene.uploadGroup(event.pull, graphs[event.graph] ?? []);
      return;
    default:
      return play(scene, event);
  }
}

const planned: readonly HistoryEvent[] = [
  { do: 'push', pull: 1 },
  { do: 'upload', pull: 1, graph: 0 },
  { do: 'push', pull: 2 },
  { do: 'upload', pull: 2, graph: 3 },
  { do: 'pass', seconds: 40 },
];

/** Every group has one check, and it is completed. */
function findUnchecked({ simulator }: DeploymentsScene): readonly string[] {
  const { events, repositories } = simulator.world;
  const checks = repositories.get(1001)?.checkRuns ?? [];
  const groups = events.filter(
    ({ event, action }) => event === 'merge_group' && action === 'checks_requested',
  );
  return groups.flatMap(({ after }) => {
    const own = checks.filter(({ headSha, name }) => headSha === after && name === 'Atmos Pro');
    const states = own.map(({ status }) => status).join(', ');
    return states === 'completed' ? [] : [`the group ${after} has checks: ${states || 'none'}`];
  });
}

export async function playQueueHistory(events: readonly QueueEvent[]): Promise<void> {
  await using scene = await startDeployments({
    workflows: { [uploadFile]: blockWith('docs/deployments.md', 'name: affected', 'yaml') },
    mergeQueues: [{ branch: 'main', checks: ['Atmos Pro'] }],
  });
  for (const event of [...planned, ...events]) await playQueueEvent(scene, event);
  await calm(scene);
  await redeliver(scene);
  await settleWell(scene);
  const unchecked = findUnchecked(scene);
  if (unchecked.length > 0) throw new Error(unchecked.join('\n'));
}
