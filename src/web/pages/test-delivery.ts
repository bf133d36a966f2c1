/** Renders the test of the way from GitHub to the server: which delivery GitHub sends again, and what came of it. */
import { healthPath, testDeliveryPath } from '../addresses.ts';
import { type Href, type Html, html } from '../html.ts';
import type { PageContent } from '../layout.ts';
import { type Fact, renderFacts } from '../parts/facts.ts';
import { renderHidden } from '../parts/form.ts';
import { renderTime } from '../parts/time.ts';

export interface ShownAttempt {
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  /** Name of the repository. */
  readonly repository: string;
  readonly deliveredAt: number;
  readonly statusCode: number;
  readonly outcome: string;
}

/** What GitHub was asked for, and the attempt that it made since; `attempt` is `undefined` until GitHub lists it. */
export interface AskedAttempt {
  readonly attempt: ShownAttempt | undefined;
  /** Of this page. */
  readonly again: Href;
}

export interface TestDeliveryPageData {
  readonly workspaceId: string;
  readonly now: number;
  /** `undefined`: GitHub lists none about the workspace. */
  readonly newest: ShownAttempt | undefined;
  readonly asked: AskedAttempt | undefined;
}

function isTaken({ statusCode }: ShownAttempt): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function renderAttempt(attempt: ShownAttempt, now: number): Html {
  const { guid, event, action, repository, deliveredAt, statusCode, outcome } = attempt;
  const facts: readonly Fact[] = [
    ['Event', action === undefined ? event : `${event} (${action})`],
    ['Repository', repository],
    ['Sent', renderTime(deliveredAt, now)],
    [
      'Answer',
      html`<span class="${isTaken(attempt) ? 'label done' : 'label bad'}">${statusCode}</span> ${outcome}`,
    ],
    ['GUID', html`<code>${guid}</code>`],
  ];
  return renderFacts(facts);
}

function renderAsked({ attempt, again }: AskedAttempt, now: number): Html {
  if (attempt === undefined)
    return html`<p role="status">GitHub took the request, and does not list the attempt yet. <a href="${again}">Check again</a></p>`;
  const result = isTaken(attempt)
    ? html`<p role="status"><span class="label done">arrived</span> The delivery arrived, and the server took it.</p>`
    : html`<p role="status" class="warning">The delivery did not arrive, or the server refused it. Check the URL and the secret of the App’s webhook, and what is between GitHub and the server.</p>`;
  return html`${result}${renderAttempt(attempt, now)}`;
}

export function renderTestDeliveryPage({
  workspaceId,
  now,
  newest,
  asked,
}: TestDeliveryPageData): PageContent {
  const form =
    newest === undefined
      ? html`<p class="empty">Among its newest 100 deliveries, GitHub lists none about a repository of this workspace. Comment on a pull request, and open this page again.</p>`
      : html`${renderAttempt(newest, now)}<p>GitHub sends it once more. The server knows it already, so nothing happens twice. If the server missed it, it is applied now.</p><form method="post" action="${testDeliveryPath(workspaceId)}">${renderHidden('delivery', newest.id)}<button>Send it again</button></form>`;
  return {
    title: 'Test delivery',
    body: html`${asked && html`<h2 id="result">Result</h2>${renderAsked(asked, now)}`}<h2 id="newest">Newest delivery</h2>${form}<p><a href="${healthPath(workspaceId)}">Back to the health</a></p>`,
  };
}
