/** A pull request is planned, merged and applied: in order, with a failure that is retried. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoAct } from '../act.ts';
import { actAsAlice, playInStacks, type StacksScene as Scene, uploadInventory } from '../stacks-scene.ts';
import { renderMarkdown } from './render-markdown.ts';

const branch = 'three-components';
const changes = {
  'stacks/dev.yaml': `import: [catalog/storage]
vars: { stage: dev }
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
  'stacks/prod.yaml': `import: [catalog/storage]
vars: { stage: prod }
components:
  terraform:
    dns:
      vars: { zone: acme.example.com }
`,
};

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

async function planPull(scene: Scene): Promise<void> {
  const { report, repository } = scene;
  report.chapter('Deployments: alice opens a pull request that changes three components in two stacks');
  await actAsAlice(scene, 'push', { branch, files: changes, message: 'Larger networks' });
  await actAsAlice(scene, 'open', { head: branch, title: 'Larger networks' });
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
  await actAsAlice(scene, 'merge', { number: pull?.number });
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
  await actAsAlice(scene, 'tick', { comment: commentOf(scene)?.id, box: 'Retry failed' });
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
  play: (stage, report) =>
    playInStacks(stage, report, async (scene) => {
      report.chapter('Deployments: a push to main uploads the inventory of acme/stacks');
      await uploadInventory(scene, 'Notes');
      await planPull(scene);
      await retryFailed(scene, await applyMerge(scene));
    }),
};
