/** Pages of 100 out of 100,000 instances, filtered, over HTTP. */
import { instancesBody, request, startUploadScene } from '../../test/server/stacks/uploads-scene.ts';
import type { StoreEngine } from '../../test/support/stores.ts';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const count = 100_000;
const repetitions = 200;
const perChunk = 10_000;
const workflows = { workflows: { 'plan.yaml': { inputs: {} } } };
const settings = {
  pro: { enabled: true, drift_detection: { enabled: true, detect: workflows, remediate: workflows } },
};

const filters = [
  'no filter',
  'stack=plat-ue2-12*',
  'stack=*-999',
  'stack=nothing-*',
  'stack=*nothing',
  'status=drifted',
  'status=unknown&stack=plat-*-5??',
] as const;

async function measureOn(engine: StoreEngine) {
  await using scene = await startUploadScene({ store: engine });
  const total = count / perChunk;
  const from = performance.now();
  for (let index = 0; index < total; index += 1) {
    const rows = Array.from({ length: perChunk }, (_, offset) => {
      const number = index * perChunk + offset;
      return {
        component: `component-${number}`,
        stack: `plat-ue2-${number % 1_000}`,
        component_type: 'terraform',
        settings,
      };
    });
    const batch = { complete: true, batch_id: 'bench', batch_index: index, batch_total: total };
    const answer = await scene.call('plan', 'POST', '/instances', instancesBody(rows, batch));
    if (answer.status !== 200) throw new Error(answer.text);
  }
  const token = await scene.session('plan');
  const get = async (query: string) => {
    const path = `/instances?limit=100${query === 'no filter' ? '' : `&${query}`}`;
    const answer = await request(scene.server, token, { method: 'GET', path });
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body.data?.['instances'] as readonly unknown[];
  };
  while ((await get('no filter')).length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  const applied = performance.now() - from;
  const rows = [];
  for (const filter of filters) {
    const sample: number[] = [];
    for (let round = 0; round < repetitions; round += 1) {
      const before = performance.now();
      await get(filter);
      sample.push(performance.now() - before);
    }
    rows.push({ filter, ...summarize(sample) });
  }
  return { engine, applied, rows };
}

export const instancesPage: Section = {
  name: 'instances-page',
  async measure() {
    const measured = [await measureOn('sqlite'), await measureOn('postgres')];
    const uploaded = measured
      .map(({ engine, applied }) => `${engine} ${(applied / 1_000).toFixed(1)} s`)
      .join(', ');
    return {
      title: `A page of 100 out of ${count} instances`,
      method: `${repetitions} requests for each filter, one after the other, server and client in one process. The upload of the inventory took ${uploaded}.`,
      rows: measured.flatMap(({ engine, rows }) =>
        rows.map(({ filter, median, p99 }) => ({
          store: engine,
          filter,
          'median, ms': median.toFixed(1),
          'p99, ms': p99.toFixed(1),
        })),
      ),
      targets: measured.flatMap(({ engine, rows }) =>
        rows.map(({ filter, p99 }) => ({
          what: `${engine}, ${filter}, p99`,
          limit: 50,
          measured: p99,
          unit: 'ms',
        })),
      ),
    };
  },
};
