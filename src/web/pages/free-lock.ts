/** Renders the confirmation before a lock is freed: what is lost, and why it is done. */
import { maxReasonLength } from '../../api/routes/locks.ts';
import { isHeld } from '../../domain/locks/lock.ts';
import { formatLockKey } from '../../domain/locks/lock-key.ts';
import { freeLockPath, lockPath } from '../addresses.ts';
import { html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderHidden, renderTextField } from '../parts/form.ts';
import { type LockFacts, renderLockFacts } from './lock.ts';

export interface FreeLockPageData extends LockFacts {
  readonly workspaceId: string;
  readonly now: number;
}

export function renderFreeLockPage(data: FreeLockPageData): PageContent {
  const { workspaceId, record, repository, run, now } = data;
  const key = formatLockKey({ repository, path: record.path });
  const title = `Free ${key}`;
  const back = html`<p><a href="${lockPath(workspaceId, record)}">Back to the lock</a></p>`;
  if (!isHeld(record, now)) return { title, body: html`<p>The lock is free already.</p>${back}` };
  const warning =
    run === 'over'
      ? html`<p>The run of the holder is over.</p>`
      : html`<p class="warning">The run of the holder may still be changing infrastructure. Cancel it at GitHub first.</p>`;
  return {
    title,
    body: html`${renderLockFacts(data, now)}${warning}<p>Terraform’s own state lock is not affected.</p><form method="post" action="${freeLockPath(workspaceId, record)}">${[
      renderHidden('id', record.id),
      renderTextField({
        name: 'reason',
        label: 'Reason, for the audit log',
        maxLength: maxReasonLength,
        isRequired: true,
      }),
    ]}<button class="danger">Free the lock</button></form>${back}`,
  };
}
