/** What goes wrong while jobs hold locks: one thing after the other, the seed decides which. Counts what it did. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from '../../../support/recording-relay.ts';
import type { Replica } from '../../../support/replica.ts';
import { createRandom } from '../workload.ts';
import type { Holders } from './holders.ts';
import { maxTtlSeconds } from './jobs.ts';

export interface Harm {
  /** kill -9 of a server that had decided and whose answer was swallowed. */
  killsBeforeAnswer: number;
  droppedAnswers: number;
  /** By the network. */
  copiedRequests: number;
  stoppedServers: number;
  stoppedHolders: number;
  databaseRestarts: number;
  /** Starts of a server whose clock was an hour off. */
  shiftedStarts: number;
}

export interface NemesisOptions {
  readonly seed: number;
  readonly until: number;
  readonly servers: readonly Replica[];
  readonly relays: readonly Relay[];
  readonly holders: readonly Holders[];
  /** None where the database lives within the server. */
  readonly restartDatabase?: (() => void) | undefined;
  readonly dropRate: number;
  /** Longest time between two of them, in milliseconds. */
  readonly maxPauseMs: number;
  readonly harm: Harm;
}

/** Every lock that was taken before has run out after this, in milliseconds. */
const stopMs = maxTtlSeconds * 1_000 + 300;

/** Longest wait for an answer to swallow, in milliseconds: jobs may just be starting. */
const answerWaitMs = 20_000;

/** Swallows the next answer of the server at `index`, kills it then, and starts it again. */
async function killBeforeAnswer({ servers, relays, harm }: NemesisOptions, index: number) {
  const [server, relay] = [servers[index], relays[index]];
  if (server === undefined || relay === undefined) return;
  const drop = relay.interfere;
  const killed = new Promise<void>((resolve, reject) => {
    relay.interfere = () => {
      relay.interfere = drop;
      harm.killsBeforeAnswer += 1;
      server.kill().then(resolve, reject);
      return 'cut';
    };
  });
  await Promise.race([killed, sleep(answerWaitMs, undefined, { ref: false })]);
  relay.interfere = drop;
  await server.kill();
  await server.start();
}

async function stop(target: { pause(): void; resume(): void }): Promise<void> {
  target.pause();
  await sleep(stopMs);
  target.resume();
}

/** Until its time is over; everything runs again then. */
export async function runNemesis(options: NemesisOptions): Promise<void> {
  const { seed, until, servers, relays, holders, restartDatabase, harm } = options;
  const random = createRandom(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const dropping = createRandom(seed + 1);
  for (const relay of relays) {
    relay.interfere = () => {
      if (dropping() >= options.dropRate) return undefined;
      harm.droppedAnswers += 1;
      return 'cut';
    };
  }
  const deeds: (() => Promise<void>)[] = [
    () => killBeforeAnswer(options, harm.killsBeforeAnswer === 0 ? 0 : pick(servers.length)),
    async () => {
      harm.stoppedServers += 1;
      await stop(servers[pick(servers.length)] as Replica);
    },
    async () => {
      harm.stoppedHolders += 1;
      await stop(holders[pick(holders.length)] as Holders);
    },
  ];
  if (restartDatabase !== undefined) {
    deeds.push(async () => {
      harm.databaseRestarts += 1;
      restartDatabase();
    });
  }
  for (let count = 0; Date.now() < until; count += 1) {
    await sleep(random() * options.maxPauseMs);
    await deeds[count % deeds.length]?.();
  }
}
