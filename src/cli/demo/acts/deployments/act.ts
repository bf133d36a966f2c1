/** A pull request is planned, merged and applied: in order, with a failure that is retried. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actAs } from '../../../../simulator/people/people.ts';
import { findRepository, type Repository } from '../../../../simulator/world/world.ts';
import type { DemoReport } from '../../report.ts';
import type { Stage } from '../../stage.ts';
import { stacksRepository } from '../../world.ts';
import type { DemoAct } from '../act.ts';
import { type FollowedRuns, followRuns } from './follow-runs.ts';
import { renderMarkdown } from './render-markdown.ts';

const branch = 'three-components';
const changes = {
  'stacks/dev.yaml': `vars: { stage: dev }
components:
  terraform:
    vpc:
      vars: { cidr: 10.1.0.0/16 }
    eks:
      vars: { nodes: 3 }
      settings:
        depends_on:
          1: { component: vpc }
`,
  'stacks/prod.yaml': `vars: { stage: prod }
components:
  terraform:
    dns:
      vars: { zone: acme.example.com }
`,
};

interface Scene {
  readonly stage: Stage;
  readonly report: DemoReport;
  readonly repository: Repository;
  readonly runs: FollowedRuns;
}

async function act({ stage }: Scene, what: string, fields: object): Promise<void> {
  await actAs(stage.simulator.world, { as: 'alice', do: what, repository: stacksRepository, ...fields });
}

/** The conclusion of the newest check of a commit. */
function conclusionOf({ repository }: Scene, sha: string | undefined): string | undefined {
  const check = repository.checkRuns.findLast(({ headSha }) => headSha === sha);
  return check?.status === 'completed' ? check.conclusion : undefined;
}

function commentOf({ repository }: Scene) {
  return repository.comments.find(({ body }) => body.startsWith('<!-- atmos-pro pr '));
}

function showComment(scene: Scene): void {
  const { report } = scene;
  report.say('');
  report.say('The comment of the pull request:');
  for (const line of renderMarkdown(commentOf(scene)?.body ?? '')) report.say(`│ ${line}`.trimEnd());
  report.say('');
}

/** The comment's own heading: what is folded away below it tells of earlier commits. */
function headingOf(scene: Scene): string {
  return (
    commentOf(scene)
      ?.body.split('\n')
      .find((line) => line.startsWith('### ')) ?? ''
  );
}

interface Outcome {
  readonly sha: string | undefined;
  readonly conclusion: 'success' | 'failure';
  /** In the heading of the comment. */
  readonly result: string;
}

/** Waits until check and comment say the same. */
async function waitFor(scene: Scene, work: string, { sha, conclusion, result }: Outcome): Promise<void> {
  await scene.report.during(work, () =>
    scene.stage.until(() => conclusionOf(scene, sha) === conclusion && headingOf(scene).includes(result)),
  );
}

/** `what`: `plan.yaml vpc in dev`. NaN if there is no such run. */
function startOf({ runs }: Scene, what: string): number {
  const [first] = runs.seen.filter((one) => one.what === what);
  return first?.run.flow?.startedAt ?? Number.NaN;
}

/** Of the newest run. */
function endOf({ runs }: Scene, what: string): number {
  return runs.seen.findLast((one) => one.what === what)?.run.completedAt ?? Number.NaN;
}

function count({ runs }: Scene, workflow: string): number {
  return runs.seen.filter(({ what }) => what.startsWith(workflow)).length;
}

/** The server takes the status of components that it knows. */
async function uploadInventory(scene: Scene): Promise<void> {
  const { report, runs, stage } = scene;
  report.chapter('Deployments: a push to main uploads the inventory of acme/stacks');
  await act(scene, 'push', { files: { 'NOTES.md': '# Notes\n' }, message: 'Add notes' });
  await report.during('Uploading', () =>
    stage.until(() => runs.seen.some(({ run }) => run.conclusion !== undefined)),
  );
}

async function planPull(scene: Scene): Promise<void> {
  const { report, repository } = scene;
  report.chapter('Deployments: alice opens a pull request that changes three components in two stacks');
  await act(scene, 'push', { branch, files: changes, message: 'Larger networks' });
  await act(scene, 'open', { head: branch, title: 'Larger networks' });
  const [pull] = repository.pullRequests.values();
  await waitFor(scene, 'Planning', { sha: pull?.headSha, conclusion: 'success', result: '3 succeeded' });
  const inOrder = startOf(scene, 'plan.yaml eks in dev') >= endOf(scene, 'plan.yaml vpc in dev');
  report.expect(
    'plans-in-order',
    'eks is planned after vpc, which it depends on; dns waits for neither',
    inOrder && startOf(scene, 'plan.yaml dns in prod') < endOf(scene, 'plan.yaml vpc in dev'),
  );
  const isPlanned = conclusionOf(scene, pull?.headSha) === 'success' && count(scene, 'plan.yaml') === 3;
  report.expect('plans-succeed', 'the check "Atmos Pro" of the commit concludes: success', isPlanned);
  showComment(scene);
}

async function applyMerge(scene: Scene): Promise<string | undefined> {
  const { report, repository, stage } = scene;
  report.chapter('Deployments: alice merges, and one apply fails');
  await writeFile(join(stage.accountDirectory, 'vpc-limit'), '');
  const [pull] = repository.pullRequests.values();
  await act(scene, 'merge', { number: pull?.number });
  await waitFor(scene, 'Applying', { sha: pull?.mergeSha, conclusion: 'failure', result: '2 of 3 failed' });
  const isHeld = Number.isNaN(startOf(scene, 'apply.yaml eks in dev'));
  report.expect(
    'apply-fails',
    'the apply of vpc fails, so that of eks is not started',
    conclusionOf(scene, pull?.mergeSha) === 'failure' && isHeld,
  );
  showComment(scene);
  return pull?.mergeSha;
}

async function retryFailed(scene: Scene, mergeSha: string | undefined): Promise<void> {
  const { report, stage } = scene;
  report.chapter(
    'Deployments: alice raises the limit of the account, and ticks "Retry failed" in the comment',
  );
  await rm(join(stage.accountDirectory, 'vpc-limit'), { force: true });
  await act(scene, 'tick', { comment: commentOf(scene)?.id, box: 'Retry failed' });
  await waitFor(scene, 'Applying again', { sha: mergeSha, conclusion: 'success', result: '3 succeeded' });
  const resumes = startOf(scene, 'apply.yaml eks in dev') >= endOf(scene, 'apply.yaml vpc in dev');
  report.expect(
    'apply-resumes',
    'vpc is applied again and then eks; dns, which had succeeded, is not',
    resumes && count(scene, 'apply.yaml') === 4,
  );
  report.expect(
    'apply-succeeds',
    'the check of the merge commit concludes: success',
    conclusionOf(scene, mergeSha) === 'success',
  );
  showComment(scene);
}

export const deployments: DemoAct = {
  name: 'deployments',
  summary: 'a pull request is planned, merged and applied, with a retry',
  async play(stage, report) {
    const { world } = stage.simulator;
    const [owner = '', name = ''] = stacksRepository.split('/');
    const repository = findRepository(world, owner, name);
    if (repository === undefined) throw new Error(`The world has no ${stacksRepository}.`);
    const runs = followRuns(world, repository, report);
    try {
      const scene = { stage, report, repository, runs };
      await uploadInventory(scene);
      await planPull(scene);
      await retryFailed(scene, await applyMerge(scene));
    } finally {
      runs.stop();
    }
  },
};
