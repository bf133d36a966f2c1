/** Nothing happens, and people read why: every reason comes about in a server, and check and comment say it. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { quietReasons } from '../../../src/domain/dispatch/quiet-reason.ts';
import { renderCheck } from '../../../src/domain/reports/check.ts';
import { renderComment } from '../../../src/domain/reports/comment.ts';
import { joinKind } from '../../../src/server/deployments/join-queue.ts';
import { createReportReader } from '../../../src/server/deployments/read-report.ts';
import { describeEachStore } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import { item } from '../stacks/uploads-scene.ts';
import { type DeploymentScene, pullPayload, sha, startDeploymentScene, wired } from './deployment-scene.ts';
import { head, later, pass, quietScenarios, strange } from './quiet-scenarios.ts';

test('every reason has a scenario, and no other has', () => {
  expect(Object.keys(quietScenarios).sort()).toEqual([...quietReasons].sort());
});

describeEachStore('silence', (engine) => {
  let scene: DeploymentScene;
  afterEach(async () => scene[Symbol.asyncDispose]());

  const db = () => scene.server.database.db;
  /** Reports of all batches, oldest first. */
  const reports = async () => {
    const reader = createReportReader(scene.server.database.dialect);
    const batches = await db().selectFrom('batches').select('id').orderBy('id').execute();
    const shown = await Promise.all(batches.map(({ id }) => reader.ofBatch(db(), id, { threshold: 1 })));
    return shown.flatMap((one) => one?.report ?? []);
  };
  const reportOf = async (reason: string) => (await reports()).find((one) => one.reason === reason);

  describe('has a reason', () => {
    test.each(quietReasons)('%s', async (reason) => {
      const { deployments, arrange, conclusion, title, says } = quietScenarios[reason];
      scene = await startDeploymentScene({ store: engine, deployments: deployments ?? {} });
      await arrange(scene);
      await until(async () => (await reportOf(reason)) !== undefined);
      const report = await reportOf(reason);
      if (report === undefined) throw new Error(`no batch has the reason ${reason}`);
      const check = renderCheck([report]);
      expect([check.status === 'completed', check.conclusion]).toEqual([
        conclusion !== undefined,
        conclusion,
      ]);
      expect(check.title).toContain(title);
      const target = { workspaceId: 'ws_1', repositoryId: '1001', number: 12 };
      const repositoryUrl = 'https://github.com/acme/infra';
      const { text } = renderComment({ ...target, repositoryUrl, current: report, earlier: [], notes: [] });
      for (const part of says) for (const shown of [check.summary, text]) expect(shown).toContain(part);
    });
  });

  const start = async () => {
    scene = await startDeploymentScene({ store: engine });
    await scene.deliver('pull_request', pullPayload('opened', { head, at: 0 }));
  };
  const settings = wired('plan.yaml', 'synchronize');

  test('for want of GitHub ends once it answers', async () => {
    await quietStart('github_unreachable');
    scene.simulator.faults.clear();
    await until(async () => (await scene.nodes())[0]?.['state'] === 'running');
    await until(async () => (await reports())[0]?.reason === undefined);
  });

  test('for want of GitHub, which does not tell of the run that uploaded, ends once it answers', async () => {
    await start();
    const fault = { kind: 'status', status: 503 } as const;
    scene.simulator.faults.add({ route: 'actions/get-workflow-run', fault });
    await scene.upload(head, [item('vpc', { settings })], {
      event_name: 'pull_request_target',
      ref: 'refs/heads/main',
    });
    await until(async () => (await reportOf('github_unreachable')) !== undefined);
    const [report] = await reports();
    expect(report).toMatchObject({ state: 'expected', quiet: { since: expect.any(Number) } });
    // As after hours of failed attempts.
    await db()
      .updateTable('work_entries')
      .set({ attempts: 500, due_at: 0 })
      .where('kind', '=', joinKind)
      .where('is_leased', '=', 0)
      .execute();
    scene.simulator.faults.clear();
    await until(async () => (await scene.nodes())[0]?.['state'] === 'running');
    await until(async () => (await reports())[0]?.reason === undefined);
  });

  test('of the check is over once GitHub takes it: it says how the batch has ended', async () => {
    scene = await startDeploymentScene({ store: engine });
    const fault = { kind: 'status', status: 503 } as const;
    for (const route of ['checks/create', 'checks/update']) scene.simulator.faults.add({ route, fault });
    const repository = scene.simulator.world.repositories.get(1001);
    const real = repository?.git.readRef('refs/heads/other') ?? '';
    await scene.deliver('pull_request', pullPayload('opened', { head: real, at: 0 }));
    await scene.upload(real, []);
    await until(async () => (await scene.batches())[0]?.['state'] === 'concluded');
    const checks = () => repository?.checkRuns ?? [];
    expect(checks()).toEqual([]);
    scene.simulator.faults.clear();
    await until(() => checks().some(({ conclusion }) => conclusion === 'neutral'));
    expect(checks()).toHaveLength(1);
  });

  const quietStart = async (reason: 'github_unreachable') => {
    scene = await startDeploymentScene({ store: engine });
    await quietScenarios[reason].arrange(scene);
    await until(async () => (await reportOf(reason)) !== undefined);
  };

  test.each([
    { name: 'an earlier commit of the pull request', claims: {}, uploaded: later },
    { name: 'another pull request', claims: { ref: 'refs/pull/13/merge' }, uploaded: strange },
    { name: 'a branch', claims: { event_name: 'push', ref: 'refs/heads/feature' }, uploaded: strange },
    { name: 'a merge', claims: { ref: 'refs/heads/main' }, uploaded: strange },
  ])('is not explained by an upload for $name', async ({ claims, uploaded }) => {
    scene = await startDeploymentScene({ store: engine });
    await scene.deliver('pull_request', pullPayload('opened', { head: later, at: 0 }));
    await scene.deliver('pull_request', pullPayload('synchronize', { head, at: 10 }));
    await scene.upload(uploaded, [item('vpc', { settings })], claims);
    await pass(scene);
    await until(async () => (await reportOf('no_upload')) !== undefined);
  });

  test.each([{ time: 'before' }, { time: 'after' }])(
    'of a merge is told by a list of its plan that comes $time its deadline',
    async ({ time }) => {
      await start();
      const merged = { head, at: 90, state: 'closed', mergedAt: 90, mergeSha: sha('c') } as const;
      await scene.deliver('pull_request', pullPayload('closed', merged));
      if (time === 'after') {
        await pass(scene);
        await until(async () => (await reportOf('no_upload')) !== undefined);
      }
      await scene.upload(head, [item('vpc', { settings: wired('plan.yaml', 'synchronize', 'merged') })]);
      await until(async () => (await db().selectFrom('batch_sets').selectAll().execute()).length === 1);
      if (time === 'before') await pass(scene);
      await until(async () => (await reportOf('merged_without_upload')) !== undefined);
      expect(await reportOf('merged_without_upload')).toMatchObject({
        conclusion: 'failure',
        quiet: { hasLastList: true },
      });
    },
  );

  test('of an upload for another commit ends with the right one', async () => {
    await start();
    await scene.upload(strange, [item('vpc', { settings })]);
    await pass(scene);
    await until(async () => (await reportOf('other_commit')) !== undefined);
    await scene.upload(head, [item('vpc', { settings })]);
    await until(async () => (await scene.batches())[0]?.['state'] === 'running');
    expect((await reports())[0]).toMatchObject({ reason: undefined, sha: sha('a') });
  });
});
