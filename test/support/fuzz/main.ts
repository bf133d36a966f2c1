/**
 * Fuzzes a server process and prints what came back and how its memory went.
 *
 * Usage: `npm run fuzz -- [--requests 100000] [--seed N] [--store sqlite|postgres]`; exit code 1 when the server did what it must not.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FuzzOptions, fuzz } from './fuzz.ts';
import type { MemoryReading, TargetRequest } from './target-process.ts';

const mebibyte = 1024 * 1024;
/** Requests between two readings of memory. */
const readingEvery = 10_000;
/** After so many requests every operation has been answered 200, or the generator has lost its way. */
const reachedAfter = 20_000;
/** The heap of a server that keeps nothing of what strangers send; the first reading has caches and JIT in it already. */
const maxHeapGrowth = 64 * mebibyte;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    store: { type: 'string', default: 'sqlite' },
  },
});
const engine = values.store === 'postgres' ? 'postgres' : 'sqlite';

async function ask<T>(child: ChildProcess, request: TargetRequest): Promise<T> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the server process ended');
  });
  child.send(request);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [
      { readonly value: T },
    ];
    return message.value;
  } finally {
    waiting.abort();
    ended.catch(() => undefined);
  }
}

function describeStatuses(statuses: ReadonlyMap<number, number>): string {
  return [...statuses]
    .sort(([one], [other]) => one - other)
    .map(([status, count]) => `${status === 0 ? 'closed' : status} ×${count}`)
    .join('  ');
}

const child = fork(fileURLToPath(new URL('./target-process.ts', import.meta.url)), {
  execArgv: ['--expose-gc'],
});
const target = await ask<Pick<FuzzOptions, 'url' | 'credentials' | 'words'>>(child, {
  kind: 'start',
  engine,
});
const readings: MemoryReading[] = [];
let nextReading = 0;
const from = performance.now();
console.log(`${values.requests} requests to ${engine}, seed ${values.seed}`);
try {
  const report = await fuzz({
    ...target,
    requests: Number(values.requests),
    seed: Number(values.seed),
    async onProgress(done) {
      if (done < nextReading) return;
      nextReading += readingEvery;
      const reading = await ask<MemoryReading>(child, { kind: 'memory' });
      readings.push(reading);
      console.log(
        `${done} sent, heap ${(reading.heap / mebibyte).toFixed(1)} MiB, resident ${(reading.rss / mebibyte).toFixed(0)} MiB`,
      );
    },
  });
  console.log(`\n${report.sent} sent in ${((performance.now() - from) / 1_000).toFixed(0)} s`);
  console.log(`  ${describeStatuses(report.statuses)}`);
  for (const [operation, statuses] of report.byOperation) {
    console.log(`${operation}\n  ${describeStatuses(statuses)}`);
    if (statuses.has(200)) continue;
    console.log('  NEVER ANSWERED 200');
    if (report.sent >= reachedAfter) process.exitCode = 1;
  }
  const last = await ask<MemoryReading>(child, { kind: 'memory' });
  const growth = last.heap - (readings[1] ?? last).heap;
  console.log(`heap grew by ${(growth / mebibyte).toFixed(1)} MiB since the ${readingEvery}th request`);
  for (const line of last.errors) console.log(`logged as an error: ${line.trim()}`);
  if (growth > maxHeapGrowth || last.errors.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await ask(child, { kind: 'stop' });
}
