/** Exchanges of ID tokens per second over HTTP: signature, replay reservation, caller, session, audit entry. */
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import { startScene } from '../support/scene.ts';

const exchanges = 1_000;
const warmUps = 50;

async function measureAt(inFlight: number): Promise<Record<string, number>> {
  const scene = await startScene({ installations: 1, sources: 1 });
  const tokens = await scene.issueIdTokens(exchanges + warmUps);
  for (const token of tokens.splice(0, warmUps)) await scene.exchange(token);
  const sample: number[] = [];
  const from = performance.now();
  const worker = async (): Promise<void> => {
    for (let token = tokens.pop(); token !== undefined; token = tokens.pop()) {
      const before = performance.now();
      await scene.exchange(token);
      sample.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - from) / 1_000;
  await scene.stop();
  const { median, p99 } = summarize(sample);
  return {
    'in flight': inFlight,
    'per second': Math.round(exchanges / seconds),
    'median ms': median,
    'p99 ms': p99,
  };
}

export const exchange: Section = {
  name: 'exchange',
  async measure() {
    const rows = [await measureAt(1), await measureAt(16)];
    return {
      title: 'Exchanges of ID tokens for sessions',
      method: `${exchanges} exchanges with a token each, SQLite on disk; server and callers share one process.`,
      rows,
      targets: [],
    };
  },
};
