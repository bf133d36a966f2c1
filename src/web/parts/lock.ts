/** Renders what a lock is: its holder, its kind, how it ended. */
import { isHeld, type LockEnd, type LockHolder, type LockRecord } from '../../domain/locks/lock.ts';
import { type Html, html } from '../html.ts';
import { renderOutsideLink } from './link.ts';
import { renderTime } from './time.ts';

/** The run or the deployment, with a link to the run. */
export function renderHolder({ runId, runAttempt, runUrl, workflow, actor, deployment }: LockHolder): Html {
  const attempt = runAttempt > 1 ? `, attempt ${runAttempt}` : '';
  const name = deployment?.subject ?? `${workflow === '' ? 'run' : workflow} #${runId}${attempt}`;
  const link = runId === '' ? html`${name}` : renderOutsideLink(runUrl, name);
  return actor === '' ? link : html`${link} by ${actor}`;
}

const endings: Readonly<Record<LockEnd, string>> = {
  released: 'Released by its holder',
  forced: 'Freed by another caller',
  run_over: 'Released: its run was over',
  taken_over: 'Taken over: its run was over',
  expired: 'Expired',
};

/** One word, with a color that repeats it. */
export function renderLockState(record: LockRecord, now: number): Html {
  if (!isHeld(record, now)) return html`<span class="label done">free</span>`;
  if (record.pending === true) return html`<span class="label wait">pending</span>`;
  return record.kind === 'hold'
    ? html`<span class="label wait">hold</span>`
    : html`<span class="label run">held</span>`;
}

/** When the grant ends, or how it ended. */
export function renderLockEnd(record: LockRecord, now: number): Html {
  if (isHeld(record, now)) return renderTime(record.expiresAt, now);
  const { by, at } = record.ended ?? { by: 'expired', at: record.expiresAt };
  return html`${endings[by]} ${renderTime(at, now)}`;
}
