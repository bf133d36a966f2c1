/** Renders one instance: its state, what changed in it, its results and runs, and its badge. */
import type { DriftedChange } from '../../domain/drift/causes.ts';
import { auditPath, causePath, createBadgePath, instancePath, remediatePath } from '../addresses.ts';
import { type Html, html, path, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { describeOrigin, nameState, renderAttributes, renderDriftState } from '../parts/drift.ts';
import { renderFacts } from '../parts/facts.ts';
import { renderOutsideLink } from '../parts/link.ts';
import { type OpenRemediations, renderRemediations } from '../parts/remediations.ts';
import { renderTable } from '../parts/table.ts';
import { renderTime } from '../parts/time.ts';
import { describeResult, type InstanceRow } from './instances.ts';

interface ShownChange extends DriftedChange {
  readonly causeId: string;
  readonly ignored: { readonly until: string; readonly reason: string } | undefined;
}

interface ShownRun {
  readonly batch: number;
  readonly activity: 'detect' | 'remediate';
  readonly state: string;
  readonly reason?: string | undefined;
  readonly result?: string | undefined;
  /** RFC 3339. */
  readonly at: string;
  readonly runUrl?: string | undefined;
}

export interface InstancePageData extends InstanceRow {
  readonly workspaceId: string;
  readonly now: number;
  readonly isAdmin: boolean;
  readonly orphanedAt: number | undefined;
  /** `undefined`: the configuration has no drift detection for its repository. */
  readonly checks:
    | {
        readonly schedules: readonly string[];
        readonly nextCheck: string | undefined;
        readonly missing:
          | { readonly message: string; readonly since: string; readonly at: string }
          | undefined;
      }
    | undefined;
  readonly results: readonly {
    readonly at: number;
    readonly status: string;
    readonly command: string | undefined;
    readonly exitCode: number | undefined;
  }[];
  readonly runs: readonly ShownRun[];
  readonly remediations: OpenRemediations;
  readonly changes: readonly ShownChange[];
  readonly isTruncated: boolean;
  /** `undefined`: badges are off. */
  readonly badge: ShownBadge | undefined;
}

type ShownBadge = 'none' | { readonly token: string; readonly markdown: string };

/** States of which a remediation may be asked for. */
const remediableStates: readonly string[] = ['drifted', 'ignored', 'error'];

/** Schedules cover instances by name, so they name one that is not checked too. */
function describeSchedules(
  { state, enabled }: Pick<InstancePageData, 'state' | 'enabled'>,
  schedules: readonly string[],
): Html | string {
  if (state === 'disabled')
    return enabled
      ? html`none: <code>settings.pro.drift_detection.enabled</code> of the instance is not <code>true</code>`
      : 'none: the component is disabled in Atmos';
  if (state === 'orphaned') return 'none: the instance is not in the inventory';
  return schedules.length === 0 ? 'none' : schedules.join(', ');
}

function renderInstanceFacts(data: InstancePageData): Html {
  const { now, checks, enabled, orphanedAt, statusSince, lastRunAt, componentType, repository, stack } = data;
  const { schedules = [], nextCheck, missing } = checks ?? {};
  const isUnchecked = data.state === 'disabled' || data.state === 'orphaned';
  return renderFacts([
    ['State', renderDriftState(data.state)],
    ['Since', statusSince === undefined ? undefined : renderTime(statusSince, now)],
    [
      'Last result',
      lastRunAt === undefined
        ? describeResult(data)
        : html`${describeResult(data)}, ${renderTime(lastRunAt, now)}`,
    ],
    [
      'Result missing',
      missing && html`${missing.message} Since ${renderTime(Date.parse(missing.since), now)}.`,
    ],
    ['Repository', repository],
    ['Stack', stack],
    ['Component type', componentType],
    ['Enabled', enabled ? undefined : 'no'],
    [
      'Orphaned',
      orphanedAt === undefined ? undefined : html`not in the inventory since ${renderTime(orphanedAt, now)}`,
    ],
    ['Schedules', describeSchedules(data, schedules)],
    [
      'Next check',
      nextCheck === undefined || isUnchecked ? undefined : renderTime(Date.parse(nextCheck), now),
    ],
  ]);
}

function renderChanges({ workspaceId, now, changes, isTruncated, state }: InstancePageData): Html {
  if (changes.length === 0 && state !== 'drifted') return html``;
  const rest = isTruncated ? html`<p>The summary of the plan left out some changes.</p>` : '';
  return html`<h2 id="changes">Changes</h2>${renderTable({
    label: 'Changes',
    headings: ['Resource type', 'Action', 'Attributes', 'Changed', 'Resources', 'Since', 'Cause'],
    empty: 'Its plan came without a summary. The action upload-status sends one.',
    rows: changes.map((change) => ({
      id: `change-${change.fingerprint}-${change.origin}`,
      cells: [
        change.type,
        change.action,
        renderAttributes(change.attributes),
        describeOrigin(change.origin),
        String(change.resources),
        renderTime(change.since, now),
        change.ignored === undefined
          ? html`<a href="${causePath(workspaceId, change.causeId)}">${change.causeId}</a>`
          : html`ignored until ${change.ignored.until}: ${change.ignored.reason}`,
      ],
    })),
  })}${rest}`;
}

function renderHistory({ now, results, runs }: InstancePageData): Html {
  return html`<h2 id="results">Results</h2>${renderTable({
    label: 'Results',
    headings: ['Time', 'Status', 'Command', 'Exit code'],
    empty: 'No run has reported a status yet.',
    rows: results.map(({ at, status, command = '', exitCode }, index) => ({
      id: `result-${at}-${index}`,
      cells: [
        renderTime(at, now),
        nameState(status),
        command,
        exitCode === undefined ? '' : String(exitCode),
      ],
    })),
  })}<h2 id="runs">Detections and remediations</h2>${renderTable({
    label: 'Detections and remediations',
    headings: ['Time', 'Batch', 'Activity', 'State', 'Run'],
    empty: 'None recently.',
    rows: runs.map(({ at, batch, activity, state, reason, runUrl }) => ({
      id: `run-${batch}`,
      cells: [
        renderTime(Date.parse(at), now),
        String(batch),
        activity === 'detect' ? 'detection' : 'remediation',
        reason === undefined ? state : `${state}: ${reason}`,
        runUrl === undefined ? '' : renderOutsideLink(runUrl, 'run'),
      ],
    })),
  })}`;
}

function renderBadge(data: InstancePageData): Html {
  const { badge, isAdmin, workspaceId } = data;
  if (badge === undefined || (badge === 'none' && !isAdmin)) return html``;
  const content =
    badge === 'none'
      ? html`<p><a class="button" href="${createBadgePath(workspaceId, data)}">Create a badge…</a></p>`
      : html`<p><img src="${path`/badges/${`${badge.token}.svg`}`}" alt="Drift badge" height="20"></p><p>Everybody who has this address sees the state. For a README:</p><pre tabindex="0">${badge.markdown}</pre>`;
  return html`<h2 id="badge">Badge</h2>${content}`;
}

export function renderCreateBadgePage(data: InstanceRow & { readonly workspaceId: string }): PageContent {
  const { workspaceId, component, stack } = data;
  return {
    title: `Create a badge of ${component} in ${stack}`,
    body: html`<p>A badge is a picture with the drift state, for a README. Everybody who has its address sees the state, without signing in. The address names no stack and no component.</p><form method="post" action="${createBadgePath(workspaceId, data)}"><button>Create the badge</button></form><p><a href="${instancePath(workspaceId, data)}">Back to the instance</a></p>`,
  };
}

export function renderInstancePage(data: InstancePageData): PageContent {
  const { workspaceId, component, stack, repositoryId, isAdmin, checks, state, remediations } = data;
  const canAsk = isAdmin && checks !== undefined && remediableStates.includes(state);
  const remediate = canAsk
    ? html`<p><a class="button danger" href="${remediatePath(workspaceId, data)}">Remediate…</a></p>`
    : '';
  const audit = withQuery(auditPath(workspaceId), { event: 'instance.*', repository: repositoryId });
  return {
    title: `${component} in ${stack}`,
    body: html`${renderInstanceFacts(data)}${renderRemediations(remediations, data)}${remediate}${renderChanges(data)}${renderHistory(data)}${renderBadge(data)}<p><a href="${audit}">Changes of status in the audit log</a></p>`,
  };
}
