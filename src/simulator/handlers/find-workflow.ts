/** Finds a workflow by its id or the name of its file. */
import { workflowOf } from '../workflows/create-run.ts';
import { listWorkflowPaths } from '../workflows/find-workflows.ts';
import type { WorkflowRecord } from '../world/workflows.ts';
import type { Repository, World } from '../world/world.ts';

/** Workflows of the default branch, and those that have run; sorted by id. */
export async function listWorkflows(
  world: World,
  repository: Repository,
): Promise<readonly WorkflowRecord[]> {
  for (const path of await listWorkflowPaths(repository, 'HEAD')) workflowOf(world, repository, path);
  return [...repository.workflows.values()].sort((left, right) => left.id - right.id);
}

export async function findWorkflow(
  world: World,
  repository: Repository,
  name: string,
): Promise<WorkflowRecord | undefined> {
  const workflows = await listWorkflows(world, repository);
  return workflows.find(({ id, path }) => {
    return String(id) === name || path === name || path.split('/').at(-1) === name;
  });
}
