/** Each page in Chromium: with keys alone, on a narrow screen, in both color schemes, without scripts, and under its own security policy. */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { insertBatch, mixedNodes, type NodeRow } from '../support/batch-rows.ts';
import { isFocused, scrolledTo } from '../support/browser-nodes.ts';
import { describeChromium } from '../support/chromium.ts';
import { fillDrift } from '../support/drift-rows.ts';
import { launchChromium } from '../support/find-chromium.ts';
import { type PageScene, startPageScene } from '../support/page-scene.ts';
import { proposePolicy, proposingSeed, proposingWorkspaces } from '../support/proposal-scene.ts';
import { sentDelivery } from '../support/sent-delivery.ts';
import { until } from '../support/until.ts';
import { placeVisits } from './visits.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** As many as are drawn one by one. */
const graphNodes: readonly NodeRow[] = Array.from({ length: 200 }, (_, number) => ({
  ...{ stack: `stack-${number % 5}`, component: `component-${number}`, state: 'waiting' as const },
  parents: number < 40 ? [] : [number - 40],
}));
const largeNodes: readonly NodeRow[] = Array.from({ length: 300 }, (_, number) => ({
  ...{ stack: `stack-${number % 10}`, component: `component-${Math.floor(number / 10)}` },
  ...{ state: 'succeeded' as const, parents: number < 10 ? [] : [number - 10] },
}));

