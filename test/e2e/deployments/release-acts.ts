/** What a repository with releases does: a job uploads the inventory, and a person publishes. */
import { issueIdToken } from '../../../src/simulator/oidc/issue.ts';
import { instancesBody, request } from '../../server/stacks/uploads-scene.ts';
import { exchange } from '../../support/server.ts';
import { threeComponents } from './items.ts';
import type { DeploymentsScene } from './scene.ts';
import { releaseFile, uploadFile, workspaceId } from './seed.ts';

const inputs = { component: '{{ .atmos_component }}', stack: '{{ .atmos_stack }}' };
const entry = { workflows: { [releaseFile]: { inputs } } };
const settingsOf = (activities: readonly string[]) => ({
  pro: { enabled: true, release: Object.fromEntries(activities.map((name) => [name, entry])) },
});

/** Whether the server has it. */
async function hasInventory(scene: DeploymentsScene): Promise<boolean> {
  const { db } = scene.server().database;
  const rows = await db.selectFrom('instances').select('component').execute();
  return rows.length === threeComponents.length;
}

/** By a job of the workflow that uploads, if there was one: components that are released on these activities. */
export async function uploadInventory(
  scene: DeploymentsScene,
  activities: readonly string[] = ['published'],
): Promise<void> {
  const settings = settingsOf(activities);
  const job = [...scene.simulator.world.jobs.values()].find(({ run }) =>
    run.workflowFile.endsWith(`/${uploadFile}`),
  );
  if (job === undefined || !scene.isUp()) return;
  const token = await issueIdToken(scene.simulator.world, job, { audience: 'atmos-pro.com' });
  if (!scene.isUp()) return;
  const session = await exchange(scene.server(), token, workspaceId);
  if (session.status !== 200 || !scene.isUp()) return;
  const instances = threeComponents.map(({ stack, component }) => ({
    ...{ component, component_type: 'terraform', stack, settings },
  }));
  const sent = { method: 'POST', path: '/instances', body: instancesBody(instances) };
  await request(scene.server(), String(session.body.data?.['token']), sent);
}

/** Of what the default branch has now; nothing where the server has no inventory. */
export async function publishRelease(scene: DeploymentsScene): Promise<void> {
  if (!scene.isUp()) return;
  if (!(await hasInventory(scene))) await uploadInventory(scene);
  await scene.quiet();
  if (!scene.isUp() || !(await hasInventory(scene))) return;
  const { world } = scene.simulator;
  const publishedAt = world.clock.now();
  await scene.act('alice', 'release', { tag: `v${scene.releases.length + 1}` });
  const sha = world.repositories.get(1001)?.git.readRef(`refs/tags/v${scene.releases.length + 1}`);
  if (sha !== undefined) scene.releases.push({ sha, publishedAt });
}
