/** Dispatches that GitHub accepts and answers with an error: how many of them it has twice in the end. */

import type { Component } from '../../test/e2e/deployments/items.ts';
import { planFile } from '../../test/e2e/deployments/seed.ts';
import { createRandom } from '../../test/e2e/locks/workload.ts';
import type { Section } from '../section.ts';
import { type DeploymentsBench, startDeploymentsBench, waitUntil } from '../support/deployments.ts';

const pulls = 5;
const componentsPerPull = 1_000;
const size = pulls * componentsPerPull;
const shareUnclear = 0.1;
/** No run ends meanwhile: only their starts are counted. */
const runMs = 60 * 60_000;
const maxPerSecond = 20;
/** After this long, what there is is counted. */
const limitMs = 30 * 60_000;
const seed = 1;

const componentsOf = (pull: number): readonly Component[] =>
  Array.from({ length: componentsPerPull }, (_, index) => ({
    stack: `plat-ue2-${index % 50}`,
    component: `group-${pull}/component-${Math.floor(index / 50)}`,
    dependents: [],
  }));

/** The same calls for the same seed; more of them than there are dispatches, as some are sent again. */
function failAfterAcceptance({ simulator }: DeploymentsBench): void {
  const random = createRandom(seed);
  for (let call = 0; call < 2 * size; call += 1) {
    if (random() >= shareUnclear) continue;
    const fault = { kind: 'status-after', status: 502 } as const;
    simulator.faults.add({ route: 'actions/create-workflow-dispatch', fault, skip: call, times: 1 });
  }
}

/** What GitHub lists of the dispatched file. */
function readRuns({ simulator }: DeploymentsBench) {
  const runs = [...simulator.world.runs.values()].flatMap(([first]) => first ?? []);
  const keys = runs
    .filter(({ event, workflowFile }) => event === 'workflow_dispatch' && workflowFile?.endsWith(planFile))
    .map(({ flow }) => {
      const { stack, component, sha } = flow?.inputs ?? {};
      return JSON.stringify([stack, component, sha]);
    });
  return { runs: keys.length, doubled: keys.length - new Set(keys).size };
}

const ended = "select count(*) from orders where state in ('sent', 'refused', 'withdrawn')";
const begun = "select count(*) from orders where state <> 'planned'";
const sent = "select count(*) from orders where state = 'sent'";
const unclear = 'select count(*) from orders where unclear_at is not null';

export const dispatchUnclear: Section = {
  name: 'dispatch-unclear',
  async measure() {
    const bench = await startDeploymentsBench({ runMs, maxPerSecond });
    try {
      failAfterAcceptance(bench);
      const from = performance.now();
      const isLate = () => performance.now() - from > limitMs;
      for (let pull = 0; pull < pulls && !isLate(); pull += 1) {
        const upload = await bench.prepareUpload(await bench.openPull());
        const answer = await upload(componentsOf(pull));
        if (answer.status !== 200) throw new Error(answer.text);
        await waitUntil(
          () => isLate() || bench.count(begun) >= (pull + 1) * componentsPerPull,
          2 * limitMs,
          500,
        );
      }
      await waitUntil(() => isLate() || bench.count(ended) >= size, 2 * limitMs, 500);
      const { runs, doubled } = readRuns(bench);
      const lookups = bench.simulator.journal.entries({ route: 'actions/list-workflow-runs' }).length;
      const failed = bench.simulator.journal
        .entries({ route: 'actions/create-workflow-dispatch' })
        .filter(({ status }) => status === 502).length;
      return {
        title: `${size} dispatches, of which GitHub answers some with an error after it has accepted them`,
        method: `${pulls} pull requests of ${componentsPerPull} components, one after the other, one server process and SQLite on disk, max_per_second: ${maxPerSecond}. ${shareUnclear * 100} % of the dispatch calls, by chance, start their run and are answered with 502. Runs are counted in GitHub's list, by stack, component and commit.`,
        rows: [
          {
            orders: bench.count(ended),
            'answered 502 after acceptance': failed,
            'unclear orders': bench.count(unclear),
            'pages of runs read': lookups,
            'runs at GitHub': runs,
            doubled,
            'all dispatched, s': (performance.now() - from) / 1_000,
          },
        ],
        targets: [
          { what: 'doubled dispatches', limit: 0, measured: doubled, unit: '' },
          { what: 'orders without a run', limit: 0, measured: size - bench.count(sent), unit: '' },
        ],
      };
    } finally {
      await bench.stop();
    }
  },
};
