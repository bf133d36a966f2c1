/** A mixed load of jobs: sessions, tokens, locks, uploads, commits. Writes down what was acknowledged; the seed decides who does what. */
import { setTimeout as sleep } from 'node:timers/promises';
import { issueIdToken } from '../../../src/simulator/oidc/issue.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import type { Answer, Call } from '../locks/history.ts';
import { createRandom } from '../locks/workload.ts';
import { callOnce } from './client.ts';
import { type CommitRecord, runCommits } from './commits.ts';
import { runUploads, type UploadRecord } from './uploads.ts';
import { branches, caller, holderOf, jobNames, workspaceId } from './world.ts';

/** A refusal names the grant in the way by its id; which token that has, the audit says afterwards. */
export interface LockCall {
  readonly key: string;
  readonly call: Call;
  readonly answer: Exclude<Answer, { kind: 'held' }> | { readonly kind: 'held'; readonly lockId: string };
  readonly from: number;
  readonly to: number;
}

export interface LoadRecord {
  /** Of each ID token, the trace ids of the exchanges that were answered with a session. */
  readonly exchanges: string[][];
  readonly mints: string[];
  /** Trace ids of grants and releases that were acknowledged and that the audit has to know. */
  readonly lockTraces: string[];
  readonly lockCalls: LockCall[];
  readonly uploads: UploadRecord;
  readonly commits: CommitRecord;
  /** Calls without an answer. */
  unanswered: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly world: World;
  readonly seed: number;
  readonly signal: AbortSignal;
}

const exchangers = 2;
const uploaders = 2;
const ttlSeconds = 3_600;
/** Keys change this often, in milliseconds: the history of one stays short enough to be judged. */
const epochMs = 5_000;
const keysPerEpoch = 4;
/** How long after a failure a call may still take effect, in milliseconds: the database may just be committing. */
const lateEffectMs = 2_000;

interface Parts extends LoadOptions {
  readonly record: LoadRecord;
  readonly random: () => number;
}

async function issue({ world }: Parts, name: string): Promise<string> {
  const job = world.jobs.get(name);
  if (job === undefined) throw new Error(`the world has no job ${name}`);
  return issueIdToken(world, job, { audience: 'atmos-pro.com' });
}

/** Sends one token `copies` times at once, again without an answer, and perhaps once more when it is spent. */
async function exchange(parts: Parts, name: string, copies: number): Promise<string | undefined> {
  const { url, record, random } = parts;
  const token = await issue(parts, name);
  const granted: string[] = [];
  let session: string | undefined;
  async function send(): Promise<boolean> {
    const answer = await callOnce(url, 'POST', '/auth/github-oidc', { body: { token, workspaceId } });
    if (answer === undefined) record.unanswered += 1;
    if (answer?.status === 200) {
      granted.push(answer.traceId);
      session = String(answer.data['token']);
    }
    return answer !== undefined;
  }
  const answered = await Promise.all(Array.from({ length: copies }, send));
  if (!answered.some(Boolean) || random() < 0.2) await send();
  record.exchanges.push(granted);
  return session;
}

async function runExchanges(parts: Parts): Promise<void> {
  const { url, record, random, signal } = parts;
  while (!signal.aborted) {
    const name = jobNames[Math.floor(random() * jobNames.length)] ?? '';
    const session = await exchange(parts, name, random() < 0.4 ? 3 : 1);
    if (session !== undefined && random() < 0.5) {
      const answer = await callOnce(url, 'POST', '/sts', { session, body: { policyName: 'default' } });
      if (answer === undefined) record.unanswered += 1;
      if (answer?.status === 200) record.mints.push(answer.traceId);
    }
    await sleep(random() * 40);
  }
}

type LockAnswer = Pick<LockCall, 'answer'> & { readonly traceId?: string };

