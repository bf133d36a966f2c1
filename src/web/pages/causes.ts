/** Renders the causes of drift: what drifted instances have in common, and the instances of one cause. */
import type { DriftCause } from '../../domain/drift/causes.ts';
import { describeDriftCause } from '../../domain/drift/describe-cause.ts';
import {
  causePath,
  causesPath,
  instancePath,
  type PlacedInstance,
  remediateCausePath,
} from '../addresses.ts';
import { type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { describeOrigin, renderAttributes, renderDriftState } from '../parts/drift.ts';
import { type Fact, renderFacts } from '../parts/facts.ts';
import { type OpenRemediations, renderRemediations } from '../parts/remediations.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';
import type { InstanceRow } from './instances.ts';

export interface CausesPageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly causes: readonly DriftCause[];
  readonly ignored: { readonly changes: number; readonly instances: number };
  /** Whether there are causes that are left out. */
  readonly isTruncated: boolean;
}

/** The sentence, whose names are in backquotes. */
function renderDescription(cause: DriftCause, now: number): Html {
  const parts = describeDriftCause(cause, now).split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

export function renderCausesPage(data: CausesPageData): PageContent {
  const { workspaceId, now, causes, ignored, isTruncated } = data;
  const rest = isTruncated ? html`<p>There are more causes.</p>` : '';
  return {
    title: 'Causes of drift',
    body: html`${renderTable({
      label: 'Causes',
      headings: ['Cause', 'Instances', 'Repositories', 'What'],
      empty: 'No instance drifts.',
      rows: causes.map((cause) => ({
        id: `cause-${cause.id}`,
        cells: [
          html`<a href="${causePath(workspaceId, cause.id)}">${cause.id}</a>`,
          String(cause.instanceCount),
          String(cause.repositoryCount),
          renderDescription(cause, now),
        ],
      })),
    })}${rest}<p>Ignored by the configuration: ${ignored.changes} changes. Instances in sync without them: ${ignored.instances}.</p>`,
  };
}

export interface CausePageData {
  readonly workspaceId: string;
  readonly now: number;
  readonly cause: DriftCause;
  readonly mayRemediate: boolean;
  /** Its instances as lists show them. One that is gone by now is left out. */
  readonly rows: readonly InstanceRow[];
  readonly remediations: OpenRemediations;
  /** By id. */
  nameOf(repositoryId: string): string;
}

function describeFacts({ cause, now }: CausePageData): readonly Fact[] {
  const since: Fact = ['Since', renderTime(cause.since, now)];
  if (cause.kind === 'guess') {
    const { status, exitCode, component } = cause;
    return [
      since,
      ['Component', component],
      ['Status', status],
      ['Exit code', exitCode === undefined ? undefined : String(exitCode)],
    ];
  }
  return [
    since,
    ['Action', cause.action],
    ['Changed', describeOrigin(cause.origin)],
    ['Attributes', renderAttributes(cause.attributes)],
    ['Resource types', cause.types.join(', ')],
    ['Resources', String(cause.resources)],
  ];
}

function idOfRow({ repositoryId, stack, component, componentType }: PlacedInstance): string {
  return `instance-${repositoryId}-${stack}-${component}-${componentType}`;
}

export function renderCausePage(data: CausePageData): PageContent {
  const { workspaceId, now, cause, mayRemediate, nameOf, rows, remediations } = data;
  const states = new Map(rows.map((row) => [idOfRow(row), row.state]));
  const repositories = [...new Set(cause.instances.map(({ repositoryId }) => repositoryId))];
  const left = cause.instanceCount - cause.instances.length;
  const actions = mayRemediate
    ? html`<p>${repositories.map(
        (id) =>
          html`<a class="button danger" href="${remediateCausePath(workspaceId, cause.id, id)}">Remediate those of ${nameOf(id)}…</a> `,
      )}</p>`
    : '';
  return {
    title: `Cause of drift ${cause.id}`,
    body: html`<p>${renderDescription(cause, now)}</p>${renderFacts(describeFacts(data))}${renderRemediations(remediations, { workspaceId, now })}${actions}<h2 id="instances">Instances</h2>${renderTable(
      {
        label: 'Instances',
        headings: ['Component', 'Stack', 'Repository', 'State'],
        empty: 'No instance has this cause.',
        rows: cause.instances.map((one) => ({
          id: idOfRow(one),
          cells: [
            html`<a href="${instancePath(workspaceId, one)}">${one.component}</a>`,
            one.stack,
            nameOf(one.repositoryId),
            renderDriftState(states.get(idOfRow(one)) ?? 'unknown'),
          ],
        })),
      },
    )}${left > 0 && html`<p>${left} more instances.</p>`}<p><a href="${causesPath(workspaceId)}">All causes</a></p>`,
  };
}
