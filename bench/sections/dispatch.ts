/** From the delivery of a pull request or the upload of its affected stacks, whichever is last, to the dispatch that GitHub gets. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Component } from '../../test/e2e/deployments/items.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import { type DeploymentsBench, startDeploymentsBench, waitUntil } from '../support/deployments.ts';
import { shippedServer } from '../support/shipped-server.ts';

/** Each on a new server and a new world. */
const worlds = 2;
/** Pull requests of each order of events in one world. */
const rounds = 10;
const route = 'actions/create-workflow-dispatch';
/** Between two pushes, in milliseconds: the first one is done. */
const restMs = 300;
const one: readonly Component[] = [{ stack: 'dev', component: 'vpc', dependents: [] }];

const scenarios = ['the upload', 'the delivery'] as const;

/** Milliseconds. */
async function measurePush(bench: DeploymentsBench, last: (typeof scenarios)[number]): Promise<number> {
  const { simulator } = bench;
  const { courier } = simulator.world;
  if (last === 'the delivery') courier?.addRule({ mode: 'hold', event: 'pull_request' });
  const pull = await bench.openPull();
  const upload = await bench.prepareUpload(pull);
  if (last === 'the upload') await courier?.settled();
  await pause(restMs);
  simulator.journal.clear();
  let from = Date.now();
  const answer = await upload(one);
  if (answer.status !== 200) throw new Error(answer.text);
  if (last === 'the delivery') {
    await pause(restMs);
    from = Date.now();
    courier?.clearRules();
    courier?.release();
  }
  const sent = () => simulator.journal.entries({ route })[0];
  await waitUntil(() => sent() !== undefined, 60_000, 5);
  return Date.parse(sent()?.at ?? '') - from;
}

async function measureWorld(times: ReadonlyMap<string, number[]>): Promise<void> {
  const bench = await startDeploymentsBench({ runMs: 1_000 });
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const last of scenarios) {
        const taken = await measurePush(bench, last);
        if (round >= 0) times.get(last)?.push(taken);
      }
    }
  } finally {
    await bench.stop();
  }
}

export const dispatch: Section = {
  name: 'dispatch',
  async measure() {
    const times = new Map(scenarios.map((last) => [last, [] as number[]]));
    for (let world = 0; world < worlds; world += 1) await measureWorld(times);
    const all = summarize([...times.values()].flat());
    return {
      title: 'From a push to the dispatch',
      method: `${worlds} servers, with ${rounds} pull requests of one component for each order of events, after one to warm up. From when the last of both was sent, to when GitHub gets the dispatch. One ${shippedServer} with SQLite on disk; GitHub is simulated in the process of the client.`,
      rows: scenarios.map((last) => {
        const { minimum, median, p99 } = summarize(times.get(last) ?? []);
        return { 'last is': last, 'minimum ms': minimum, 'median ms': median, 'p99 ms': p99 };
      }),
      targets: [
        { what: 'median', limit: 1_000, measured: all.median, unit: 'ms' },
        { what: 'p99', limit: 3_000, measured: all.p99, unit: 'ms' },
      ],
    };
  },
};
