/** The page of a large batch: the layout of its graph, and the time to its first paint in Chromium, next to that of a page of 100 locks. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { layoutGraph } from '../../src/web/graph/layout-graph.ts';
import { insertBatch, type NodeRow } from '../../test/support/batch-rows.ts';
import { launchChromium } from '../../test/support/find-chromium.ts';
import { type PageScene, startPageScene } from '../../test/support/page-scene.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const size = 2_000;
const stacks = 40;
const locks = 100;
const rounds = 15;
const layoutRounds = 20;
const paintPauseMs = 5;
/** Layers of the graphs that are laid out. */
const depths = [2, 5, 10, 50] as const;

/** Equal at each run. */
function createRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** 1.6 edges a node, most of them to the next layer. */
function edgesOf(depth: number) {
  const random = createRandom();
  const perLayer = size / depth;
  return Array.from({ length: size * 1.6 }, () => {
    const from = Math.floor(random() * (size - perLayer));
    const skipped = random() < 0.8 ? 1 : 2 + Math.floor(random() * 3);
    const layer = Math.min(depth - 1, Math.floor(from / perLayer) + skipped);
    return { from, to: Math.floor((layer + random()) * perLayer) };
  });
}

function measureLayout(depth: number) {
  const edges = edgesOf(depth);
  const sample: number[] = [];
  for (let round = -2; round < layoutRounds; round += 1) {
    const before = performance.now();
    layoutGraph(size, edges);
    if (round >= 0) sample.push(performance.now() - before);
  }
  return { depth, ...summarize(sample) };
}

const nodes: readonly NodeRow[] = Array.from({ length: size }, (_, number) => ({
  stack: `plat-ue2-${number % stacks}`,
  component: `component-${Math.floor(number / stacks)}`,
  state: number % 50 === 49 ? 'failed' : 'succeeded',
  parents: [number - stacks, number - 3 * stacks - 1].filter((parent) => parent >= 0),
  planned: Math.floor(number / stacks),
}));

async function startLoaded(): Promise<{ readonly scene: PageScene; readonly batch: number }> {
  const scene = await startPageScene({ replicas: 1, isReachable: true });
  for (let start = 0; start < locks; start += 20)
    await scene.takeLocks(
      Array.from({ length: 20 }, (_, index) => `plat-ue2-prod/component-${start + index}`),
    );
  return { scene, batch: await insertBatch(scene.server, { nodes }) };
}

async function signIn(browser: Browser, { server }: PageScene): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: server.config.publicUrl });
  const page = await context.newPage();
  await page.goto('/sign-in?to=/w');
  await page.getByRole('button', { name: 'Sign in as mona' }).click();
  await page.waitForURL('**/w');
  await page.close();
  return context;
}

/** Milliseconds from the start of the navigation. Runs in the browser. */
function readFirstPaint(): number {
  const { performance: clock } = globalThis as unknown as {
    readonly performance: {
      getEntriesByName(name: string): readonly { readonly startTime: number }[];
    };
  };
  return clock.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
}

async function measurePaint(page: Page, path: string): Promise<number> {
  await page.goto(path);
  // `waitForFunction` evaluates texts, which the pages' content security policy forbids.
  for (;;) {
    const paint = await page.evaluate(readFirstPaint);
    if (!Number.isNaN(paint)) return paint;
    await pause(paintPauseMs);
  }
}

interface Painted {
  readonly page: string;
  readonly path: string;
  readonly sample: number[];
}

async function measurePages(): Promise<readonly Painted[]> {
  const { scene, batch } = await startLoaded();
  const browser = await launchChromium();
  try {
    const context = await signIn(browser, scene);
    const pages: readonly Painted[] = [
      { page: `${locks} locks`, path: '/w/ws_acme/locks', sample: [] },
      { page: `batch of ${size}, grouped`, path: `/w/ws_acme/batches/${batch}`, sample: [] },
      {
        ...{ page: 'a stack of it, opened', sample: [] },
        path: `/w/ws_acme/batches/${batch}?stack=plat-ue2-7`,
      },
    ];
    // In turns, so that other work on the machine slows all alike.
    for (let round = -1; round < rounds; round += 1) {
      for (const { path, sample } of pages) {
        const page = await context.newPage();
        const painted = await measurePaint(page, path);
        if (round >= 0) sample.push(painted);
        await page.close();
      }
    }
    return pages;
  } finally {
    await browser.close();
    await scene[Symbol.asyncDispose]();
  }
}

export const pages: Section = {
  name: 'pages',
  async measure() {
    const laidOut = depths.map(measureLayout);
    const painted = (await measurePages()).map(({ page, sample }) => ({ page, ...summarize(sample) }));
    const [plain, grouped] = painted;
    return {
      title: 'Pages of a large batch',
      method: `${layoutRounds} layouts of ${size} nodes for each depth; ${rounds} loads of each page in Chromium, in turns, on SQLite. Server and browser share the machine.`,
      rows: [
        ...laidOut.map(({ depth, median, p99 }) => ({
          what: `layout, ${depth} layers`,
          'median, ms': median.toFixed(0),
          'p99, ms': p99.toFixed(0),
        })),
        ...painted.map(({ page, median, p99 }) => ({
          what: `first paint, ${page}`,
          'median, ms': median.toFixed(0),
          'p99, ms': p99.toFixed(0),
        })),
      ],
      targets: [
        {
          what: `layout of ${size} nodes, p99`,
          limit: 500,
          measured: Math.max(...laidOut.map(({ p99 }) => p99)),
          unit: 'ms',
        },
        {
          what: `first paint of the grouped page, over that of ${locks} locks`,
          limit: 3,
          measured: (grouped?.median ?? Number.NaN) / (plain?.median ?? Number.NaN),
          unit: 'times',
        },
      ],
    };
  },
};
