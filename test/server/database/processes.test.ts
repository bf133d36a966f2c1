/** Several processes on one empty database: they migrate it together, and every race has exactly one winner. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { openStore } from '../../support/store.ts';
import { createTestDatabase, describeEachStore } from '../../support/stores.ts';

const script = fileURLToPath(new URL('../../support/store-process.ts', import.meta.url));
const processes = 3;
const rounds = 40;

interface Replica {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: AsyncIterator<string>;
}

function start(config: unknown): Replica {
  const child = spawn(process.execPath, [script, JSON.stringify(config), String(rounds)]);
  child.stderr.pipe(process.stderr);
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

async function nextLine(replica: Replica): Promise<string> {
  const { value, done } = await replica.lines.next();
  if (done === true) throw new Error('the replica ended early');
  return value;
}

describeEachStore('the store in several processes', (engine) => {
  test('every token and every key generation is won once, and no audit entry is lost', async () => {
    const database = await createTestDatabase(engine);
    try {
      const replicas = Array.from({ length: processes }, () => start(database.config));
      expect(await Promise.all(replicas.map(nextLine))).toEqual(Array(processes).fill('ready'));
      const exits = replicas.map(({ child }) => once(child, 'exit'));
      for (const { child } of replicas) child.stdin.write('go\n');
      const results = (await Promise.all(replicas.map(nextLine))).map(
        (line) => JSON.parse(line) as { tokens: number[]; generations: number[] },
      );
      await Promise.all(exits);
      const all = Array.from({ length: rounds }, (_, index) => index + 1);
      const sorted = (numbers: number[]) => numbers.sort((one, other) => one - other);
      expect(sorted(results.flatMap(({ tokens }) => tokens))).toEqual(all);
      expect(sorted(results.flatMap(({ generations }) => generations))).toEqual(all);
      const store = await openStore(database.config);
      expect(await store.audit.list({ event: 'session.exchange' })).toHaveLength(processes * rounds);
      await store.close();
    } finally {
      await database.dispose();
    }
  });
});
