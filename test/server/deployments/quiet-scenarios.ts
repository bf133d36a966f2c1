/** How each reason for silence comes about in a server, and what people read of it. */
import type { QuietReason } from '../../../src/domain/dispatch/quiet-reason.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, type PullView, pullPayload, sha, wired } from './deployment-scene.ts';
import { groupPayload } from './group-payloads.ts';

export const [head, later, strange] = [sha('a'), sha('b'), sha('d')];
const merge = sha('c');
const minuteMs = 60_000;
const settings = wired('plan.yaml', 'synchronize', 'merged');
const vpc = item('vpc', { settings });

export interface QuietScenario {
  readonly deployments?: { readonly hold: { readonly threshold: number } } | undefined;
  /** Which part of the server gives the reason. */
  readonly from: string;
  /** What the check says of the batch; `undefined`: it is open. */
  readonly conclusion: 'neutral' | 'failure' | 'cancelled' | undefined;
  /** In the title of the check. */
  readonly title: string;
  /** In the summary of the check, and in the comment. */
  readonly says: readonly string[];
  arrange(scene: DeploymentScene): Promise<unknown>;
}

function open({ deliver }: DeploymentScene, view: Partial<PullView> = {}) {
  return deliver('pull_request', pullPayload('opened', { head, at: 0, ...view }));
}

/** Lets half an hour pass for what waits for an upload. */
export function pass({ server: { database } }: DeploymentScene, ms = 31 * minuteMs) {
  return database.db
    .updateTable('batches')
    .set((set) => ({ created_at: set('created_at', '-', ms), deadline_at: 0 }))
    .where('state', '=', 'expected')
    .execute();
}

async function affect(scene: DeploymentScene, stacks: readonly unknown[]): Promise<void> {
  await open(scene);
  await scene.upload(head, stacks);
}

async function untilPlanned(scene: DeploymentScene): Promise<void> {
  await until(async () => (await scene.batches()).every(({ state }) => state === 'running'));
}

/** A run of the workflow that uploads has failed on the commit. */
function failRun({ simulator: { world } }: DeploymentScene): void {
  const run = [...world.runs.values()][0]?.at(-1);
  if (run === undefined) throw new Error('the world has no run');
  const ended = { conclusion: 'failure' as const, completedAt: Date.now() - 5 * minuteMs };
  world.runs.set(777, [
    { ...run, ...ended, id: 777, event: 'pull_request', headSha: head, headRef: 'feature' },
  ]);
}

/** Another pull request has shown which workflow uploads. */
async function knowUploader(scene: DeploymentScene): Promise<void> {
  await open(scene, { number: 13, head: later });
  await scene.upload(later, [], { ref: 'refs/pull/13/merge' });
  await until(async () => (await scene.batches()).every(({ state }) => state === 'concluded'));
}

async function merged(scene: DeploymentScene): Promise<void> {
  const closed = { head, at: 90, state: 'closed', mergedAt: 90, mergeSha: merge } as const;
  await scene.deliver('pull_request', pullPayload('closed', closed));
}

function lock({ server: { database } }: DeploymentScene) {
  const now = Date.now();
  const holder = {
    issuer: 'i',
    repositoryId: '1001',
    runId: '900',
    runAttempt: 1,
    checkRunId: '',
    repository: 'acme/infra',
    runUrl: '',
    actor: 'octocat',
    workflow: 'freeze.yaml',
  };
  return database.db
    .insertInto('locks')
    .values({
      workspace_id: 'ws_1',
      repository_id: '1001',
      path: 'dev/vpc',
      id: 'lock-1',
      token: 1,
      kind: 'hold',
      message: 'freeze',
      holder: JSON.stringify(holder),
      created_at: now,
      updated_at: now,
      expires_at: now + 60 * minuteMs,
      free_at: now + 60 * minuteMs,
      renewals: 0,
    })
    .execute();
}

