/** The job summary of `unlock-stack`: what became of each lock. */
import { markupCode, markupTable } from '../../src/base/markup.ts';
import type { ReleaseAnswer } from '../../src/client/locks/lock-answers.ts';

export interface UnlockOutcome {
  /** The key, or what is known of the lock. */
  readonly name: string;
  readonly status: ReleaseAnswer['status'];
}

const results = {
  released: 'Released',
  absent: 'Was not locked by this job',
  guarded: 'Kept: the run of its holder is in progress',
} as const satisfies Record<ReleaseAnswer['status'], string>;

export function renderUnlock(outcomes: readonly UnlockOutcome[]): string {
  const rows = outcomes.map(({ name, status }) => [markupCode(name), results[status]]);
  return `## Unlock\n\n${markupTable(['Lock', 'Result'], rows)}`;
}
