/** A sweep over a large inventory: time until it is planned, and memory of the server. */
import { DatabaseSync } from 'node:sqlite';
import type { Section } from '../section.ts';
import { startDeploymentsBench, waitUntil } from '../support/deployments.ts';
import { shippedServer } from '../support/shipped-server.ts';

const size = 10_000;
const settings = JSON.stringify({
  enabled: true,
  drift_detection: {
    enabled: true,
    detect: {
      workflows: {
        'plan.yaml': { inputs: { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' } },
      },
    },
  },
});

function fillInventory(path: string): void {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  database.exec('begin immediate');
  const add =
    database.prepare(`insert into instances (workspace_id, repository_id, stack, component, component_type,
    enabled, drift_enabled, pro, drift_status, sequence, created_at, updated_at)
    values ('ws_acme', '1001', ?, ?, 'terraform', 1, 1, ?, 'unknown', 1, 0, 0)`);
  for (let index = 0; index < size; index += 1)
    add.run(`plat-ue2-${index % 100}`, `group/component-${Math.floor(index / 100)}`, settings);
  database.exec('commit');
  database.close();
}

export const driftSweep: Section = {
  name: 'drift-sweep',
  async measure() {
    const schedules = [{ name: 'minutely', cron: '* * * * *' }];
    const bench = await startDeploymentsBench({ runMs: 60_000, drift: { schedules } });
    try {
      fillInventory(bench.databasePath);
      await waitUntil(() => bench.count('select count(*) from batches') > 0, 4 * 60_000);
      const plannedMs = await waitUntil(
        () => bench.count("select count(*) from batches where state = 'running'") > 0,
        120_000,
      );
      const nodes = bench.count('select count(*) from batch_nodes where batch_id = 1');
      await waitUntil(() => bench.count("select count(*) from orders where state = 'sent'") >= 20, 120_000);
      const memory = bench.memory();
      return {
        title: `A sweep over ${size} instances`,
        method: `One ${shippedServer} with SQLite on disk; GitHub is simulated in the process of the client. From the batch of the sweep until all of its instances are planned. Memory is the highest resident set, until 20 runs were started.`,
        rows: [{ instances: nodes, 'planned, s': plannedMs / 1_000, 'memory, MiB': Math.round(memory) }],
        targets: [
          { what: 'planned', limit: 10, measured: plannedMs / 1_000, unit: 's' },
          { what: 'memory of the server', limit: 300, measured: memory, unit: 'MiB' },
        ],
      };
    } finally {
      await bench.stop();
    }
  },
};
