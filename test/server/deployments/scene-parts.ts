/** What a person or GitHub does in a scene: commands without the comment, and the end of a run. */
import { createAdvance } from '../../../src/server/deployments/advance.ts';
import { createCommands } from '../../../src/server/deployments/commands.ts';
import { createFindDeployed } from '../../../src/server/deployments/find-deployed.ts';
import { until } from '../../support/until.ts';
import { type DeploymentScene, sha } from './deployment-scene.ts';

/** What the server carries out for a person. */
export function commandsOf({ server: { database, config } }: DeploymentScene) {
  const { dialect } = database;
  const random = { uuid: () => crypto.randomUUID() };
  const silent = { markReports: async () => {}, announce: async () => {} };
  const instanceLocks = { adopt: async () => {}, follow: async () => {} };
  const advance = createAdvance({ dialect, reports: silent, record: async () => {}, instanceLocks });
  const [repository] = config.workspaces[0]?.repositories ?? [];
  const imported = repository && {
    repositoryId: '1001',
    ownerId: '71',
    canonicalName: 'acme/infra',
    config: repository,
  };
  const findDeployed = createFindDeployed({ config, directory: { recognise: async () => imported } });
  return createCommands({ database, dialect, advance, findDeployed, random });
}

interface EndOptions {
  /** By GitHub. */
  readonly at?: string;
  /** Which order's run. */
  readonly which?: 'newest' | 'first';
}

/** GitHub tells that the run of the newest order has ended, unless `which` says otherwise. */
export async function endRun(
  scene: DeploymentScene,
  conclusion: string,
  { at = '2030-01-01T00:00:00Z', which = 'newest' }: EndOptions = {},
): Promise<{ readonly state: string }> {
  const chosen = () =>
    scene.server.database.db
      .selectFrom('orders')
      .select(['workflow', 'correlation', 'run_id'])
      .orderBy('id', which === 'first' ? 'asc' : 'desc')
      .executeTakeFirst();
  await until(async () => typeof (await chosen())?.run_id === 'string');
  const order = await chosen();
  const run = {
    id: Number(order?.run_id),
    run_attempt: 1,
    status: 'completed',
    conclusion,
    updated_at: at,
    path: `.github/workflows/${order?.workflow}`,
    event: 'workflow_dispatch',
    display_title: `plan ${order?.correlation}`,
    html_url: 'https://github.com/acme/infra/actions/runs/1',
    head_sha: sha('f'),
  };
  const repository = { id: 1001, full_name: 'acme/infra' };
  return scene.deliver('workflow_run', { action: 'completed', repository, workflow_run: run });
}
