/** Jobs in a process of their own compete for keys over HTTP: the first argument says which (JSON). At the end of stdin the history goes to stdout. */
import { setTimeout as sleep } from 'node:timers/promises';
import { confirmLeaseMs } from '../../../../src/domain/locks/take.ts';
import { againHeader, notPassedOn } from '../../../support/recording-relay.ts';
import { callOnce } from '../../replicas/client.ts';
import { caller, holderOf } from '../../replicas/world.ts';
import type { Answer, Call, Operation } from '../history.ts';
import { createRandom } from '../workload.ts';

export interface JobsTask {
  readonly seed: number;
  /** Where servers are reached; each call goes to one of them by chance. */
  readonly urls: readonly string[];
  /** Name of each job and its session. */
  readonly sessions: readonly (readonly [name: string, session: string])[];
  /** How many calls a job has under way at most. */
  readonly lanes: number;
  readonly keys: number;
  /** Jobs compete with the others of the same one. */
  readonly keySpace: number;
  readonly maxPauseMs: number;
  /**
   * Share of the calls that the network delivers twice: both at once, when the later answer is the one that arrives, or the copy a
   * while after the answer.
   */
  readonly copyRate: number;
}

export const maxTtlSeconds = 2;
/** Share of the takes that are to be confirmed: their grant says so. Its time is longer than any TTL here. */
const confirmRate = 0.3;
const secondMs = 1_000;
/** Keys change this often, in milliseconds: the history of one stays short enough to be judged. */
const epochMs = 5_000;
/** How long after a failure a call may still take effect, in milliseconds: a stopped server may just be resuming. */
const lateEffectMs = 4_000;
const duplicateRate = 0.05;
/** Longest time between an answer and the second delivery of its call, in milliseconds. */
const maxDelayMs = 500;
/**
 * Share of the calls that release whatever key: most are other runs' locks. Few, because the server asks GitHub about each such
 * run, and GitHub refuses a server whose clock is an hour off.
 */
const strayRate = 0.02;
/** Most keys that a lane means to release. */
const maxMine = 4;
/** Pause while no server can be reached, in milliseconds. */
const retryPauseMs = 25;

interface Sending {
  readonly url: string;
  readonly session: string;
  /** For the relay, when it is to deliver the call twice. */
  readonly headers: Readonly<Record<string, string>>;
}

/** `undefined`: it was never passed on. */
async function perform(sending: Sending, key: string, call: Call): Promise<Answer | undefined> {
  const { url, session, headers } = sending;
  const isTake = call.kind === 'take';
  const terms = isTake
    ? { ttl: call.ttlMs / secondMs, properties: { confirm: call.confirmMs !== undefined } }
    : {};
  const body = { key: `${caller}/${key}`, ...terms };
  const answer = await callOnce(url, isTake ? 'POST' : 'DELETE', '/locks', { session, body, headers });
  if (answer === undefined) return { kind: 'unknown' };
  const { status, data, context } = answer;
  if (status === notPassedOn) return undefined;
  if (status === 409) return { kind: 'held', token: Number(context['fencing_token']) };
  if (status === 404 && !isTake) return { kind: 'absent' };
  if (status !== 200) throw new Error(`a ${call.kind} was answered ${status}`);
  if (!isTake) return { kind: 'released' };
  const expiresAt = Date.parse(String(data['expiresAt']));
  return {
    kind: 'granted',
    token: Number(data['fencingToken']),
    expiresAt,
    freeAt: expiresAt,
    pending: data['pending'] === true,
    lost: secondMs - 1,
  };
}

interface Shared {
  readonly history: Operation[];
  readonly signal: AbortSignal;
}

async function runLane(task: JobsTask, { history, signal }: Shared, lane: number): Promise<void> {
  const random = createRandom(task.seed * 1_000 + lane);
  const pick = (count: number) => Math.floor(random() * count);
  const [name, session] = task.sessions[lane % task.sessions.length] ?? ['', ''];
  const by = holderOf(name);

  async function send(key: string, call: Call): Promise<void> {
    const url = task.urls[pick(task.urls.length)] ?? '';
    const isCopied = random() < task.copyRate;
    const again = random() < 0.5 ? 0 : 1 + pick(maxDelayMs);
    const headers: Record<string, string> = isCopied ? { [againHeader]: String(again) } : {};
    const from = Date.now();
    const answer = await perform({ url, session, headers }, key, call);
    if (answer === undefined) {
      await sleep(retryPauseMs);
      return;
    }
    const to = Date.now() + (answer.kind === 'unknown' ? lateEffectMs : 1);
    history.push({ key, call, answer, from, to });
    // The result of the other one is unknown.
    if (isCopied) {
      history.push({ key, call, answer: { kind: 'unknown' }, from, to: Date.now() + lateEffectMs });
    }
  }

  let mine: string[] = [];
  function choose(): { readonly key: string; readonly call: Call } {
    const key = `stack/${task.keySpace}-${Math.floor(Date.now() / epochMs)}-${pick(task.keys)}`;
    if (random() < strayRate) return { key, call: { kind: 'release', by } };
    if (mine.length > 0 && random() < 0.4) {
      return { key: mine.pop() ?? key, call: { kind: 'release', by } };
    }
    mine = [...mine.slice(-maxMine), key];
    const confirmMs = random() < confirmRate ? confirmLeaseMs : undefined;
    return { key, call: { kind: 'take', by, ttlMs: (1 + pick(maxTtlSeconds)) * secondMs, confirmMs } };
  }

  while (!signal.aborted) {
    const { key, call } = choose();
    const times = random() < duplicateRate ? 2 : 1;
    await Promise.all(Array.from({ length: times }, () => send(key, call)));
    const pause = random() * task.maxPauseMs;
    if (pause > 1) await sleep(pause);
  }
}

/** Everything that these jobs saw until `signal` was aborted, in the order of the answers. */
async function runJobs(task: JobsTask, signal: AbortSignal): Promise<Operation[]> {
  const history: Operation[] = [];
  const lanes = Array.from({ length: task.lanes * task.sessions.length }, (_, lane) => lane);
  await Promise.all(lanes.map((lane) => runLane(task, { history, signal }, lane)));
  return history;
}

if (import.meta.main) {
  const task = JSON.parse(process.argv[2] ?? '') as JobsTask;
  const over = new AbortController();
  process.stdin.once('end', () => over.abort()).resume();
  process.stdout.write(JSON.stringify(await runJobs(task, over.signal)));
}
