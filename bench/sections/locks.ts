/**
 * Locks on PostgreSQL: pairs of take and release over HTTP beside the same calls of the store without HTTP, in interleaved
 * rounds of one run, with the same pool of connections.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { LockHolder } from '../../src/domain/locks/lock.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import type { Store } from '../../test/support/store.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';
import type { LockLoad, LockLoadResult } from '../support/lock-clients.ts';
import { startScene } from '../support/scene.ts';

const clients = 50;
const pairsPerClient = 40;
const rounds = 5;
/** Enough for the locks of a round: a session gets 500. */
const sessionsPerRound = 5;

const holder: LockHolder = {
  issuer: 'https://issuer.bench',
  repositoryId: '1',
  runId: '1',
  runAttempt: 1,
  checkRunId: '1',
  repository: 'owner-0/infra',
  runUrl: 'https://github.bench/owner-0/infra/actions/runs/1/attempts/1',
  actor: 'bench',
  workflow: 'bench.yml',
};

/** One entry for each change, as the routes write it. */
const describe = (name: 'lock.created' | 'lock.released') => () => [
  { event: name, outcome: 'allowed' as const, workspaceId: 'ws_bench', traceId: 'bench', details: {} },
];

/** Pairs per second of the store alone. */
async function timeStore(store: Store): Promise<number> {
  const client = async (_: unknown, number: number): Promise<void> => {
    for (let pair = 0; pair < pairsPerClient; pair += 1) {
      const path = `store-${number}/component-${pair % 10}`;
      const address = { workspaceId: 'ws_bench', repositoryId: '1', path };
      const terms = { kind: 'hold', ttlMs: 60_000, message: '', graceMs: 5_000, id: randomUUID() } as const;
      await store.locks.take([{ ...address, holder, ...terms }], describe('lock.created'));
      const request = {
        caller: holder,
        id: undefined,
        forced: undefined,
        policy: 'guarded',
        judged: undefined,
      } as const;
      await store.locks.release(address, request, describe('lock.released'));
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  return (clients * pairsPerClient) / ((performance.now() - from) / 1_000);
}

function load(child: ChildProcess, work: LockLoad): Promise<LockLoadResult> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the clients ended with ${code}`)));
    child.once('message', (result: LockLoadResult) => {
      child.removeAllListeners('exit');
      resolve(result);
    });
    child.send(work);
  });
}

export const locks: Section = {
  name: 'locks',
  async measure() {
    const database = await startPostgres();
    const scene = await startScene({ installations: 1, sources: 1, databaseUrl: database.url });
    const child = fork(fileURLToPath(new URL('../support/lock-clients.ts', import.meta.url)));
    const ratios: number[] = [];
    const http: number[] = [];
    const store: number[] = [];
    const takes: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const alone = await timeStore(scene.store());
      const idTokens = await scene.issueIdTokens(sessionsPerRound);
      const sessions = await Promise.all(idTokens.map((idToken) => scene.exchange(idToken)));
      const over = await load(child, { url: scene.url(), sessions, clients, pairs: pairsPerClient });
      if (round < 0) continue;
      const perSecond = (clients * pairsPerClient) / (over.elapsedMs / 1_000);
      store.push(alone);
      http.push(perSecond);
      ratios.push(perSecond / alone);
      takes.push(...over.takes);
    }
    child.disconnect();
    await scene.stop();
    await database.stop();
    const rows = Object.entries({ 'store alone': store, 'over HTTP': http, ratio: ratios }).map(
      ([pairs, sample]) => {
        const { minimum, median, maximum } = summarize(sample);
        return { 'pairs per second': pairs, minimum, median, maximum };
      },
    );
    const { median, p99 } = summarize(takes);
    return {
      title: `Locks on PostgreSQL, ${clients} clients`,
      method: `${rounds} rounds of ${clients * pairsPerClient} pairs after one to warm up; the clients are in a process of their own. A take over HTTP: median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms.`,
      rows,
      targets: [
        {
          what: 'store alone over HTTP, median of the rounds (ratio of at least 0.5)',
          limit: 2,
          measured: 1 / summarize(ratios).median,
          unit: 'times',
        },
        { what: 'take over HTTP, p99', limit: 200, measured: p99, unit: 'ms' },
      ],
    };
  },
};
