/** A push that affects 2,000 components: time until they are planned, until GitHub has all dispatches, and memory of the server. */
import type { Component } from '../../test/e2e/deployments/items.ts';
import type { Section } from '../section.ts';
import { startDeploymentsBench, waitUntil } from '../support/deployments.ts';
import { shippedServer } from '../support/shipped-server.ts';

const size = 2_000;
const runMs = 60_000;
/** Dispatches that the pace lets through at once. */
const burst = 120;
/** After the burst of the default pace, its rate is measured for this long: all would take more than 10 minutes. */
const sliceMs = 45_000;
const fastPace = 20;

const components = Array.from(
  { length: size },
  (_, index): Component => ({
    stack: `plat-ue2-${index % 50}`,
    component: `group/component-${Math.floor(index / 50)}`,
    dependents: [],
  }),
);

const planned = "select count(*) from batches where state = 'running'";
const sent = "select count(*) from orders where state = 'sent'";

interface Push {
  readonly pace: string;
  readonly plannedMs: number;
  /** From when it was planned. */
  readonly dispatchedMs: number;
  readonly memory: number;
}

async function measurePush(maxPerSecond: number | undefined): Promise<Push> {
  const bench = await startDeploymentsBench({ runMs, maxPerSecond });
  try {
    const upload = await bench.prepareUpload(await bench.openPull());
    const from = performance.now();
    const answer = await upload(components);
    if (answer.status !== 200) throw new Error(answer.text);
    await waitUntil(() => bench.count(planned) === 1, 60_000);
    const plannedMs = performance.now() - from;
    const most = maxPerSecond === undefined ? burst : size;
    let dispatchedMs = await waitUntil(() => bench.count(sent) >= most, 10 * 60_000, 200);
    if (maxPerSecond === undefined) {
      const before = bench.count(sent);
      const takenMs = await waitUntil(
        () => performance.now() > from + plannedMs + dispatchedMs + sliceMs,
        2 * sliceMs,
      );
      dispatchedMs += (size - before) / ((bench.count(sent) - before) / takenMs);
    }
    const pace = maxPerSecond === undefined ? 'default, from its rate' : `${maxPerSecond} a second`;
    return { pace, plannedMs, dispatchedMs, memory: bench.memory() };
  } finally {
    await bench.stop();
  }
}

export const dispatch2000: Section = {
  name: 'dispatch-2000',
  async measure() {
    const byDefault = await measurePush(undefined);
    const fast = await measurePush(fastPace);
    const seconds = (milliseconds: number) => milliseconds / 1_000;
    return {
      title: `A push that affects ${size} components`,
      method: `One ${shippedServer} with SQLite on disk; GitHub is simulated in the process of the client; runs take ${seconds(runMs)} s. The default pace is measured for ${seconds(sliceMs)} s after its burst of ${burst}, and the rest computed from that; ${fastPace} a second is measured to the end. Memory is the highest resident set.`,
      rows: [byDefault, fast].map((push) => ({
        pace: push.pace,
        'planned, s': seconds(push.plannedMs),
        'all dispatched, s': seconds(push.dispatchedMs),
        'memory, MiB': Math.round(push.memory),
      })),
      targets: [
        {
          what: 'planned',
          limit: 5,
          measured: seconds(Math.max(byDefault.plannedMs, fast.plannedMs)),
          unit: 's',
        },
        {
          what: 'all dispatched by default',
          limit: 660,
          measured: seconds(byDefault.dispatchedMs),
          unit: 's',
        },
        {
          what: `all dispatched with max_per_second: ${fastPace}`,
          limit: 110,
          measured: seconds(fast.dispatchedMs),
          unit: 's',
        },
        {
          what: 'memory of the server',
          limit: 300,
          measured: Math.max(byDefault.memory, fast.memory),
          unit: 'MiB',
        },
      ],
    };
  },
};
