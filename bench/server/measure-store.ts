/** Measures one database: exchanges, a no-op route and the SQL of an exchange, in interleaved rounds of one run; then the mix. */
import { setTimeout as sleep } from 'node:timers/promises';
import { summarize } from '../statistics.ts';
import { renderSection } from '../table.ts';
import { type LoadResult, runLoad } from './load.ts';
import { exchangeRequest, inventoryRequest, mixedTurn } from './mixed.ts';
import { type Engine, type ServerScene, startServerScene } from './scene.ts';

const mebibyte = 1024 * 1024;
const rounds = 5;
/** Time limit for the inventory, in milliseconds. */
const inventoryMs = 2_000;
/** Requests of each kind in a round. */
const perRound = 400;
/** ID tokens for a second of the mix, which uses fewer. */
const tokensPerSecond = 400;
/** On PostgreSQL: one RS256 check, one durable insert and one EdDSA signature beside nothing at all. */
const leastRatio = 0.08;

export interface StoreOptions {
  readonly seconds: number;
  readonly inFlight: number;
}

async function timeExchanges(url: string, tokens: string[], inFlight: number): Promise<number> {
  const count = tokens.length;
  const next = () => {
    const token = tokens.pop();
    return token === undefined ? undefined : [exchangeRequest(token)];
  };
  const { seconds, errors } = await runLoad({ url, inFlight, next });
  if (errors.size > 0) throw new Error(`exchanges failed: ${[...errors].join('; ')}`);
  return count / seconds;
}

/** Requests per second, the median of the rounds. */
async function compare(scene: ServerScene, inFlight: number) {
  const figures = { exchange: [] as number[], noOp: [] as number[], sql: [] as number[] };
  // The first round is a warm-up for all three.
  for (let round = 0; round <= rounds; round += 1) {
    const [exchangeTokens, noOpTokens] = [
      await scene.issueIdTokens(perRound),
      await scene.issueIdTokens(perRound),
    ];
    const exchange = await timeExchanges(scene.url, exchangeTokens, inFlight);
    const noOp = await timeExchanges(scene.noOpUrl, [...noOpTokens, ...noOpTokens, ...noOpTokens], inFlight);
    const sql = perRound / ((await scene.sql(perRound, inFlight)) / 1_000);
    if (round === 0) continue;
    figures.exchange.push(exchange);
    figures.noOp.push(noOp);
    figures.sql.push(sql);
  }
  const median = (sample: readonly number[]) => summarize(sample).median;
  return { exchange: median(figures.exchange), noOp: median(figures.noOp), sql: median(figures.sql) };
}

async function mix(scene: ServerScene, { seconds, inFlight }: StoreOptions): Promise<LoadResult> {
  const tokens = await scene.issueIdTokens(seconds * tokensPerSecond);
  const session = await scene.login();
  const inventory = [[inventoryRequest(session)]];
  const { errors } = await runLoad({ url: scene.url, inFlight: 1, next: () => inventory.pop() });
  if (errors.size > 0) throw new Error(`the inventory failed: ${[...errors].join('; ')}`);
  // The server answers first and processes the upload afterwards.
  await sleep(inventoryMs);
  const until = performance.now() + seconds * 1_000;
  const turns = Array.from({ length: inFlight }, (_, client) => client);
  return runLoad({
    url: scene.url,
    inFlight,
    next(client) {
      if (performance.now() >= until) return undefined;
      const turn = (turns[client] ?? 0) + 1;
      turns[client] = turn;
      return mixedTurn({ session, takeIdToken: () => tokens.pop() }, client, turn);
    },
  });
}

export async function measureStore(engine: Engine, options: StoreOptions): Promise<void> {
  const scene = await startServerScene(engine);
  try {
    const { exchange, noOp, sql } = await compare(scene, options.inFlight);
    const before = await scene.memory();
    const { seconds, times, errors } = await mix(scene, options);
    const after = await scene.memory();
    const rows = [...times].map(([name, sample]) => {
      const { count, median, p99 } = summarize(sample);
      return { request: name, 'per second': Math.round(count / seconds), 'p50 ms': median, 'p99 ms': p99 };
    });
    const total = [...times.values()].reduce((sum, sample) => sum + sample.length, 0);
    const section = renderSection({
      title: `Server on ${engine}, ${options.inFlight} requests in flight`,
      method: `A mix for ${seconds.toFixed(0)} s; server, simulator and callers in a process each. PostgreSQL and SQLite write through to the disk.`,
      rows: [...rows, { request: 'all', 'per second': Math.round(total / seconds) }],
      targets: [],
    });
    console.log(section);
    console.log(
      `  errors: ${errors.size === 0 ? 'none' : [...errors].map(([what, count]) => `${count} × ${what}`).join(', ')}`,
    );
    console.log(
      `  memory: heap ${(before.heap / mebibyte).toFixed(1)} → ${(after.heap / mebibyte).toFixed(1)} MiB, resident ${(before.rss / mebibyte).toFixed(0)} → ${(after.rss / mebibyte).toFixed(0)} MiB`,
    );
    const ratio = exchange / noOp;
    console.log(
      `  exchanges alone: ${exchange.toFixed(0)} a second; a no-op route ${noOp.toFixed(0)}; their SQL without HTTP ${sql.toFixed(0)}`,
    );
    const verdict = ratio >= leastRatio ? 'reached' : 'MISSED ';
    const target = engine === 'postgres' ? `, target at least ${leastRatio}` : '';
    console.log(
      `  ${engine === 'postgres' ? verdict : '       '}  exchange ÷ no-op: ${ratio.toFixed(3)}${target}; exchange ÷ SQL: ${(exchange / sql).toFixed(2)}\n`,
    );
  } finally {
    await scene.stop();
  }
}