async function callLock(parts: Parts, session: string, key: string, call: Call): Promise<LockAnswer> {
  const isTake = call.kind === 'take';
  const body = { key: `${caller}/${key}`, ...(isTake ? { ttl: ttlSeconds } : {}) };
  const answer = await callOnce(parts.url, isTake ? 'POST' : 'DELETE', '/locks', { session, body });
  if (answer === undefined) {
    parts.record.unanswered += 1;
    return { answer: { kind: 'unknown' } };
  }
  const { status, traceId, data, context } = answer;
  if (status === 409) return { answer: { kind: 'held', lockId: String(context['lock_id']) } };
  if (status === 404 && !isTake) return { answer: { kind: 'absent' } };
  if (status !== 200) throw new Error(`a ${call.kind} was answered ${status}`);
  if (!isTake) return { answer: { kind: 'released' }, traceId };
  // Times on the wire have whole seconds; the TTL outlasts the load, so that no lock expires in it.
  const ends = Date.now() + ttlSeconds * 1_000;
  const granted = {
    kind: 'granted',
    token: Number(data['fencingToken']),
    expiresAt: ends,
    freeAt: ends,
  } as const;
  return data['outcome'] === 'renewed' ? { answer: granted } : { answer: granted, traceId };
}

/** One call after the other: two of one holder never overlap. */
async function runLocks(parts: Parts, name: string): Promise<void> {
  const { record, random, signal, seed } = parts;
  const start = Date.now();
  let session: string | undefined;
  let sessionEpoch = -1;
  while (!signal.aborted) {
    const epoch = Math.floor((Date.now() - start) / epochMs);
    if (session === undefined || epoch !== sessionEpoch) session = await exchange(parts, name, 1);
    sessionEpoch = epoch;
    if (session === undefined) continue;
    const key = `stack/${seed}-${epoch}-${Math.floor(random() * keysPerEpoch)}`;
    const by = holderOf(name);
    const call: Call =
      random() < 0.6 ? { kind: 'take', by, ttlMs: ttlSeconds * 1_000 } : { kind: 'release', by };
    const from = Date.now();
    const { answer, traceId } = await callLock(parts, session, key, call);
    const to = Date.now() + (answer.kind === 'unknown' ? lateEffectMs : 1);
    record.lockCalls.push({ key, call, answer, from, to });
    if (traceId !== undefined) record.lockTraces.push(traceId);
    await sleep(random() * 60);
  }
}

/** A session that is replaced every few seconds, so that related requests come with different ones. */
function renewingSession(parts: Parts, name: string): () => Promise<string | undefined> {
  let held: string | undefined;
  let heldSince = 0;
  return async () => {
    if (held !== undefined && Date.now() - heldSince < epochMs) return held;
    held = await exchange(parts, name, 1);
    heldSince = Date.now();
    return held;
  };
}

/** Until `signal` is aborted and everything that was under way has ended. */
export async function runLoad(options: LoadOptions): Promise<LoadRecord> {
  const record: LoadRecord = {
    exchanges: [],
    mints: [],
    lockTraces: [],
    lockCalls: [],
    uploads: { sets: [], reports: [], unanswered: 0 },
    commits: { made: [], unanswered: 0 },
    unanswered: 0,
  };
  const parts = (index: number): Parts => ({
    ...options,
    record,
    random: createRandom(options.seed * 1_000 + index),
  });
  await Promise.all([
    ...Array.from({ length: exchangers }, (_, index) => runExchanges(parts(index))),
    ...jobNames.map((name, index) => runLocks(parts(100 + index), name)),
    ...jobNames.slice(0, uploaders).map((name, index) => {
      const own = parts(200 + index);
      return runUploads({ ...own, record: record.uploads, session: renewingSession(own, name) });
    }),
    ...branches.map((branch, index) => {
      const own = parts(300 + index);
      const session = renewingSession(own, `commits-${index}`);
      return runCommits({ ...own, record: record.commits, branch, session });
    }),
  ]);
  return record;
}
