/**
 * Takes the pictures of the dashboard in `docs/pictures`, in Chromium, of a server with data that tests use too.
 *
 * Usage: `npm run docs:pictures`, after a change of the pages. Needs Chromium on the PATH.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { insertBatch, mixedNodes } from '../test/support/batch-rows.ts';
import { fillDrift, insertInstances } from '../test/support/drift-rows.ts';
import { launchChromium } from '../test/support/find-chromium.ts';
import { startPageScene } from '../test/support/page-scene.ts';

const folder = resolve(import.meta.dirname, '../docs/pictures');
const screen = { width: 1_000, height: 560 } as const;

async function takePictures(): Promise<void> {
  await using scene = await startPageScene({ replicas: 1, isReachable: true });
  const { db } = scene.server.database;
  await scene.takeLocks(['prod/vpc', 'prod/eks', 'dev/dns']);
  const cause = await fillDrift(db);
  const stacks = ['dev', 'prod', 'staging'];
  await insertInstances(
    db,
    ['alb', 'ecr', 'sns', 'sqs'].flatMap((component) =>
      stacks.map((stack) => ({ stack, component, status: 'in_sync' })),
    ),
  );
  const batch = await insertBatch(scene.server, { nodes: mixedNodes });
  const pictures = {
    locks: '/w/ws_acme/locks',
    instances: '/w/ws_acme/instances',
    instance: '/w/ws_acme/instances/1001/prod/net/vpc',
    cause: `/w/ws_acme/causes/${cause}`,
    batch: `/w/ws_acme/batches/${batch}`,
  };
  const browser = await launchChromium();
  try {
    const { publicUrl: baseURL } = scene.server.config;
    const page = await browser.newPage({ baseURL, viewport: screen, colorScheme: 'light' });
    await page.goto('/sign-in?to=/w');
    await page.getByRole('button', { name: 'Sign in as olga' }).click();
    await page.waitForURL('**/w');
    mkdirSync(folder, { recursive: true });
    for (const [name, path] of Object.entries(pictures)) {
      await page.goto(path);
      await page.screenshot({ path: resolve(folder, `${name}.png`) });
    }
  } finally {
    await browser.close();
  }
}

if (import.meta.main) await takePictures();
