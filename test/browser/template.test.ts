/** Templates in Chromium's own parser: whatever text a page shows, it stays the text of a node or of an attribute. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { html, path, withQuery } from '../../src/web/html.ts';
import type { PageContent } from '../../src/web/layout.ts';
import { renderAuditPage } from '../../src/web/pages/audit.ts';
import { renderDraftPolicyPage } from '../../src/web/pages/draft-policy.ts';
import { renderProposedPolicyPage, renderProposePolicyPage } from '../../src/web/pages/propose-policy.ts';
import { renderTokensPage } from '../../src/web/pages/tokens.ts';
import { renderTryJobPage } from '../../src/web/pages/try-job.ts';
import { renderTextField } from '../../src/web/parts/form.ts';
import { renderTable } from '../../src/web/parts/table.ts';
import { describeChromium } from '../support/chromium.ts';
import { launchChromium } from '../support/find-chromium.ts';

const samples = 400;
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'onfocus='alert(1)",
  '</textarea></pre></title><svg onload=alert(1)>',
  '<!--',
  '--!><b>',
  ']]>',
  '&lt;b&gt;&amp;#60;',
  'javascript:alert(1)',
  '\u2028<b>\u0000<i>',
];

/** Text of any code points; the first has one that no template treats in a special way. */
const texts = (): readonly string[] => [
  ...hostile.map((text) => `x${text}`),
  ...fc
    .sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), { numRuns: samples, seed: 7 })
    .map((text) => `x${text}`),
];

/** As a parser of HTML reads them: it drops NUL from text, and replaces it in attributes. */
const inText = (text: string) => text.replaceAll('\0', '');
const inAttribute = (text: string) => text.replaceAll('\0', '\uFFFD');

interface Parsed {
  readonly text: string;
  readonly title: string;
  readonly value: string;
  readonly cell: string;
  readonly elements: number;
}

/** Real pages with a text in each place that users decide. */
const pages: readonly (readonly [string, (text: string) => PageContent])[] = [
  [
    'audit log',
    (text) =>
      renderAuditPage({
        ...{ workspaceId: text, now: 1, filter: { actor: text }, next: 1, searchedDownTo: undefined },
        ...{ newer: 2, sealedAt: undefined, problem: undefined, mayDownload: true },
        entries: [
          {
            ...{ id: 1, at: 1, event: text, outcome: 'denied', actor: text, repository: text, traceId: text },
            details: { reason: text, deep: [{ [text]: text }] },
          },
        ],
      }),
  ],
  [
    'tried job',
    (text) =>
      renderTryJobPage({
        ...{ workspaceId: text, repositoryId: text, repository: text, policyName: text, problem: text },
        claims: { repository: text, ref: text, environment: text, sub: text },
        result: {
          outcome: { status: 'excluded', reason: 'trust_policy_denied', explanation: text },
          rules: [],
          obstacle: { tag: text, message: text },
        },
      }),
  ],
  [
    'draft of a policy',
    (text) =>
      renderDraftPolicyPage({
        ...{ workspaceId: text, repositoryId: text, repository: text, policyName: 'x', problem: text },
        values: { repository: text, branch: text },
        draft: {
          ...{ text, rule: { rule: 1, line: 1, who: text, what: text }, findings: [], command: text },
          ...{ newFileUrl: `https://github.com/${encodeURIComponent(text)}`, editUrl: undefined },
        },
        proposeHref: path`/${text}`,
      }),
  ],
  [
    'policy to propose',
    (text) =>
      renderProposePolicyPage({
        ...{ repository: text, branch: text, login: text, action: path`/${text}`, back: path`/${text}` },
        file: {
          ...{ name: text, path: text, text, diff: text, digest: text, branch: text, isNew: false },
          ...{ rule: { rule: 1, line: 1, who: text, what: text }, findings: [] },
        },
      }),
  ],
  [
    'proposed policy',
    (text) =>
      renderProposedPolicyPage({
        ...{ workspaceId: text, repositoryId: text, repository: text, number: 1, path: text },
        ...{ url: `https://github.com/${encodeURIComponent(text)}`, who: text, what: text, proposer: text },
        ...{ at: 1, now: 2 },
      }),
  ],
  [
    'tokens',
    (text) =>
      renderTokensPage({
        ...{ workspaceId: text, now: 1, next: 1, sessions: [], replicaId: text },
        ...{ isRevocable: true, mayRevoke: true, moreOwnTokens: 1 },
        ownTokens: [{ sha256: text, purpose: text, target: text, permissions: {}, expiresAt: 2 }],
        people: [{ person: { id: text, login: text }, role: 'owner', sessions: 1, usedAt: 1 }],
        tokens: [
          {
            ...{
              sha256: text,
              owner: text,
              repositories: [text],
              permissions: { [text]: text },
              expiresAt: 2,
            },
            ...{ entryId: 1, repository: text, runId: text, actor: text },
            ...{ state: 'key_missing', keyId: text, endedAt: undefined },
          },
        ],
      }),
  ],
];