describeChromium('the dashboard', () => {
  let scene: PageScene;
  let browser: Browser;
  /** What browsers reported since the last test: blocked by the policy, or an error of a script. */
  const reports: string[] = [];
  let visits: ReturnType<typeof placeVisits>;
  const contexts: BrowserContext[] = [];

  async function openAs(login: string | undefined, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ baseURL: scene.server.config.publicUrl, ...options });
    contexts.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') reports.push(message.text());
    });
    page.on('pageerror', (error) => reports.push(String(error)));
    if (login === undefined) return page;
    await page.goto('/sign-in?to=/w');
    await page.getByRole('button', { name: `Sign in as ${login}` }).click();
    await page.waitForURL('**/w');
    return page;
  }

  beforeAll(async () => {
    browser = await launchChromium();
    scene = await startPageScene({
      ...{ replicas: 1, isReachable: true, seed: proposingSeed },
      config: { workspaces: proposingWorkspaces },
      environment: {
        ATMOS_PRO_TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        ATMOS_PRO_GITHUB_WEBHOOK_SECRET: 'a'.repeat(32),
      },
    });
    scene.simulator.world.deliveries.push(sentDelivery(scene.simulator.world));
    await scene.takeLocks(['prod/vpc', 'prod/eks']);
    const [entry] = await scene.server.store.audit.list({ workspaceId: 'ws_acme' });
    const held = await insertBatch(scene.server, {
      ...{ nodes: [{ stack: 'prod', component: 'vpc', state: 'waiting' }], subject: 'pr/7' },
      ...{ state: 'held', heldBy: 'blast_radius' },
    });
    const batch = await insertBatch(scene.server, { nodes: mixedNodes });
    const large = await insertBatch(scene.server, { nodes: largeNodes, subject: 'pr/13' });
    const cause = await fillDrift(scene.server.database.db);
    await scene.signIn('olga');
    const [session] = await scene.server.database.db.selectFrom('web_sessions').select('id_hash').execute();
    const { sha256: token } = await scene.mint();
    await proposePolicy(await scene.signIn('adam'), { policy: 'first', repository: 'acme/infra' });
    visits = placeVisits({
      ...{ entry: entry?.id ?? 0, batch, held, large, cause, token },
      session: session?.id_hash.slice(0, 16) ?? '',
    });
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    expect(reports.splice(0)).toEqual([]);
  });

  test('a person signs in on the way to a page, and signs out', async () => {
    const page = await openAs(undefined);
    await page.goto('/');
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('button', { name: 'Sign in as adam' }).click();
    await page.getByRole('link', { name: 'Acme' }).click();
    await page.getByRole('link', { name: 'adam' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.goto('/w');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sign in');
    // The answer itself is a failed request to the console.
    expect(reports.splice(0).every((report) => report.includes('401'))).toBe(true);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing on any page in %s', async (colorScheme) => {
    const page = await openAs('olga', { colorScheme });
    for (const { path } of [...visits, { path: '/' }, { path: '/docs' }, { path: '/docs?q=lock' }]) {
      await page.goto(path);
      await page.evaluate(axeSource);
      const found = await page.evaluate(async () => {
        const { violations } = await (
          globalThis as unknown as { axe: { run(): Promise<AxeResult> } }
        ).axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
      expect({ path, found }).toEqual({ path, found: [] });
    }
  });

  test('no page is wider than a screen of 320 pixels', async () => {
    const page = await openAs('olga', { viewport: { width: 320, height: 640 } });
    for (const { path } of [...visits, { path: '/' }, { path: '/docs' }, { path: '/docs?q=lock' }]) {
      await page.goto(path);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect({ path, width }).toEqual({ path, width: 320 });
    }
  });

  test('keys alone reach everything, in the order of the page, and the first one skips to the content', async () => {
    const page = await openAs('olga');
    // The first view of each page: others have hundreds of the same links.
    const first = new Map(visits.toReversed().map((visit) => [visit.pattern, visit.path]));
    for (const path of first.values()) {
      await page.goto(path);
      // What is folded is reached once it is unfolded.
      const reachable = page
        .locator('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')
        .filter({ visible: true });
      for (const [index, element] of (await reachable.elementHandles()).entries()) {
        await page.keyboard.press('Tab');
        const isNext = await element.evaluate(isFocused);
        expect({ path, index, isNext }).toEqual({ path, index, isNext: true });
      }
    }
    await page.goto('/w/ws_acme/locks');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  test('an admin frees a lock with keys alone', async () => {
    await scene.takeLocks(['keys/only']);
    const page = await openAs('adam');
    await page.goto('/w/ws_acme/locks?prefix=keys/');
    await page.getByRole('link', { name: 'Free… acme/infra/keys/only' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/free/1001/keys/only');
    await page.getByLabel('Reason').focus();
    await page.keyboard.type('the run is gone');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/locks/1001/keys/only');
    expect(await page.locator('main').textContent()).toContain('Freed by another caller');
  });

  test('an admin filters instances by a chip, and remediates one, with keys alone', async () => {
    const page = await openAs('adam');
    await page.goto('/w/ws_acme/instances');
    await page.getByRole('link', { name: /^error / }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/instances?state=error');
    await page.getByRole('link', { name: 'rds' }).press('Enter');
    await page.getByRole('link', { name: 'Remediate…' }).press('Enter');
    await page.getByLabel('Reason').focus();
    await page.keyboard.type('the plan failed');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/instances/1001/prod/rds');
    expect(await page.locator('main').textContent()).toContain('remediating');
  });

  test('the API reference is searched without scripts, and an operation unfolds with a key', async () => {
    const page = await openAs(undefined, { javaScriptEnabled: false });
    await page.goto('/');
    await page.getByRole('link', { name: 'API reference' }).click();
    await page.getByLabel('Search').fill('lockMessage');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/docs?q=lockMessage');
    await page.locator('summary').first().press('Enter');
    expect(await page.locator('details[open]').count()).toBe(1);
  });

  test('without scripts every page is there, and a lock is freed', async () => {
    await scene.takeLocks(['no/script']);
    const page = await openAs('olga', { javaScriptEnabled: false });
    for (const { path } of visits) {
      const answer = await page.goto(path);
      expect({ path, status: answer?.status() }).toEqual({ path, status: 200 });
    }
    await page.goto('/w/ws_acme/free/1001/no/script');
    await page.getByLabel('Reason').fill('stuck');
    await page.getByRole('button', { name: 'Free the lock' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('acme/infra/no/script');
  });

  test('a change is shown at once, and keeps focus, typed text and what is unfolded', async () => {
    const page = await openAs('mona');
    await page.goto('/w/ws_acme/locks');
    const field = page.getByLabel('Repository');
    await field.focus();
    await page.keyboard.type('half typed');
    await scene.takeLocks(['live/update']);
    await page.getByRole('link', { name: 'acme/infra/live/update' }).waitFor();
    expect(await field.inputValue()).toBe('half typed');
    expect(await field.evaluate(isFocused)).toBe(true);
    expect(await page.locator('#live').textContent()).toBe('');
  });

  test('a graph shows a change of state at once, and keeps focus and the place that was scrolled to', async () => {
    const id = await insertBatch(scene.server, { nodes: graphNodes, subject: 'pr/30' });
    const page = await openAs('mona', { viewport: { width: 500, height: 500 } });
    await page.goto(`/w/ws_acme/batches/${id}`);
    const box = page.locator('#n-100');
    expect(await box.getAttribute('class')).toBe('box idle');
    await box.focus();
    const [left, top] = await page.locator('.graph').evaluate(scrolledTo);
    expect((left ?? 0) + (top ?? 0)).toBeGreaterThan(0);
    const { db } = scene.server.database;
    const start = async (number: number) => {
      const rows = db.updateTable('batch_nodes').set({ state: 'running' }).where('batch_id', '=', id);
      await rows.where('number', '=', number).execute();
      await db.updateTable('batches').set({ updated_at: Date.now() }).where('id', '=', id).execute();
    };
    await start(100);
    await page.locator('#n-100.run').waitFor();
    expect(await box.textContent()).toContain('running');
    expect(await box.evaluate(isFocused)).toBe(true);
    expect(await page.locator('.graph').evaluate(scrolledTo)).toEqual([left, top]);
    // What has the focus is updated too.
    await page.locator('.graph').focus();
    await start(101);
    await page.locator('#n-101.run').waitFor();
    expect(await page.locator('.graph').evaluate(isFocused)).toBe(true);
    expect(await page.locator('#live').textContent()).toBe('');
  });

  test('an admin retries a batch with keys alone', async () => {
    const id = await insertBatch(scene.server, { nodes: mixedNodes, subject: 'pr/31' });
    const page = await openAs('adam');
    await page.goto(`/w/ws_acme/batches/${id}`);
    await page.getByRole('link', { name: 'Retry… eks in prod' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/retry?deployment=1');
    await page.getByLabel('Reason').focus();
    await page.keyboard.type('quota raised');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/batches/${id}`);
    expect(await page.locator('#commands').textContent()).toContain('adam');
  });

  test('without scripts a stack of a large batch is opened, and a held batch is released', async () => {
    const id = await insertBatch(scene.server, { nodes: largeNodes, subject: 'pr/32' });
    const held = await insertBatch(scene.server, {
      ...{ nodes: [{ stack: 'prod', component: 'vpc', state: 'ready' }], subject: 'pr/33' },
      ...{ state: 'held', heldBy: 'blast_radius' },
    });
    const page = await openAs('adam', { javaScriptEnabled: false });
    await page.goto(`/w/ws_acme/batches/${id}`);
    await page.locator('a.box', { hasText: 'stack-3 (' }).click();
    expect(await page.getByRole('heading', { name: 'Deployments of stack-3' }).count()).toBe(1);
    await page.locator('a.box', { hasText: 'component-7' }).click();
    expect(await page.locator('tr:target').textContent()).toContain('component-7 in stack-3');
    await page.goto(`/w/ws_acme/batches/${held}`);
    await page.getByRole('link', { name: 'Release this batch…' }).click();
    await page.getByLabel('Reason').fill('reviewed');
    await page.getByRole('button', { name: 'Release the batch' }).click();
    expect(await page.locator('#commands').textContent()).toContain('done');
  });

  test('a form of another site is refused, and its page cannot show or read the dashboard', async () => {
    const page = await openAs('adam');
    const { url } = scene.server;
    const target = `${url}/w/ws_acme/free/1001/prod/vpc`;
    await page.route('http://evil.example/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${url}/w"></iframe><form method="post" action="${target}"><input name="id" value="x"><input name="reason" value="x"><button>go</button></form>`,
      }),
    );
    await page.goto('http://evil.example/');
    expect(page.frames().map((frame) => frame.url())).toEqual([
      'http://evil.example/',
      'chrome-error://chromewebdata/',
    ]);
    const answered = page.waitForResponse((response) => response.url() === target);
    await page.getByRole('button', { name: 'go' }).click();
    expect((await answered).status()).toBe(403);
    // The answers are failed requests to the console, which hears of them later.
    await until(() => reports.some((report) => report.includes('403')));
    reports.splice(0);
  });

  test('a page holds no text that a script could be made of', async () => {
    const page = await openAs('mona');
    await page.goto('/w/ws_acme/locks');
    const blocked = await page.evaluate(() => {
      const outcomes: string[] = [];
      const attempt = (work: () => void) => {
        try {
          work();
          outcomes.push('done');
        } catch {
          outcomes.push('blocked');
        }
      };
      const { document } = globalThis as unknown as {
        document: { body: { innerHTML: string }; createElement(name: string): { text: string } };
      };
      attempt(() => {
        document.body.innerHTML = '<b>x</b>';
      });
      attempt(() => {
        document.createElement('script').text = 'alert(1)';
      });
      return outcomes;
    });
    expect(blocked).toEqual(['blocked', 'blocked']);
    reports.splice(0);
  });
});

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
