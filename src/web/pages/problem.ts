/** Renders why a page is not shown, what to do, and the trace id to ask about. */
import { type Html, html, path, withQuery } from '../html.ts';
import type { PageContent } from '../layout.ts';

export interface ProblemPageData {
  /** HTTP status. */
  readonly status: number;
  /** For people; `undefined`: what the status says by itself. */
  readonly message?: string | undefined;
  readonly traceId: string;
  /** Where the sign-in returns to; `undefined`: signing in would not help. */
  readonly signInTo?: string | undefined;
}

const problemTitles: Readonly<Record<number, string>> = {
  400: 'Request not understood',
  401: 'Sign in',
  403: 'Not allowed',
  404: 'Page not found',
  409: 'Changed meanwhile',
  413: 'Request too large',
  429: 'Too many requests',
  503: 'Not available now',
};
const problemTexts: Readonly<Record<number, string>> = {
  401: 'You are not signed in, or your session has ended.',
  404: 'This address has no page. Check it, or go back to your workspaces.',
};

function renderSignInLink(to: string | undefined): Html | undefined {
  if (to === undefined) return undefined;
  return html`<p><a class="button" href="${withQuery(path`/sign-in`, { to })}">Sign in with GitHub</a></p>`;
}

export function renderProblemPage({ status, message, traceId, signInTo }: ProblemPageData): PageContent {
  const text = message ?? problemTexts[status] ?? 'The page could not be made.';
  return {
    title: problemTitles[status] ?? 'Something failed',
    body: html`<p>${text}</p>${renderSignInLink(signInTo)}<p><a href="${path`/w`}">Workspaces</a></p><p class="trace">Trace id: <code>${traceId}</code></p>`,
  };
}
