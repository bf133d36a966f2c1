/** Deliveries that tell of runs. */
import type { DeliveredEvent, DeployedRepository } from '../../../../src/server/deployments/seams.ts';
import type { OrderScene } from './scene.ts';

export const repository = {
  workspaceId: 'ws_acme',
  repositoryId: '1001',
  name: 'acme/infra',
} as DeployedRepository;

interface Told {
  readonly id: number | string | null;
  readonly status?: string;
  readonly conclusion?: string | null;
  readonly at?: number;
  readonly attempt?: number;
  readonly title?: string;
  readonly actor?: string;
  readonly file?: string;
}

/** `at`: seconds of GitHub's clock. */
export function workflowRun({
  id,
  status = 'in_progress',
  conclusion = null,
  at = 1,
  attempt = 1,
  ...told
}: Told) {
  return {
    id: Number(id),
    run_attempt: attempt,
    status,
    conclusion,
    updated_at: new Date(1_700_000_000_000 + at * 1_000).toISOString(),
    display_title: told.title ?? 'apply',
    event: 'workflow_dispatch',
    path: `.github/workflows/${told.file ?? 'plan.yaml'}`,
    actor: { login: told.actor ?? 'atmos-pro[bot]' },
    html_url: `https://github.com/acme/infra/actions/runs/${id}`,
  };
}

/** `scene`: the one of the test that runs. */
export function createTelling(scene: () => OrderScene) {
  let deliveries = 0;
  async function deliver(event: string, action: string, payload: Readonly<Record<string, unknown>>) {
    deliveries += 1;
    const delivery: DeliveredEvent = { guid: `g-${deliveries}`, event, action, payload, receivedAt: 0 };
    const apply = await scene().orders.prepareRunEvent(delivery, repository, new AbortController().signal);
    return scene()
      .database.db.transaction()
      .execute((trx) => apply(trx));
  }
  return {
    deliver,
    tell: (run: Told) =>
      deliver('workflow_run', run.status ?? 'in_progress', { workflow_run: workflowRun(run) }),
    async sent(options: Parameters<OrderScene['plan']>[0] = {}) {
      const order = await scene().plan(options);
      await scene().work();
      const { run_id: runId } = await scene().order(order.id);
      return { ...order, runId };
    },
  };
}
