/** What the admin routes show of a history is what the tables hold, page by page. */
import { expect, test } from '@jest/globals';
import type { Records } from './evidence.ts';
import { calm, play } from './history.ts';
import type { HistoryEvent } from './history-events.ts';
import { createAdminRoutes } from './over-http/admin-routes.ts';
import { isAnyOpen, readRoutes } from './over-http/read-routes.ts';
import { readTables } from './read-tables.ts';
import { type DeploymentsScene, startDeployments } from './scene.ts';
import { adminToken, adminTokens } from './seed.ts';

/** So that every list has several pages. */
const shortPages = { batches: '2', deliveries: '3', locks: '1', audit: '4' };

const planned: readonly HistoryEvent[] = [
  { do: 'push', pull: 1 },
  { do: 'break', components: 'vpc' },
  { do: 'upload', pull: 1, graph: 0 },
  { do: 'pass', seconds: 40 },
  { do: 'break', components: '-' },
  { do: 'tick', pull: 1, login: 'alice' },
  { do: 'tick', pull: 1, login: 'mallory' },
  { do: 'pass', seconds: 40 },
  { do: 'push', pull: 1 },
  { do: 'upload', pull: 1, graph: 2 },
  { do: 'pass', seconds: 5 },
  // While its runs are in progress.
  { do: 'push', pull: 1 },
  { do: 'upload', pull: 1, graph: 1 },
  { do: 'pass', seconds: 40 },
];
const applied: readonly HistoryEvent[] = [
  { do: 'lock', component: 'dev/vpc', seconds: 300 },
  { do: 'merge', pull: 1 },
  { do: 'upload', pull: 1, graph: 1 },
  { do: 'pass', seconds: 15 },
];

const sorted = <Item>(items: readonly Item[]) =>
  items.map((item) => JSON.stringify(item)).sort((one, other) => (one < other ? -1 : 1));

/** The parts that the routes name. */
function pick<Item extends object>(rows: readonly Item[], like: readonly Item[]): readonly string[] {
  const names = Object.keys(like[0] ?? {}) as (keyof Item)[];
  return sorted(rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))));
}

/** A lock that is held now ends later: when is not shown to the millisecond. */
function toEnds(locks: Records['locks'], now: number) {
  return sorted(locks.map((lock) => ({ ...lock, until: lock.until > now ? 'later' : lock.until })));
}

async function compare(scene: DeploymentsScene): Promise<Records> {
  await scene.quiet();
  const now = scene.clock.now();
  const tables = await readTables(scene.server());
  const routes = await readRoutes(createAdminRoutes(() => scene.server().url, adminToken, shortPages));
  const { batches, nodes, edges, orders, groupPulls, deliveries, stops } = routes;
  expect(sorted(batches)).toEqual(pick(tables.batches, batches));
  expect(sorted(nodes)).toEqual(pick(tables.nodes, nodes));
  expect(sorted(edges)).toEqual(pick(tables.edges, edges));
  expect(sorted(orders)).toEqual(pick(tables.orders, orders));
  expect(sorted(deliveries)).toEqual(pick(tables.deliveries, deliveries));
  expect(stops).toEqual(tables.stops);
  expect(sorted(groupPulls)).toEqual(pick(tables.groupPulls, groupPulls));
  expect(sorted(routes.commands)).toEqual(sorted(tables.commands));
  expect(toEnds(routes.locks, now)).toEqual(toEnds(tables.locks, now));
  expect(routes.places).toEqual(tables.places);
  return routes;
}

test('the routes show what the tables hold', async () => {
  await using scene = await startDeployments({ adminTokens });
  const admin = createAdminRoutes(() => scene.server().url, adminToken);
  for (const event of planned) await play(scene, event);
  const { batches, commands, stops, deliveries } = await compare(scene);
  expect(batches.length).toBeGreaterThan(2);
  expect(batches.map(({ stopped }) => stopped)).toContain('superseded');
  expect(commands).toMatchObject([{ kind: 'retry', actor_login: 'alice' }]);
  expect(stops.length).toBeGreaterThan(0);
  expect(deliveries.length).toBeGreaterThan(3);

  for (const event of applied) await play(scene, event);
  const waiting = await compare(scene);
  expect(waiting.nodes.map(({ state }) => state)).toContain('locked');
  expect(waiting.places).toHaveLength(1);
  expect(await isAnyOpen(admin)).toBe(true);

  await play(scene, { do: 'unlock', component: 'dev/vpc' });
  await play(scene, { do: 'pass', seconds: 40 });
  await calm(scene);
  const { orders, locks, places } = await compare(scene);
  expect(orders.filter(({ workflow }) => workflow === 'apply.yaml').length).toBeGreaterThan(0);
  expect(locks.some(({ deployment }) => deployment !== undefined)).toBe(true);
  expect(places).toEqual([]);
});

test('an answer that refuses is an error', async () => {
  await using scene = await startDeployments({ adminTokens });
  const admin = createAdminRoutes(() => scene.server().url, `${adminToken}x`);
  await expect(admin.listBatches()).rejects.toThrow('GET /batches was answered with 401');
});
