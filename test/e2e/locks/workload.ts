/** Lets jobs compete for a few keys of a lock service and writes down what they saw. The seed decides who does what. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LockStore } from '../../../src/server/locks/store.ts';
import {
  deploymentHolder,
  describeEvents,
  holder,
  place,
  releaseRequest,
  takeRequest,
} from '../../support/locks.ts';
import type { Answer, Call, Job, Operation } from './history.ts';

export type LockService = Pick<LockStore, 'take' | 'release'>;

export interface WorkloadOptions {
  readonly seed: number;
  /** Replicas; each job talks to all of them in turn. */
  readonly services: readonly LockService[];
  readonly jobs: number;
  readonly keys: number;
  readonly operationsPerJob: number;
  /** Longest TTL and longest pause, in milliseconds. */
  readonly maxTtlMs: number;
  readonly maxPauseMs: number;
  /** How long a lock that ran out is kept for its holder, in milliseconds. */
  readonly graceMs: number;
  /** Shares of the calls whose answer gets lost, and that are sent twice at once; none unless given. */
  readonly dropRate?: number;
  readonly duplicateRate?: number;
  /** Share of the takes that only renew; none unless given. */
  readonly renewRate?: number;
  /** Share of the takes whose grant is to be confirmed, and of the releases of such grants only; none unless given. */
  readonly confirmRate?: number;
  /** Deployments that compete with the jobs; jobs of the runs that they have started share their locks. None unless given. */
  readonly deployments?: number;
  /** What a deployment asks for, in milliseconds; as jobs do unless given. */
  readonly deploymentTtlMs?: number;
  /** Ends the workload early; operations that are under way are waited for. */
  readonly signal?: AbortSignal;
}

/** How long after a failure a call may still take effect, in milliseconds. */
const lateEffectMs = 20;

interface Sending {
  readonly service: LockService;
  readonly key: string;
  readonly call: Call;
  readonly isDropped: boolean;
}

/** Mulberry32: small, fast, the same everywhere. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function perform(
  service: LockService,
  key: string,
  { call, graceMs }: { call: Call; graceMs: number },
): Promise<Answer> {
  const isDeployment = call.by.deployment !== undefined;
  const by =
    call.by.deployment === undefined
      ? holder(call.by.run, call.by.attempt, call.by.job)
      : deploymentHolder(call.by.deployment, call.kind === 'take' ? call.runs : []);
  if (call.kind === 'take') {
    const kind = isDeployment ? 'deployment' : graceMs > 0 ? 'run' : 'hold';
    const { ttlMs, renewOnly = false, confirmMs } = call;
    const request = takeRequest(by, key, { ttlMs, kind, graceMs, id: randomUUID(), renewOnly, confirmMs });
    const outcome = await service.take([request], describeEvents);
    if (outcome.status === 'exhausted') throw new Error('no request counts against a session');
    if (outcome.status === 'left') throw new Error('a place was lost that no job had');
    if (outcome.status === 'lost') return { kind: 'absent' };
    if (outcome.status === 'held') return { kind: 'held', token: outcome.held[0]?.record.token ?? -1 };
    const record = outcome.grants[0]?.record;
    if (record === undefined) throw new Error('a grant of nothing');
    const { token, expiresAt, freeAt, pending = false } = record;
    return { kind: 'granted', token, expiresAt, freeAt, pending };
  }
  const { pendingOnly = false } = call;
  const request = releaseRequest(by, { pendingOnly });
  const decision = await service.release({ ...place, path: key }, request, describeEvents);
  const { status } = decision;
  if (status === 'released' || status === 'absent' || status === 'kept') return { kind: status };
  return { kind: 'held', token: decision.record.token };
}

/** Every third job is another job of the run before it, and every fourth the next attempt. */
function jobAt(index: number): Job {
  if (index % 4 === 3) return { run: String(index), attempt: 2, job: 'x' };
  return index % 3 === 2
    ? { run: String(index), attempt: 1, job: 'y' }
    : { run: String(index + 1), attempt: 1, job: 'x' };
}

/** They start the runs of the first jobs. */
const startedRuns = [['1', '2'], ['5']] as const;

function deploymentAt(index: number): Job {
  return { run: '', attempt: 1, job: '', deployment: `d${index}` };
}

/** A take or a release of a deployment, which learns of its runs as time goes by. */
function deploymentCall(by: Job, index: number, random: () => number, ttlMs: number): Call {
  const all = startedRuns[index % startedRuns.length] ?? [];
  const runs = all.slice(0, Math.floor(random() * (all.length + 1)));
  return random() < 0.65 ? { kind: 'take', by, ttlMs, runs } : { kind: 'release', by };
}

/** An operation that fails with an error has an unknown outcome, and its job continues as another one would. */
export async function runWorkload(options: WorkloadOptions): Promise<Operation[]> {
  const history: Operation[] = [];
  const { services, signal } = options;

  async function send({ service, key, call, isDropped }: Sending): Promise<void> {
    // The time of day, as the database reads it on this host: whole milliseconds, hence one more at the end.
    const from = Date.now();
    const answer = await perform(service, key, { call, graceMs: options.graceMs }).catch(() => undefined);
    history.push(
      answer === undefined || isDropped
        ? { key, call, answer: { kind: 'unknown' }, from, to: Date.now() + lateEffectMs }
        : { key, call, answer, from, to: Date.now() + 1 },
    );
  }

  async function deploy(index: number): Promise<void> {
    const random = createRandom(options.seed * 1_000 + 500 + index);
    const by = deploymentAt(index);
    for (let count = 0; count < options.operationsPerJob && signal?.aborted !== true; count += 1) {
      const key = `k/${options.seed}-${Math.floor(random() * options.keys)}`;
      const service = services[(index + count) % services.length] as LockService;
      const ttlMs = options.deploymentTtlMs ?? 1 + Math.floor(random() * options.maxTtlMs);
      const call = deploymentCall(by, index, random, ttlMs);
      const isDropped = random() < (options.dropRate ?? 0);
      await send({ service, key, call, isDropped });
      const pause = random() * options.maxPauseMs;
      if (pause > 1) await sleep(pause);
    }
  }

  async function work(index: number): Promise<void> {
    const random = createRandom(options.seed * 1_000 + index);
    const by = jobAt(index);
    for (let count = 0; count < options.operationsPerJob && signal?.aborted !== true; count += 1) {
      const key = `k/${options.seed}-${Math.floor(random() * options.keys)}`;
      const service = services[(index + count) % services.length] as LockService;
      const ttlMs = 1 + Math.floor(random() * options.maxTtlMs);
      const renewOnly = random() < (options.renewRate ?? 0);
      const isConfirmed = !renewOnly && random() < (options.confirmRate ?? 0);
      const confirmMs = isConfirmed ? 1 + Math.floor((random() * options.maxTtlMs) / 2) : undefined;
      const call: Call =
        random() < 0.65
          ? { kind: 'take', by, ttlMs, renewOnly, confirmMs }
          : { kind: 'release', by, pendingOnly: isConfirmed };
      const isDropped = random() < (options.dropRate ?? 0);
      const times = random() < (options.duplicateRate ?? 0) ? 2 : 1;
      await Promise.all(Array.from({ length: times }, () => send({ service, key, call, isDropped })));
      const pause = random() * options.maxPauseMs;
      if (pause > 1) await sleep(pause);
    }
  }

  await Promise.all([
    ...Array.from({ length: options.jobs }, (_, index) => work(index)),
    ...Array.from({ length: options.deployments ?? 0 }, (_, index) => deploy(index)),
  ]);
  return history;
}
