/** The words and colors of states: of deployments, batches and dispatches. The color repeats the word. */
import type { BatchState } from '../../domain/dispatch/advance-batch.ts';
import type { Conclusion, NodeCounts } from '../../domain/dispatch/conclude.ts';
import type { HoldReason } from '../../domain/dispatch/hold.ts';
import type { NodeState } from '../../domain/dispatch/node-states.ts';
import type { OrderState } from '../../domain/dispatch/order-states.ts';
import type { RunEnd, RunNewsStatus } from '../../domain/dispatch/run-rank.ts';
import { type Html, html } from '../html.ts';

/** Names of classes in the style sheet. */
export type Tone = 'run' | 'wait' | 'done' | 'bad' | 'idle';

interface Said {
  readonly word: string;
  readonly tone: Tone;
}

/** What needs a person or has failed comes first. */
export const deploymentStates: Readonly<Record<NodeState, Said>> = {
  approval: { word: 'to approve', tone: 'wait' },
  failed: { word: 'failed', tone: 'bad' },
  refused: { word: 'could not start', tone: 'bad' },
  timed_out: { word: 'timed out', tone: 'bad' },
  cancelled: { word: 'canceled', tone: 'bad' },
  upstream_failed: { word: 'not started', tone: 'bad' },
  running: { word: 'running', tone: 'run' },
  dispatching: { word: 'starting', tone: 'run' },
  locked: { word: 'locked', tone: 'wait' },
  ready: { word: 'ready', tone: 'idle' },
  waiting: { word: 'waiting', tone: 'idle' },
  succeeded: { word: 'succeeded', tone: 'done' },
  skipped: { word: 'skipped', tone: 'idle' },
  superseded: { word: 'replaced', tone: 'idle' },
  withdrawn: { word: 'withdrawn', tone: 'idle' },
};

/** In the order of `deploymentStates`. */
export const deploymentStateNames = Object.keys(deploymentStates) as readonly NodeState[];

function renderLabel({ word, tone }: Said): Html {
  return html`<span class="label ${tone}">${word}</span>`;
}

export function renderDeploymentState(state: NodeState): Html {
  return renderLabel(deploymentStates[state]);
}

/** Such as `2 failed, 1 running, 5 succeeded`. */
export function describeCounts(counts: NodeCounts): string {
  return deploymentStateNames
    .flatMap((state) => {
      const count = counts[state] ?? 0;
      return count === 0 ? [] : [`${count} ${deploymentStates[state].word}`];
    })
    .join(', ');
}

/** That of the most urgent state. */
export function toneOfCounts(counts: NodeCounts): Tone {
  const first = deploymentStateNames.find((state) => (counts[state] ?? 0) > 0);
  return first === undefined ? 'idle' : deploymentStates[first].tone;
}

const batchStates: Readonly<Record<BatchState, Said>> = {
  expected: { word: 'waiting for stacks', tone: 'wait' },
  resolving: { word: 'resolving', tone: 'run' },
  held: { word: 'held', tone: 'wait' },
  running: { word: 'running', tone: 'run' },
  concluded: { word: 'ended', tone: 'idle' },
  superseded: { word: 'replaced', tone: 'idle' },
  withdrawn: { word: 'withdrawn', tone: 'idle' },
};

const conclusionWords: Readonly<Record<Conclusion, Said>> = {
  success: { word: 'succeeded', tone: 'done' },
  failure: { word: 'failed', tone: 'bad' },
  timed_out: { word: 'timed out', tone: 'bad' },
  cancelled: { word: 'canceled', tone: 'bad' },
  neutral: { word: 'nothing to do', tone: 'idle' },
};

export function renderBatchLabel({
  state,
  conclusion,
}: {
  readonly state: BatchState;
  readonly conclusion?: Conclusion | undefined;
}): Html {
  const isEnded = state === 'concluded' && conclusion !== undefined;
  return renderLabel(isEnded ? conclusionWords[conclusion] : batchStates[state]);
}

export const holdWords: Readonly<Record<HoldReason, string>> = {
  fork: 'the commit comes from a fork',
  blast_radius: 'it starts more runs than start without asking',
  cooldown: 'several pushes in a short time',
};

const orderWords: Readonly<Record<Exclude<OrderState, 'sent'>, Said>> = {
  planned: { word: 'in the queue', tone: 'wait' },
  sending: { word: 'starting', tone: 'run' },
  accepted: { word: 'starting', tone: 'run' },
  unclear: { word: 'run not found yet', tone: 'wait' },
  refused: { word: 'could not start', tone: 'bad' },
  withdrawn: { word: 'withdrawn', tone: 'idle' },
};

const runWords: Readonly<Record<Exclude<RunNewsStatus, 'completed'>, Said>> = {
  queued: { word: 'queued on GitHub', tone: 'wait' },
  in_progress: { word: 'running', tone: 'run' },
  waiting: { word: 'to approve', tone: 'wait' },
};

const endWords: Readonly<Record<RunEnd, Said>> = {
  success: { word: 'succeeded', tone: 'done' },
  neutral: { word: 'neutral', tone: 'done' },
  skipped: { word: 'skipped', tone: 'idle' },
  failure: { word: 'failed', tone: 'bad' },
  cancelled: { word: 'canceled', tone: 'bad' },
  timed_out: { word: 'timed out', tone: 'bad' },
  action_required: { word: 'action required', tone: 'bad' },
  startup_failure: { word: 'workflow file not valid', tone: 'bad' },
  stale: { word: 'stale', tone: 'bad' },
};

/** A dispatch, and the run that came of it. */
export interface DispatchStanding {
  readonly state: OrderState;
  readonly runStatus?: RunNewsStatus | undefined;
  readonly runEnd?: RunEnd | undefined;
}

export function renderDispatchState({ state, runStatus, runEnd }: DispatchStanding): Html {
  if (state !== 'sent') return renderLabel(orderWords[state]);
  if (runEnd !== undefined) return renderLabel(endWords[runEnd]);
  if (runStatus === undefined || runStatus === 'completed') return renderLabel(orderWords.accepted);
  return renderLabel(runWords[runStatus]);
}
