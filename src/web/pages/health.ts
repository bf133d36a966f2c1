/** Renders how the server is: what GitHub allows it, what waits, the database, the replicas, and what should be fixed. */
import { type Href, type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { type Fact, renderFacts } from '../parts/facts.ts';
import { findPeak, renderSpark, type SparkValue } from '../parts/spark-chart.ts';
import { renderTable } from '../parts/table.ts';
import { describeDuration, renderTime } from '../parts/time.ts';

export interface ShownBudget {
  /** The account, or the App itself. */
  readonly owner: string;
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  /** `undefined`: the limit was not used since it was reset. */
  readonly resetAt: number | undefined;
  /** Calls that were left in each minute of the last hour, by time. */
  readonly values: readonly SparkValue[];
}

/** Deliveries about repositories of the workspace that arrived in a minute, and those of them that were given up. */
interface ShownMinute {
  readonly at: number;
  readonly taken: number;
  readonly failed: number;
}

interface ShownQueue {
  readonly kind: string;
  readonly waiting: number;
  readonly failed: number;
  readonly oldestMs: number;
  readonly overdueMs: number;
}

interface ShownWebhook {
  readonly name: string;
  readonly host: string;
  readonly state: string;
  readonly waitingEntries: number;
  readonly lostEntries: number;
  /** RFC 3339. */
  readonly lastTry: { readonly at: string; readonly outcome: string; readonly result: string } | undefined;
}

interface ShownFailedDelivery {
  readonly event: string;
  readonly received_at: number;
  readonly problem: string | null;
}

interface ShownReplica {
  readonly id: string;
  readonly version: string;
  readonly startedAt: number;
}

export interface HealthPageData {
  /** By the database's clock, in milliseconds. */
  readonly now: number;
  /** By that of this process. */
  readonly ownNow: number;
  /** What should be fixed, in sentences. */
  readonly findings: readonly string[];
  readonly isBreakerOpen: boolean;
  /** As all replicas know them. */
  readonly budgets: readonly ShownBudget[];
  readonly deliveries: { readonly waiting: number; readonly oldestMs: number };
  /** Of the last hour. A minute without deliveries is left out. */
  readonly minutes: readonly ShownMinute[];
  /** The last one of the workspace that was given up. */
  readonly failedDelivery: ShownFailedDelivery | undefined;
  readonly webhooks: readonly ShownWebhook[];
  readonly queues: readonly ShownQueue[];
  /** How long the first entry that was due had waited, in milliseconds, in each minute of the last hour. */
  readonly overdue: readonly SparkValue[];
  /** Where an admin asks GitHub for a delivery again; `undefined`: the person may not, or nothing is delivered to this server. */
  readonly testHref: Href | undefined;
  readonly engine: 'sqlite' | 'postgres';
  readonly version: string;
  readonly replicas: readonly ShownReplica[];
  readonly ownReplicaId: string;
}

function renderFindings(findings: readonly string[]): Html {
  return findings.length === 0
    ? html`<p><span class="label done">ok</span> Nothing to fix.</p>`
    : html`<ul class="warning">${findings.map((finding) => html`<li>${finding}</li>`)}</ul>`;
}

function describeLeast(values: readonly SparkValue[], now: number): Html | string {
  const least = findPeak(values.map(({ at, value }) => ({ at, value: -value })));
  return least === undefined ? 'none noted' : html`at least ${-least.value}, ${renderTime(least.at, now)}`;
}

function renderBudgets({ budgets, isBreakerOpen, now, ownNow }: HealthPageData): Html {
  const breaker =
    isBreakerOpen &&
    html`<p class="warning">GitHub failed again and again, so this replica asks it only now and then.</p>`;
  return html`${breaker}${renderTable({
    label: 'Rate limits of GitHub',
    headings: ['Account', 'Rate limit', 'Left', 'Resets', 'Left in the last hour'],
    empty: 'No replica has asked GitHub within the last hour.',
    rows: budgets.map(({ owner, resource, limit, remaining, resetAt, values }) => ({
      id: `budget-${owner}-${resource}`,
      cells: [
        owner,
        resource,
        `${remaining} of ${limit}`,
        resetAt === undefined ? 'not in use' : renderTime(resetAt, ownNow),
        html`${renderSpark([{ kind: 'usual', values }], { now, most: limit })} ${describeLeast(values, now)}`,
      ],
    })),
  })}`;
}

/** A minute in numbers beside its chart. */
function renderMinutes({ minutes, now }: HealthPageData): Html | string {
  const taken = minutes.map(({ at, taken: value }) => ({ at, value }));
  const failed = minutes.map(({ at, failed: value }) => ({ at, value }));
  const peak = findPeak(taken);
  if (peak === undefined) return 'none';
  const sum = (values: readonly SparkValue[]) => values.reduce((all, { value }) => all + value, 0);
  const chart = renderSpark(
    [
      { kind: 'usual', values: taken },
      { kind: 'bad', values: failed },
    ],
    { now, most: peak.value },
  );
  return html`${chart} ${sum(taken)} taken, at most ${peak.value} in a minute, ${sum(failed)} given up`;
}

function renderDeliveries(data: HealthPageData): Html {
  const { deliveries, failedDelivery, now, testHref } = data;
  const { waiting, oldestMs } = deliveries;
  const failed =
    failedDelivery === undefined
      ? 'none'
      : html`${failedDelivery.event}, received ${renderTime(failedDelivery.received_at, now)}: ${failedDelivery.problem ?? 'no reason'}`;
  const facts: readonly Fact[] = [
    ['Waiting', waiting === 0 ? 'none' : `${waiting}, the oldest for ${describeDuration(oldestMs)}`],
    ['Last hour', renderMinutes(data)],
    ['Last given up', failed],
  ];
  const test = testHref !== undefined && html`<p><a class="button" href="${testHref}">Test delivery…</a></p>`;
  return html`${renderFacts(facts)}${test}`;
}

function renderWebhooks({ webhooks, now }: HealthPageData): Html {
  return renderTable({
    label: 'Audit webhooks',
    headings: ['Destination', 'State', 'Waiting entries', 'Lost entries', 'Last attempt'],
    empty: 'No destination gets the audit entries of this workspace.',
    rows: webhooks.map(({ name, host, state, waitingEntries, lostEntries, lastTry }) => ({
      id: `webhook-${name}`,
      cells: [
        `${name} (${host})`,
        html`<span class="${state === 'failing' ? 'label bad' : 'label done'}">${state}</span>`,
        String(waitingEntries),
        String(lostEntries),
        lastTry === undefined
          ? 'none'
          : html`${lastTry.outcome} ${renderTime(Date.parse(lastTry.at), now)}: ${lastTry.result}`,
      ],
    })),
  });
}

function renderOverdue({ overdue, now }: HealthPageData): Html | string {
  const peak = findPeak(overdue);
  if (peak === undefined) return 'none noted';
  const chart = renderSpark([{ kind: 'usual', values: overdue }], { now, most: peak.value });
  return peak.value < 1_000
    ? html`${chart} never overdue`
    : html`${chart} overdue for at most ${describeDuration(peak.value)}, ${renderTime(peak.at, now)}`;
}

function renderQueues(data: HealthPageData): Html {
  const showAge = (ms: number) => (ms === 0 ? 'none' : describeDuration(ms));
  return html`${renderFacts([['Last hour', renderOverdue(data)]])}${renderTable({
    label: 'Work',
    headings: ['Kind', 'Entries', 'Oldest', 'Overdue for', 'Given up'],
    empty: 'The queue is empty.',
    rows: data.queues.map(({ kind, waiting, oldestMs, overdueMs, failed }) => ({
      id: `queue-${kind}`,
      cells: [kind, String(waiting), showAge(oldestMs), showAge(overdueMs), String(failed)],
    })),
  })}`;
}

const engines: Readonly<Record<HealthPageData['engine'], string>> = {
  sqlite: 'SQLite, for one process',
  postgres: 'PostgreSQL',
};

function renderServer({ engine, now, ownNow, version, replicas, ownReplicaId }: HealthPageData): Html {
  const skewMs = Math.abs(now - ownNow);
  const facts: readonly Fact[] = [
    ['Version', version],
    ['Database', `${engines[engine]}. It answers and takes writes.`],
    ['Clocks', `The database's clock and that of this replica differ by ${describeDuration(skewMs)}.`],
  ];
  return html`${renderFacts(facts)}${renderTable({
    label: 'Replicas',
    headings: ['Replica', 'Version', 'Started'],
    empty: 'No replica has noted itself yet.',
    rows: replicas.map(({ id, version: own, startedAt }) => ({
      id: `replica-${id}`,
      cells: [
        html`<code>${id}</code>${id === ownReplicaId && html` <span class="label done">this one</span>`}`,
        own,
        renderTime(startedAt, now),
      ],
    })),
  })}`;
}

export function renderHealthPage(data: HealthPageData): PageContent {
  return {
    title: 'Health',
    body: html`<h2 id="findings">Findings</h2>${renderFindings(data.findings)}<h2 id="github">Rate limits of GitHub</h2>${renderBudgets(data)}<h2 id="deliveries">Deliveries of GitHub</h2>${renderDeliveries(data)}<h2 id="webhooks">Audit webhooks</h2>${renderWebhooks(data)}<h2 id="work">Work</h2>${renderQueues(data)}<h2 id="server">Server</h2>${renderServer(data)}`,
  };
}
