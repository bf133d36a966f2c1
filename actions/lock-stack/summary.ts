/** The job summary of `lock-stack`: the locks of the step, or who holds the lock. */
import { escapeMarkup, markupCode, markupTable } from '../../src/base/markup.ts';
import type { LockGrant } from '../../src/client/locks/lock-answers.ts';

/** `term`: how long the locks last, for people. */
export function renderLocksSummary(grants: readonly LockGrant[], term: string): string {
  const rows = grants.map(({ key, fencingToken }) => [
    markupCode(key),
    fencingToken === undefined ? '' : String(fencingToken),
    escapeMarkup(term),
  ]);
  return `## Locks\n\n${markupTable(['Lock', 'Fencing token', 'Held'], rows)}`;
}

/** `message`: the server's, with who holds the lock. */
export function renderHeld(keys: readonly string[], message: string): string {
  return `## Not locked\n\n${keys.map(markupCode).join('<br>')}\n\n${escapeMarkup(message)}`;
}
