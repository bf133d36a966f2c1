/** Measures the mints of a caller while another, which no policy allows, floods the server: their latency then, over their latency without it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import { type Scene, startScene } from '../support/scene.ts';

const sources = 20;
const warmUps = 20;
const rounds = 4;
const mintsPerRound = 60;
/** Between two mints of the victim, in milliseconds. */
const pauseMs = 25;
const floodPerSecond = 50;

/** With a session of its own: one gets at most 100 tokens. */
async function measureMints(scene: Scene, count: number): Promise<number[]> {
  const [idToken = ''] = await scene.issueIdTokens(1);
  const session = await scene.exchange(idToken);
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const from = performance.now();
    await scene.mint(session);
    times.push(performance.now() - from);
    await pause(pauseMs);
  }
  return times;
}

/** Sends at an even rate, whether or not the server answers in time. Resolves to how many answers came per status. */
async function flood(scene: Scene, session: string, signal: AbortSignal): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const open = new Set<Promise<void>>();
  async function send(): Promise<void> {
    const response = await fetch(`${scene.url()}/api/v1/sts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
      body: JSON.stringify({ sources: ['owner-0/module-0'] }),
    });
    await response.arrayBuffer();
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  }
  for (let sent = 0, from = performance.now(); !signal.aborted; sent += 1) {
    const request = send().finally(() => open.delete(request));
    open.add(request);
    await pause(Math.max(0, from + ((sent + 1) * 1_000) / floodPerSecond - performance.now()));
  }
  await Promise.all(open);
  return statuses;
}

export const floodByStranger: Section = {
  name: 'flood',
  async measure() {
    const scene = await startScene({ installations: 1, sources, stranger: true });
    const [strangerToken = ''] = await scene.issueIdTokens(1, 'stranger');
    const stranger = await scene.exchange(strangerToken);
    await measureMints(scene, warmUps);
    const quiet: number[] = [];
    const flooded: number[] = [];
    const answers = new Map<number, number>();
    // In turns, so that what else the machine does falls on both.
    for (let round = 0; round < rounds; round += 1) {
      quiet.push(...(await measureMints(scene, mintsPerRound)));
      const over = new AbortController();
      const flooding = flood(scene, stranger, over.signal);
      flooded.push(...(await measureMints(scene, mintsPerRound)));
      over.abort();
      for (const [status, count] of await flooding) answers.set(status, (answers.get(status) ?? 0) + count);
    }
    await scene.stop();
    const [calm, hit] = [summarize(quiet), summarize(flooded)];
    const said = [...answers].map(([status, count]) => `${count} × ${status}`).join(', ');
    return {
      title: `Mints of ${sources} sources while a stranger sends ${floodPerSecond} requests a second to /sts`,
      method: `${rounds} rounds of ${mintsPerRound} mints each way, one at a time, ms; the server and both callers are in one process. The stranger got ${said}.`,
      rows: Object.entries({ quiet: calm, flooded: hit }).map(([phase, figures]) => ({
        phase,
        'median ms': figures.median,
        'p99 ms': figures.p99,
        'max ms': figures.maximum,
      })),
      targets: [
        {
          what: 'p99 of mints during the flood, over the quiet p99',
          limit: 2,
          measured: hit.p99 / calm.p99,
          unit: '×',
        },
      ],
    };
  },
};
