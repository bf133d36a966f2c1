/** Renders what a person may do: boxes in the comment, buttons on the check. The hidden part names the action and its batch. */
import type { BatchReport, HoldNote } from './report.ts';

export const boxActions = ['dispatch_anyway', 'resume', 'retry', 'plan_again', 'apply_last'] as const;
export type BoxAction = (typeof boxActions)[number];

export interface CheckButton {
  /** At most 20 characters. */
  readonly label: string;
  /** At most 40 characters. */
  readonly description: string;
  /** At most 20 characters. */
  readonly identifier: BoxAction;
}

/** Ids are the server's own: letters, digits, `_` and `-`. */
export function renderBox(action: BoxAction, text: string, batchId: string): string {
  return `- [ ] ${text} <!-- do ${action} ${batchId.replace(/[^\w-]/g, '')} -->`;
}

interface Offer {
  readonly action: BoxAction;
  readonly text: string;
  readonly button: CheckButton;
}

function offer(action: BoxAction, text: string, button: Omit<CheckButton, 'identifier'>): Offer {
  return { action, text, button: { ...button, identifier: action } };
}

function offerRelease({ reason, dispatches }: HoldNote): Offer {
  if (reason === 'cooldown')
    return offer('resume', 'Resume dispatches', {
      label: 'Resume',
      description: 'Start now, without the quiet time',
    });
  const text = reason === 'fork' ? 'Dispatch this commit of a fork' : `Dispatch all ${dispatches}`;
  return offer('dispatch_anyway', text, {
    label: 'Dispatch anyway',
    description: 'Start all held deployments',
  });
}

/** The list that the last plan of the pull request was made for, of the same commit. */
const applyLast = offer('apply_last', 'Apply the list of the last plan', {
  label: 'Apply last list',
  description: 'Apply the stacks of the last plan',
});

/** What may be done with a batch in its state, the first matters most. */
export function offersOf({ state, hold, rows, reason, quiet, ownerErrors }: BatchReport): readonly Offer[] {
  if (state === 'held' && hold !== undefined) return [offerRelease(hold)];
  if (reason === 'merged_without_upload') return quiet?.hasLastList === true ? [applyLast] : [];
  if (state !== 'running' && state !== 'concluded') return [];
  const has = (...states: readonly string[]) => rows.some((row) => states.includes(row.state));
  if (has('failed', 'cancelled', 'timed_out', 'refused', 'upstream_failed')) {
    return [
      offer('retry', 'Retry failed components and their dependents', {
        label: 'Retry failed',
        description: 'Run again what did not succeed',
      }),
    ];
  }
  if (state === 'concluded' && ownerErrors.length > 0) {
    return [
      offer('retry', 'Check CODEOWNERS again', {
        label: 'Check again',
        description: 'Read CODEOWNERS of this commit again',
      }),
    ];
  }
  const mayPlan =
    state === 'concluded' && rows.some((row) => row.state === 'succeeded' && row.kind === 'plan');
  return mayPlan
    ? [offer('plan_again', 'Plan again', { label: 'Plan again', description: 'Run all plans again' })]
    : [];
}

const whys: Readonly<Record<HoldNote['reason'], (hold: HoldNote) => string>> = {
  blast_radius: ({ dispatches, threshold }) =>
    `**Dispatch held.** This change would start ${dispatches} runs; this repository allows ${threshold ?? 0} without asking. A user with write access must release it.`,
  cooldown: ({ pushes }) =>
    `**Dispatch paused.** ${pushes ?? 'Several'} pushes came in a short time. It continues after a few quiet minutes, or when a user with write access resumes it.`,
  fork: ({ dispatches }) =>
    `**Dispatch held.** This commit comes from a fork; its ${dispatches} runs would have the secrets of this repository. Review the commit before you release it. A user with write access must release it.`,
};

/** Why a batch is held, and what ends that; `undefined`: it is not held. */
export function describeHold({ state, hold }: Pick<BatchReport, 'state' | 'hold'>): string | undefined {
  return state === 'held' && hold !== undefined ? whys[hold.reason](hold) : undefined;
}

/** The callout of a held batch, with its box. */
export function renderHold(batch: BatchReport): string | undefined {
  const why = describeHold(batch);
  if (why === undefined) return undefined;
  const boxes = offersOf(batch).map(({ action, text }) => renderBox(action, text, batch.id));
  return ['> [!WARNING]', `> ${why}`, ...boxes.map((box) => `> ${box}`)].join('\n');
}