describeChromium('templates', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await (await browser.newContext()).newPage();
  });
  afterAll(async () => browser?.close());

  test('any text comes back as the same text and the same attribute', async () => {
    const all = texts();
    const documents = all.map((text) =>
      String(
        html`<main><p title="${text}">${text}</p><a href="${withQuery(path`/w/${text}`, { q: text })}">a</a>${renderTextField({ name: 'n', label: 'l', value: text, maxLength: 1 })}${renderTable({ label: text, headings: ['h'], empty: text, rows: [{ id: text, cells: [text] }] })}</main>`,
      ),
    );
    const parsed: readonly Parsed[] = await page.evaluate((sources: readonly string[]) => {
      const { DOMParser } = globalThis as unknown as { DOMParser: new () => HtmlParser };
      return sources.map((source) => {
        const found = new DOMParser().parseFromString(source, 'text/html');
        const one = (selector: string) => found.querySelector(selector);
        return {
          text: one('p')?.textContent ?? '',
          title: one('p')?.getAttribute('title') ?? '',
          value: one('input')?.getAttribute('value') ?? '',
          cell: one('td')?.textContent ?? '',
          elements: found.querySelectorAll('main *').length,
        };
      });
    }, documents);
    const elements = parsed[0]?.elements;
    expect(parsed).toEqual(
      all.map((text) => ({
        ...{
          text: inText(text),
          title: inAttribute(text),
          value: inAttribute(text),
          cell: inText(text),
          elements,
        },
      })),
    );
  });

  test.each(pages)(
    'whatever users write, the elements of the page are the same: %s',
    async (_name, render) => {
      const documents = ['x', ...texts()].map((text) => String(render(text).body));
      const skeletons: readonly string[] = await page.evaluate((sources: readonly string[]) => {
        const { DOMParser } = globalThis as unknown as { DOMParser: new () => HtmlParser };
        return sources.map((source) => {
          const found = new DOMParser().parseFromString(source, 'text/html');
          return [...found.querySelectorAll('*')]
            .map((element) => `${element.tagName} ${element.getAttributeNames().join(' ')}`)
            .join('\n');
        });
      }, documents);
      expect(new Set(skeletons).size).toBe(1);
      expect(skeletons[0]).not.toMatch(/SCRIPT|\bon[a-z]+|srcdoc|style/);
    },
  );
});

interface HtmlElementView {
  readonly textContent: string | null;
  readonly tagName: string;
  getAttribute(name: string): string | null;
  getAttributeNames(): readonly string[];
}

interface HtmlParser {
  parseFromString(
    text: string,
    type: 'text/html',
  ): {
    querySelector(selector: string): HtmlElementView | null;
    querySelectorAll(selector: string): Iterable<HtmlElementView> & { readonly length: number };
  };
}
