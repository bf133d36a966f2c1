/** Renders the confirmation before instances are remediated: which, what starts, and why it is done. */
import { type Href, type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { renderHidden, renderTextField } from '../parts/form.ts';
import { type InstanceRow, renderInstanceTable } from './instances.ts';

export interface RemediatePageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly title: string;
  /** What there is to know first. */
  readonly note?: Html | undefined;
  readonly instances: readonly InstanceRow[];
  /** Of the instances that the page shows. */
  readonly digest: string;
  readonly action: Href;
  readonly back: Href;
  readonly maxReasonLength: number;
}

export function renderRemediatePage(data: RemediatePageData): PageContent {
  const { workspaceId, now, title, note, instances, digest, action, back, maxReasonLength } = data;
  const many = instances.length === 1 ? 'it' : `all ${instances.length} of them`;
  return {
    title,
    body: html`${note ?? ''}${renderInstanceTable(instances, { workspaceId, now })}<p class="warning">This starts the workflows of <code>drift_detection.remediate</code>. They apply the default branch to ${many}, and take the locks.</p><form method="post" action="${action}">${[
      renderHidden('instances', digest),
      renderTextField({
        ...{ name: 'reason', label: 'Reason, for the audit log' },
        ...{ maxLength: maxReasonLength, isRequired: true },
      }),
    ]}<button class="danger">Remediate</button></form><p><a href="${back}">Back</a></p>`,
  };
}
