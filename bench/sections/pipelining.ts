/** How long others wait while a few clients pipeline a thousand requests deep. */
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import { ask } from '../support/ask.ts';
import type { PipelineRequest } from '../support/pipeline-clients.ts';
import { startScene } from '../support/scene.ts';

const connections = 20;
const depths = [1, 1_000];
const rounds = 4;
const probesPerRound = 150;
/** Until the flood is under way, in milliseconds. */
const settleMs = 500;
const maxRatio = 5;

export const pipelining: Section = {
  name: 'pipelining',
  async measure() {
    const scene = await startScene({ installations: 1, sources: 1 });
    const program = fileURLToPath(new URL('../support/pipeline-clients.ts', import.meta.url));
    const [flooder, prober] = [fork(program), fork(program)];
    const url = scene.url();
    const samples = new Map(depths.map((depth) => [depth, [] as number[]]));
    for (let round = 0; round < rounds; round += 1) {
      for (const depth of depths) {
        await ask<undefined, PipelineRequest>(flooder, { kind: 'flood', url, connections, depth });
        await sleep(settleMs);
        const times = await ask<number[], PipelineRequest>(prober, {
          kind: 'probe',
          url,
          count: probesPerRound,
        });
        samples.get(depth)?.push(...times);
        await ask<undefined, PipelineRequest>(flooder, { kind: 'calm' });
        await sleep(settleMs);
      }
    }
    for (const child of [flooder, prober]) child.disconnect();
    await scene.stop();
    const summaries = depths.map((depth) => ({ depth, ...summarize(samples.get(depth) ?? []) }));
    const [shallow, deep] = summaries;
    return {
      title: `Others' /readyz while ${connections} connections pipeline /readyz`,
      method: `${rounds} interleaved rounds of ${probesPerRound}, SQLite on disk; server, flood and prober in a process each.`,
      rows: summaries.map(({ depth, median, p99, maximum }) => ({
        deep: depth,
        'median ms': median,
        'p99 ms': p99,
        'longest ms': maximum,
      })),
      targets: [
        {
          what: 'p99 at 1,000 deep ÷ p99 at 1 deep',
          limit: maxRatio,
          measured: (deep?.p99 ?? Number.NaN) / (shallow?.p99 ?? Number.NaN),
          unit: '×',
        },
      ],
    };
  },
};
