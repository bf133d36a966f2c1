/** Deliveries and claims about merge groups, and uploads of their runs. */
import type { DeploymentScene } from './deployment-scene.ts';
import { sha } from './deployment-scene.ts';

export interface GroupView {
  readonly head: string;
  readonly base?: string;
  /** Number of the pull request in the branch of the group. */
  readonly number?: number;
  readonly reason?: 'merged' | 'invalidated' | 'dequeued';
  readonly baseRef?: string;
}

const frame = {
  installation: { id: 5 },
  repository: { id: 1001, full_name: 'acme/infra', default_branch: 'main' },
  sender: { login: 'github-merge-queue[bot]', id: 118_344_674 },
};

function groupBranch({ base = sha('0'), number = 12 }: Omit<GroupView, 'head'>): string {
  return `gh-readonly-queue/main/pr-${number}-${base}`;
}

export function groupPayload(action: 'checks_requested' | 'destroyed', view: GroupView): object {
  const { head, base = sha('0'), reason, baseRef = 'refs/heads/main' } = view;
  return {
    ...{ action, ...frame },
    ...(reason === undefined ? {} : { reason }),
    merge_group: {
      ...{ head_sha: head, head_ref: `refs/heads/${groupBranch(view)}`, base_sha: base, base_ref: baseRef },
      head_commit: { id: head, tree_id: sha('1'), message: 'Merge', timestamp: '2026-03-01T10:00:00Z' },
    },
  };
}

export function suitePayload(view: GroupView, branch = groupBranch(view)): object {
  return {
    ...{ action: 'requested', ...frame },
    check_suite: { id: 1, head_sha: view.head, head_branch: branch, app: { id: 1 } },
  };
}

/** As the run of the group does. */
export async function uploadForGroup(
  scene: DeploymentScene,
  view: GroupView,
  stacks: readonly unknown[],
  claims: Readonly<Record<string, string>> = {},
): Promise<void> {
  const ref = `refs/heads/${groupBranch(view)}`;
  const own = { event_name: 'merge_group', ref, sha: view.head, head_ref: '', base_ref: '' };
  await scene.upload(view.head, stacks, { ...own, ...claims });
}
