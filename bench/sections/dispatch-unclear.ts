/**
 * Dispatches that GitHub accepts and answers with an error: how many of them it has twice in the end. Server and simulator are the usual ones
 * and speak HTTP, in one process whose clock jumps to when something is due: on the machine's own time most of it would be waiting.
 */
import type { Component } from '../../test/e2e/deployments/items.ts';
import { type DeploymentsScene, startDeployments } from '../../test/e2e/deployments/scene.ts';
import { planFile, uploadFile, workspaces } from '../../test/e2e/deployments/seed.ts';
import { createRandom } from '../../test/e2e/locks/workload.ts';
import type { Section } from '../section.ts';

const pulls = 5;
const componentsPerPull = 1_000;
const size = pulls * componentsPerPull;
const shareUnclear = 0.1;
/** No run ends meanwhile: only their starts are counted. */
const runMs = 6 * 60 * 60_000;
const maxPerSecond = 20;
/** After this long, by the clock of the scene, what there is is counted. */
const limitMs = 60 * 60_000;
const stepMs = 2_000;
/** Of the machine, for one step. */
const machineLimitMs = 30 * 60_000;
const seed = 1;

const componentsOf = (pull: number): readonly Component[] =>
  Array.from({ length: componentsPerPull }, (_, index) => ({
    stack: `plat-ue2-${index % 50}`,
    component: `group-${pull}/component-${Math.floor(index / 50)}`,
    dependents: [],
  }));

function startScene(): Promise<DeploymentsScene> {
  const [workspace] = workspaces;
  const deployments = {
    hold: { threshold: 'off' as const, cooldown: 'off' as const },
    dispatch: { max_per_second: maxPerSecond },
  };
  return startDeployments({
    runMs,
    quietLimitMs: machineLimitMs,
    workspaces: [
      {
        ...workspace,
        repositories: workspace.repositories.map((repository) => ({ ...repository, deployments })),
      },
    ],
    extendSeed: (world) => ({
      ...world,
      // A session ends with its run.
      actions: {
        ...world.actions,
        plays: { ...world.actions?.plays, [uploadFile]: { after: runMs } },
      },
      rate_limits: { core: 1_000_000, graphql: 1_000_000 },
    }),
  });
}

/** The same calls for the same seed; more of them than there are dispatches, as some are sent again. */
function failAfterAcceptance({ simulator }: DeploymentsScene): void {
  const random = createRandom(seed);
  for (let call = 0; call < 2 * size; call += 1) {
    if (random() >= shareUnclear) continue;
    const fault = { kind: 'status-after', status: 502 } as const;
    simulator.faults.add({ route: 'actions/create-workflow-dispatch', fault, skip: call, times: 1 });
  }
}

/** What GitHub lists of the dispatched file. */
function readRuns({ simulator }: DeploymentsScene) {
  const runs = [...simulator.world.runs.values()].flatMap(([first]) => first ?? []);
  const keys = runs
    .filter(({ event, workflowFile }) => event === 'workflow_dispatch' && workflowFile?.endsWith(planFile))
    .map(({ flow }) => {
      const { stack, component, sha } = flow?.inputs ?? {};
      return JSON.stringify([stack, component, sha]);
    });
  return { runs: keys.length, doubled: keys.length - new Set(keys).size };
}

async function countOrders(scene: DeploymentsScene) {
  const rows = await scene
    .server()
    .database.db.selectFrom('orders')
    .select([
      'state',
      ({ fn }) => fn.countAll<number>().as('count'),
      ({ fn }) => fn.count<number>('unclear_at').as('unclear'),
    ])
    .groupBy('state')
    .execute();
  const sum = (states: readonly string[]) =>
    rows.filter(({ state }) => states.includes(state)).reduce((total, { count }) => total + Number(count), 0);
  return {
    sent: sum(['sent']),
    ended: sum(['sent', 'refused', 'withdrawn']),
    unclear: rows.reduce((total, { unclear }) => total + Number(unclear), 0),
  };
}

/** One pull request after the other, while the orders of those before are sent. */
async function openPulls(scene: DeploymentsScene): Promise<void> {
  for (let pull = 1; pull <= pulls; pull += 1) {
    const branch = `feature-${pull}`;
    await scene.act('alice', 'push', { branch, files: { [`${branch}.tf`]: branch } });
    await scene.act('alice', 'open', { head: branch });
    // Until its run finds affected stacks.
    await scene.pass(stepMs, stepMs);
    const answer = await scene.upload(pull, componentsOf(pull));
    if (answer?.status !== 200) throw new Error(answer?.text ?? 'no run finds affected stacks');
  }
}

export const dispatchUnclear: Section = {
  name: 'dispatch-unclear',
  async measure() {
    await using scene = await startScene();
    failAfterAcceptance(scene);
    const [from, fromMachine] = [scene.clock.now(), performance.now()];
    await openPulls(scene);
    let orders = await countOrders(scene);
    while (orders.ended < size && scene.clock.now() - from < limitMs) {
      await scene.pass(stepMs, stepMs);
      orders = await countOrders(scene);
    }
    const { runs, doubled } = readRuns(scene);
    const calls = (route: string) => scene.simulator.journal.entries({ route });
    const failed = calls('actions/create-workflow-dispatch').filter(({ status }) => status === 502);
    return {
      title: `${size} dispatches, of which GitHub answers some with an error after it has accepted them`,
      method: `${pulls} pull requests of ${componentsPerPull} components, one server and SQLite, max_per_second: ${maxPerSecond}, with a clock that jumps to when something is due. ${shareUnclear * 100} % of the dispatch calls, by chance, start their run and are answered with 502. Runs are counted in GitHub's list, by stack, component and commit.`,
      rows: [
        {
          orders: orders.ended,
          'answered 502 after acceptance': failed.length,
          'unclear orders': orders.unclear,
          'pages of runs read': calls('actions/list-workflow-runs').length,
          'runs at GitHub': runs,
          doubled,
          'all dispatched, s of that clock': (scene.clock.now() - from) / 1_000,
          'measured in, s': (performance.now() - fromMachine) / 1_000,
        },
      ],
      targets: [
        { what: 'doubled dispatches', limit: 0, measured: doubled, unit: '' },
        { what: 'orders without a run', limit: 0, measured: size - orders.sent, unit: '' },
      ],
    };
  },
};
