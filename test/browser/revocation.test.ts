/** A token of a job is revoked in Chromium: with keys alone, with scripts and without. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeChromium } from '../support/chromium.ts';
import { launchChromium } from '../support/find-chromium.ts';
import { type PageScene, startPageScene } from '../support/page-scene.ts';

describeChromium('revocation', () => {
  let scene: PageScene;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
    scene = await startPageScene({
      ...{ replicas: 1, isReachable: true },
      environment: { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('base64') },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.[Symbol.asyncDispose]();
  });

  test.each([true, false])(
    'an admin revokes a token of a job with keys alone, scripts: %s',
    async (hasScripts) => {
      const { token, sha256 } = await scene.mint();
      const baseURL = scene.server.config.publicUrl;
      const context = await browser.newContext({ baseURL, javaScriptEnabled: hasScripts });
      const page = await context.newPage();
      await page.goto('/sign-in?to=/w/ws_acme/tokens');
      await page.getByRole('button', { name: 'Sign in as adam' }).click();
      await page.getByRole('link', { name: `Revoke token ${sha256.slice(0, 12)}…` }).press('Enter');
      await page.waitForURL(`**/github/${sha256}/revoke`);
      await page.getByLabel('Reason').focus();
      await page.keyboard.type('in a log');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/tokens');
      expect(await page.locator(`#token-${sha256.slice(0, 12)}`).textContent()).toContain('revoked');
      expect(scene.simulator.world.tokens.get(token)?.revoked).toBe(true);
      await context.close();
    },
  );
});
