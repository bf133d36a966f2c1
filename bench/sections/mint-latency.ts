/** Time that the server itself needs for a mint: the latency minus the time with a request to GitHub in flight. */
import diagnostics from 'node:diagnostics_channel';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import { startScene } from '../support/scene.ts';

const sources = 100;
const warmUps = 20;
const rounds = 200;

/** Milliseconds during which at least one of the process's requests to `host` was unanswered. */
function watchRequests(isWatched: (origin: string) => boolean): { take(): number; stop(): void } {
  let open = 0;
  let since = 0;
  let total = 0;
  const watched = new WeakSet<object>();
  const started = (message: unknown): void => {
    const { request } = message as { request: { origin: string } };
    if (!isWatched(String(request.origin))) return;
    watched.add(request);
    if (open === 0) since = performance.now();
    open += 1;
  };
  const ended = (message: unknown): void => {
    const { request } = message as { request: object };
    if (!watched.delete(request)) return;
    open -= 1;
    if (open === 0) total += performance.now() - since;
  };
  diagnostics.subscribe('undici:request:create', started);
  diagnostics.subscribe('undici:request:trailers', ended);
  diagnostics.subscribe('undici:request:error', ended);
  return {
    take() {
      const value = total;
      total = 0;
      return value;
    },
    stop() {
      diagnostics.unsubscribe('undici:request:create', started);
      diagnostics.unsubscribe('undici:request:trailers', ended);
      diagnostics.unsubscribe('undici:request:error', ended);
    },
  };
}

const mintsPerSession = 90;

export const mintLatency: Section = {
  name: 'mint-latency',
  async measure() {
    const scene = await startScene({ installations: 1, sources });
    let session = '';
    const requests = watchRequests((origin) => origin === scene.githubOrigin);
    const whole: number[] = [];
    const own: number[] = [];
    for (let round = -warmUps; round < rounds; round += 1) {
      // A session gets at most 100 tokens.
      if ((round + warmUps) % mintsPerSession === 0) {
        const [idToken = ''] = await scene.issueIdTokens(1);
        session = await scene.exchange(idToken);
      }
      requests.take();
      const from = performance.now();
      await scene.mint(session);
      const elapsed = performance.now() - from;
      const github = requests.take();
      if (round < 0) continue;
      whole.push(elapsed);
      own.push(elapsed - github);
    }
    requests.stop();
    await scene.stop();
    const rows = Object.entries({ 'whole answer': whole, 'without GitHub': own }).map(([time, sample]) => ({
      time,
      ...summarize(sample),
    }));
    return {
      title: `Mint of ${sources} sources, warm, one at a time`,
      method: `${rounds} mints after ${warmUps} to warm up, ms; the server and its caller are in one process, the simulator in another.`,
      rows: rows.map(({ time, minimum, median, p99, maximum }) => ({
        time,
        'min ms': minimum,
        'median ms': median,
        'p99 ms': p99,
        'max ms': maximum,
      })),
      targets: [{ what: 'own time, p99', limit: 50, measured: rows[1]?.p99 ?? Number.NaN, unit: 'ms' }],
    };
  },
};
