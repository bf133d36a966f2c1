/** 50,000 affected items with dependents, 100 MB in chunks, against a server process: time until they can be read, and memory. */
import {
  affectedBody,
  item,
  request,
  sha,
  startUploadScene,
} from '../../test/server/stacks/uploads-scene.ts';
import type { StoreEngine } from '../../test/support/stores.ts';
import type { Section } from '../section.ts';
import { shippedServer, startShippedServer } from '../support/shipped-server.ts';

const items = 50_000;
const bytes = 100 * 1024 * 1024;

function pro(stack: string, component: string): unknown {
  const inputs = { component, stack, github_environment: stack };
  const workflows = { 'atmos-terraform-plan.yaml': { inputs } };
  return {
    enabled: true,
    pull_request: { opened: { workflows }, synchronize: { workflows }, merged: { workflows } },
  };
}

/** Item `index` of 50,000 in 500 stacks, with two dependents, about 2.2 kB. */
function makeItem(index: number): unknown {
  const stack = `plat-ue2-${index % 500}`;
  const make = (number: number, dependents: readonly unknown[] = []) => {
    const component = `group/component-${number}`;
    return item(component, {
      stack,
      dependents,
      settings: { pro: pro(stack, component) },
    });
  };
  return make(index, [make((index + 500) % items), make((index + 1_000) % items)]);
}

function makeChunks(perChunk: number): string[] {
  const total = Math.ceil(items / perChunk);
  return Array.from({ length: total }, (_, index) => {
    const length = Math.min(perChunk, items - index * perChunk);
    const stacks = Array.from({ length }, (_, offset) => makeItem(index * perChunk + offset));
    const batch = { batch_id: `bench-${perChunk}`, batch_index: index, batch_total: total };
    return JSON.stringify(affectedBody(stacks, { head_sha: sha(perChunk > 5_000 ? 'e' : 'f'), ...batch }));
  });
}

async function measureOn(engine: StoreEngine, perChunk: number) {
  await using scene = await startUploadScene({ store: engine });
  const token = await scene.session('plan');
  const { database } = scene.server.config;
  const [app] = scene.simulator.world.apps.values();
  const server = await startShippedServer(
    { ...scene.server.document, database: database.kind === 'sqlite' ? { path: database.path } : undefined },
    {
      ATMOS_PRO_GITHUB_APP_PRIVATE_KEY: app?.privateKey,
      DATABASE_URL: database.kind === 'postgres' ? database.url : undefined,
    },
  );
  try {
    const chunks = makeChunks(perChunk);
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    let slowest = 0;
    const from = performance.now();
    for (const body of chunks) {
      const before = performance.now();
      const answer = await request(server, token, { method: 'POST', path: '/affected-stacks', body });
      if (answer.status !== 200) throw new Error(answer.text);
      slowest = Math.max(slowest, performance.now() - before);
    }
    const accepted = performance.now() - from;
    const path = `/affected-stacks/${sha(perChunk > 5_000 ? 'e' : 'f')}?limit=1`;
    while ((await request(server, token, { method: 'GET', path })).status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 100));
    const readable = performance.now() - from;
    return { engine, chunks: chunks.length, size, accepted, readable, slowest, memory: server.memory() };
  } finally {
    await server.stop('SIGKILL');
  }
}

export const uploads: Section = {
  name: 'uploads',
  async measure() {
    const measured = [];
    // 4 MiB, as the CLI cuts them, and the largest that are accepted.
    for (const [engine, perChunk] of [
      ['sqlite', 1_900],
      ['sqlite', 9_000],
      ['postgres', 1_900],
    ] as const)
      measured.push(await measureOn(engine, perChunk));
    return {
      title: `An upload of ${items} affected items with dependents`,
      method: `One ${shippedServer}, one client that sends a chunk after the other; memory is the highest resident set of the server.`,
      rows: measured.map((one) => ({
        store: one.engine,
        chunks: one.chunks,
        MB: Math.round(one.size / 1024 / 1024),
        'accepted, s': (one.accepted / 1_000).toFixed(1),
        'readable, s': (one.readable / 1_000).toFixed(1),
        'slowest chunk, s': (one.slowest / 1_000).toFixed(2),
        'memory, MiB': Math.round(one.memory),
      })),
      targets: measured.flatMap((one) => [
        {
          what: `${one.engine}, ${one.chunks} chunks: 100 MB accepted and readable`,
          limit: 30,
          measured: (one.readable / 1_000) * (bytes / Math.min(one.size, bytes)),
          unit: 's',
        },
        {
          what: `${one.engine}, ${one.chunks} chunks: memory of the server`,
          limit: 400,
          measured: one.memory,
          unit: 'MiB',
        },
      ]),
    };
  },
};
