/** Measures the memory of a server over many cheap requests. It must stay flat once caches are filled and code is compiled. */
import { runLoad } from './load.ts';
import { cheapTurn } from './mixed.ts';
import { type Engine, startServerScene } from './scene.ts';
import type { Memory } from './server-process.ts';

const mebibyte = 1024 * 1024;
const readings = 10;
/** Maximum growth after the first tenth of the requests. */
const maxGrowth = 0.2;

function growth(first: number, last: number): string {
  const share = last / first - 1;
  return `${share <= maxGrowth ? 'reached' : 'MISSED '}  ${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)} % of at most +${maxGrowth * 100} %`;
}

export async function measureMemory(
  engine: Engine,
  { requests, inFlight }: { readonly requests: number; readonly inFlight: number },
): Promise<void> {
  const scene = await startServerScene(engine, false);
  const taken: Memory[] = [];
  const from = performance.now();
  try {
    console.log(`\n${requests} cheap requests to ${engine}, ${inFlight} in flight`);
    let turn = 0;
    let sent = 0;
    for (let reading = 1; reading <= readings; reading += 1) {
      // Sessions last an hour and ID tokens five minutes.
      const session = await scene.login();
      const [usedIdToken = ''] = await scene.issueIdTokens(1);
      const until = (requests * reading) / readings;
      const { errors } = await runLoad({
        url: scene.url,
        inFlight,
        keepsTimes: false,
        next(client) {
          if (sent >= until) return undefined;
          turn += 1;
          const batch = cheapTurn({ session, usedIdToken }, client, turn);
          sent += batch.length;
          return batch;
        },
      });
      const memory = await scene.memory();
      taken.push(memory);
      // The first use of a token is not a replay.
      const others = [...errors].filter(([what]) => what !== 'replay 200');
      console.log(
        `  ${sent} sent after ${((performance.now() - from) / 1_000).toFixed(0)} s: heap ${(memory.heap / mebibyte).toFixed(1)} MiB, resident ${(memory.rss / mebibyte).toFixed(0)} MiB${others.length === 0 ? '' : `; errors ${others.map(([what, count]) => `${count} × ${what}`).join(', ')}`}`,
      );
    }
    const [first, last] = [taken[0], taken.at(-1)];
    if (first === undefined || last === undefined) return;
    console.log(`  heap      ${growth(first.heap, last.heap)}`);
    console.log(`  resident  ${growth(first.rss, last.rss)}`);
  } finally {
    await scene.stop();
  }
}
