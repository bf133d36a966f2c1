/** An admin drafts a policy and has the GitHub App propose it, in Chromium. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeChromium } from '../support/chromium.ts';
import { launchChromium } from '../support/find-chromium.ts';
import { type PageScene, startPageScene } from '../support/page-scene.ts';
import { proposedPulls, proposingSeed, proposingWorkspaces } from '../support/proposal-scene.ts';

describeChromium('a proposed policy', () => {
  let scene: PageScene;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    const config = { workspaces: proposingWorkspaces };
    scene = await startPageScene({ replicas: 1, isReachable: true, seed: proposingSeed, config });
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.[Symbol.asyncDispose]();
  });

  test.each([
    ['with scripts', true],
    ['without scripts', false],
  ])('an admin has the App propose a policy, %s', async (name, javaScriptEnabled) => {
    const baseURL = scene.server.config.publicUrl;
    await using context = await browser.newContext({ baseURL, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto('/sign-in?to=/w/ws_acme/access/1002');
    await page.getByRole('button', { name: 'Sign in as adam' }).click();
    await page.getByRole('link', { name: 'Draft a policy…' }).click();
    await page.getByLabel('Policy').fill(name.replace(' ', '-'));
    await page.getByLabel('Repository whose jobs to allow').fill('acme/infra');
    await page.getByLabel('Branch').fill('main');
    await page.getByRole('button', { name: 'Draft' }).click();
    await page.getByRole('link', { name: 'Propose as a pull request…' }).click();
    expect(await page.locator('main pre').textContent()).toContain('repository: "acme/infra"');
    await page.getByRole('button', { name: 'Propose as a pull request' }).click();
    await page.getByRole('heading', { name: 'Policy proposed for acme/modules' }).waitFor();
    const last = proposedPulls(scene).at(-1);
    expect(last?.title).toBe(`Add the trust policy ${name.replace(' ', '-')}`);
    expect(await page.locator('main').textContent()).toContain(`Pull request #${last?.number}`);
  });
});
