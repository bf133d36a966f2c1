/** Servers that are alike, as one: behind a balancer when there are several. */
import type { RunningServer } from '../../src/server/main.ts';
import { startProxy } from './round-robin.ts';

/** How many servers each test server is, unless the test says so itself. */
export const replicasVariable = 'ATMOS_PRO_TEST_REPLICAS';

/** The store and the metrics are those of the first. */
export async function startReplicas(
  count: number,
  start: () => Promise<RunningServer>,
): Promise<RunningServer> {
  const first = await start();
  if (count === 1) return first;
  const servers = [first, ...(await Promise.all(Array.from({ length: count - 1 }, start)))];
  const proxy = await startProxy(servers);
  return {
    ...first,
    url: proxy.url,
    async stop() {
      await proxy.stop();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
