/** Finds the workflow files of a commit. */
import { type Result, refuse } from '../../base/result.ts';
import type { Repository } from '../world/world.ts';
import { readWorkflowFile, type SimulatedWorkflow } from './read-workflow.ts';

const workflowFolder = '.github/workflows';

/** Paths, sorted by name. `revision` is a commit, a full ref or `HEAD`. */
export async function listWorkflowPaths({ git }: Repository, revision: string): Promise<readonly string[]> {
  const entries = (await git.readTree(revision, workflowFolder)) ?? [];
  return entries
    .filter(({ name, type }) => type === 'blob' && /\.ya?ml$/.test(name))
    .map(({ name }) => `${workflowFolder}/${name}`);
}

/** Refused as `missing`, or as `invalid_workflow` with the fault. */
export async function readWorkflowAt(
  { git }: Repository,
  revision: string,
  path: string,
): Promise<Result<SimulatedWorkflow>> {
  const entry = await git.readPath(revision, path);
  return entry?.type === 'blob'
    ? readWorkflowFile(entry.content.toString('utf8'))
    : refuse({ tag: 'missing', message: 'Not Found' });
}

/** The full name of a branch or tag that a request names in short or in full. */
export async function resolveRefName({ git }: Repository, ref: string): Promise<string | undefined> {
  const candidates = ref.startsWith('refs/') ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  for (const candidate of candidates) {
    const isBranchOrTag = /^refs\/(?:heads|tags)\/./.test(candidate);
    const found = isBranchOrTag ? await git.listRefs(candidate) : [];
    if (found.some((one) => one.ref === candidate)) return candidate;
  }
  return undefined;
}
