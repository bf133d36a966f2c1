/** How much a browser loads, compressed, and how long the server takes for a page of a long log. */
import { expect, test } from '@jest/globals';
import { startPageScene } from '../../support/page-scene.ts';

const maxPageBytes = 10_000;
const maxScriptBytes = 8_000;

async function weigh(url: string, encodings: string): Promise<number> {
  const answer = await fetch(url, { headers: { 'accept-encoding': encodings } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toContain('immutable');
  await answer.text();
  return Number(answer.headers.get('content-length'));
}

test('a page with 100 locks and everything that it loads is small, whichever compression the browser has', async () => {
  await using scene = await startPageScene({ replicas: 1 });
  for (let start = 0; start < 100; start += 20)
    await scene.takeLocks(
      Array.from({ length: 20 }, (_, index) => `plat-ue2-prod/component-${start + index}`),
    );
  const browser = await scene.signIn('adam');
  const page = await browser.get('/w/ws_acme/locks', { 'accept-encoding': 'br, gzip' });
  const text = await page.text();
  expect(text.match(/<tr id="lock-/g)).toHaveLength(100);
  const assets = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(assets).toHaveLength(4);
  for (const encodings of ['br, gzip', 'gzip']) {
    const weights = await Promise.all(assets.map((path) => weigh(scene.server.url + path, encodings)));
    const all = weights.reduce((sum, weight) => sum + weight, Number(page.headers.get('content-length')));
    const scripts = assets.flatMap((path, index) => (path.endsWith('.js') ? [weights[index] ?? 0] : []));
    expect(all).toBeLessThanOrEqual(maxPageBytes);
    expect(scripts.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(maxScriptBytes);
  }
});