export const quietScenarios: Readonly<Record<QuietReason, QuietScenario>> = {
  nothing_affected: {
    from: 'plan-batch',
    conclusion: 'neutral',
    title: 'No affected stacks',
    says: ['No stack is affected'],
    arrange: (scene) => affect(scene, []),
  },
  no_upload: {
    from: 'deadlines',
    conclusion: 'neutral',
    title: 'No affected stacks workflow detected',
    says: ['affected.yaml', 'paths'],
    async arrange(scene) {
      await knowUploader(scene);
      await open(scene);
      await pass(scene);
    },
  },
  upload_failed: {
    from: 'deadlines',
    conclusion: 'failure',
    title: 'affected stacks failed',
    says: ['affected.yaml', '/acme/infra/actions/runs/777'],
    async arrange(scene) {
      await knowUploader(scene);
      failRun(scene);
      await open(scene);
      await pass(scene);
    },
  },
  nothing_wired: {
    from: 'plan-batch',
    conclusion: 'neutral',
    title: 'no workflow for this activity',
    says: ['vpc in dev', 'settings.pro'],
    arrange: (scene) => affect(scene, [item('vpc', { settings: wired('plan.yaml', 'labeled') })]),
  },
  all_disabled: {
    from: 'plan-batch',
    conclusion: 'neutral',
    title: 'disabled',
    says: ['settings.pro.enabled'],
    arrange: (scene) => affect(scene, [item('vpc', { settings: { pro: { enabled: false } } })]),
  },
  only_removals: {
    from: 'plan-batch',
    conclusion: 'neutral',
    title: 'Only removed components',
    says: ['may still exist'],
    arrange: (scene) => affect(scene, [item('vpc', { deleted: true, deletion_type: 'component' })]),
  },
  fork_without_token: {
    from: 'expect-upload',
    conclusion: 'neutral',
    title: 'fork',
    says: ['OIDC token'],
    arrange: (scene) => open(scene, { isFork: true }),
  },
  superseded_early: {
    from: 'pull-batches',
    conclusion: 'cancelled',
    title: 'Replaced by bbbbbbb',
    says: ['newer commit'],
    async arrange(scene) {
      await open(scene);
      await scene.deliver('pull_request', pullPayload('synchronize', { head: later, at: 10 }));
    },
  },
  other_commit: {
    from: 'deadlines',
    conclusion: 'neutral',
    title: 'another commit',
    says: ['ddddddd', 'aaaaaaa', 'Check out'],
    async arrange(scene) {
      await open(scene);
      await scene.upload(strange, [vpc]);
      await pass(scene);
    },
  },
  upload_incomplete: {
    from: 'deadlines',
    conclusion: 'failure',
    title: 'incomplete',
    says: ['1 of 3 parts'],
    async arrange(scene) {
      await open(scene);
      await scene.uploadPart(head, [vpc], 3);
      await pass(scene);
    },
  },
  held: {
    deployments: { hold: { threshold: 1 } },
    from: 'plan-batch',
    conclusion: undefined,
    title: 'Held: 2 dispatches, limit 1',
    says: ['Dispatch held', 'write access'],
    arrange: (scene) => affect(scene, [vpc, item('dns', { settings })]),
  },
  locked: {
    from: 'read-report',
    conclusion: undefined,
    title: 'Waiting for a lock · 0 of 2 done (2 waiting)',
    says: ['wait for a lock', 'run 900', 'freeze'],
    async arrange(scene) {
      await lock(scene);
      await affect(scene, [item('vpc', { settings, dependents: [item('eks', { settings })] })]);
    },
  },
  not_enabled: {
    from: 'withdraw-all',
    conclusion: 'cancelled',
    title: 'not enabled',
    says: ['server configuration'],
    async arrange(scene) {
      await open(scene);
      const left = { repository_id: '1002', deadline_at: 0 };
      await scene.server.database.db.updateTable('batches').set(left).execute();
    },
  },
  github_unreachable: {
    from: 'dispatcher',
    conclusion: undefined,
    title: 'GitHub cannot be reached, retrying · 0 of 1 done (1 waiting)',
    says: ['cannot be reached since'],
    async arrange(scene) {
      const fault = { kind: 'status', status: 503 } as const;
      scene.simulator.faults.add({ route: 'repos/get-content', fault });
      await affect(scene, [vpc]);
    },
  },
  group_without_upload: {
    from: 'deadlines',
    conclusion: 'failure',
    title: 'No upload for this merge group',
    says: ['1.218.0', 'merge_group'],
    async arrange(scene) {
      await affect(scene, [vpc]);
      await untilPlanned(scene);
      const git = scene.simulator.world.repositories.get(1001)?.git;
      const main = git?.readRef('refs/heads/main') ?? '';
      await git?.updateRef(`refs/heads/gh-readonly-queue/main/pr-12-${sha('0')}`, main);
      await scene.deliver('merge_group', groupPayload('checks_requested', { head: main }));
      await pass(scene);
    },
  },
  merged_without_upload: {
    from: 'deadlines',
    conclusion: 'failure',
    title: 'nothing was applied',
    says: ['nothing was applied', 'GITHUB_TOKEN'],
    async arrange(scene) {
      await affect(scene, [vpc]);
      await untilPlanned(scene);
      await merged(scene);
      await pass(scene);
    },
  },
  too_large: {
    from: 'plan-batch',
    conclusion: 'failure',
    title: 'Too many affected components',
    says: ['5001', '5000'],
    arrange: (scene) =>
      affect(
        scene,
        Array.from({ length: 5_001 }, (_, index) => item(`c${index}`)),
      ),
  },
};
