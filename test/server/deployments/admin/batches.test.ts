/** Admins at `/batches`, over HTTP on both stores: what they see, what they may start, and every refusal. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { renderBatchDetails } from '../../../../src/cli/batches/render.ts';
import { exchange, idTokenOf } from '../../../support/server.ts';
import { describeEachStore } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import { item } from '../../stacks/uploads-scene.ts';
import { sha, wired } from '../deployment-scene.ts';
import { groupPayload } from '../group-payloads.ts';
import { type AdminScene, narrow, startAdminScene } from './scene.ts';

const settings = wired('plan.yaml', 'synchronize', 'merged');
const precise = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const [b, c] = [sha('b'), sha('c')];
const release = { workspace: 'ws_1', hold: 'blast_radius', reason: 'reviewed in INC-7' };
const retry = { workspace: 'ws_1', reason: 'runner lost' };

describeEachStore('admins and batches', (engine) => {
  let scene: AdminScene;
  const start = async (deployments: Parameters<typeof startAdminScene>[0] = {}) => {
    scene = await startAdminScene({ store: engine, ...deployments });
  };
  afterEach(async () => scene[Symbol.asyncDispose]());

  test('a list has the newest first, page by page, by repository, state and pull request', async () => {
    await start();
    const first = await scene.open([item('vpc', { settings })]);
    const second = await scene.open([], { head: b, number: 13 });
    await scene.untilState(second, 'concluded');
    const third = await scene.open([item('dns', { settings })], { head: c, number: 12 });
    await scene.untilState(first, 'superseded');
    await scene.untilState(third, 'running');
    const ids = async (query: string) => (await scene.list(query)).batches.map(({ id }) => id);
    expect(await ids('')).toEqual([third, second, first]);
    expect(await ids('&repository=ACME/infra&pull=12')).toEqual([third, first]);
    expect(await ids('&state=open')).toEqual([third]);
    expect((await scene.list('')).batches.map(({ stopped }) => stopped)).toEqual([
      undefined,
      undefined,
      'superseded',
    ]);
    expect(await ids('&state=concluded')).toEqual([second]);
    expect(await ids('&repository=acme/other')).toEqual([]);
    expect(await ids('&repository=acme/unknown')).toEqual([]);
    const page = await scene.list('&limit=2');
    expect([page.batches.map(({ id }) => id), page.next]).toEqual([[third, second], String(second)]);
    expect(await scene.list(`&limit=2&after=${page.next}`)).toMatchObject({ batches: [{ id: first }] });
    expect((await scene.list('&state=concluded')).batches).toEqual([
      {
        id: second,
        repository: 'acme/infra',
        repositoryId: '1001',
        activity: 'pull_request.opened',
        subject: 'pr/13',
        headSha: b,
        sha: b,
        state: 'concluded',
        conclusion: 'neutral',
        reason: 'nothing_affected',
        message: 'No affected stacks',
        counts: {},
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
        concludedAt: expect.stringMatching(/Z$/),
      },
    ]);
  });

  test('a batch has its deployments with their order, dispatches and runs, a page at a time', async () => {
    await start();
    const vpc = item('vpc', { settings: wired('apply.yaml', 'synchronize') });
    const id = await scene.open([
      { ...vpc, dependents: [item('eks', { settings: wired('apply.yaml', 'synchronize') })] },
    ]);
    const find = async (name: string) =>
      (await scene.show(id)).deployments.find(({ component }) => component === name);
    await until(async () => (await find('vpc'))?.dispatches[0]?.runId !== undefined);
    const batch = await scene.show(id);
    expect(batch).toMatchObject({ state: 'running', title: expect.stringContaining('of 2 done') });
    expect(await find('vpc')).toMatchObject({
      stack: 'dev',
      kind: 'change',
      attempt: 1,
      dependsOn: [],
      dispatches: [
        {
          id: expect.stringMatching(/^dep_/),
          workflow: 'apply.yaml',
          ref: 'main',
          state: 'sent',
          runUrl: expect.stringContaining('/acme/infra/actions/runs/'),
          times: { plannedAt: precise, sendingAt: precise },
        },
      ],
    });
    expect(await find('eks')).toMatchObject({
      status: 'waiting for 1 other',
      state: 'waiting',
      openParents: 1,
      dependsOn: [(await find('vpc'))?.number],
      dispatches: [],
    });
    const first = await scene.show(id, '&limit=1');
    const rest = await scene.show(id, `&limit=1&after=${first.next}`);
    expect([first.deployments.length, rest.deployments.length]).toEqual([1, 1]);
    expect([...first.deployments, ...rest.deployments]).toEqual(batch.deployments);
  });

  test('a batch of a pull request has the review of the App that stands', async () => {
    await start();
    const id = await scene.open([]);
    await scene.untilState(id, 'concluded');
    expect(await scene.show(id)).not.toHaveProperty('reviewUrl');
    const { db } = scene.server.database;
    const url = 'https://github.com/acme/infra/pull/12#pullrequestreview-1';
    const place = { workspace_id: 'ws_1', repository_id: '1001', kind: 'review', target: '12' } as const;
    await db
      .insertInto('projections')
      .values({ ...place, remote_id: '1', remote_url: url, size_step: 0 })
      .execute();
    expect(await scene.show(id)).toMatchObject({ reviewUrl: url });
    await db.updateTable('projections').set({ remote_id: null }).where('kind', '=', 'review').execute();
    expect(await scene.show(id)).not.toHaveProperty('reviewUrl');
  });

  test('a batch of a merge group has the pull requests that the group tests', async () => {
    await start();
    await scene.deliver('merge_group', groupPayload('checks_requested', { head: sha('e'), number: 13 }));
    const { batches } = await scene.list();
    const id = batches[0]?.id ?? 0;
    expect(await scene.show(id)).toMatchObject({ subject: `group/${sha('e')}`, pullRequests: [13] });
    const name = { repository_id: '1001', head_sha: sha('e') };
    const pulls = [12, 13].map((number, position) => ({ ...name, pull_number: number, position }));
    await scene.server.database.db.insertInto('merge_group_pulls').values(pulls).execute();
    expect(await scene.show(id)).toMatchObject({ pullRequests: [12, 13] });
    const other = { repository_id: '1002', head_sha: sha('e'), pull_number: 14, position: 0 };
    await scene.server.database.db.insertInto('merge_group_pulls').values(other).execute();
    for (const [pull, found] of [
      ['12', [id]],
      ['13', [id]],
      ['14', []],
    ] as const) {
      const list = await scene.list(`&repository=acme/infra&pull=${pull}`);
      expect([pull, list.batches.map((batch) => batch.id)]).toEqual([pull, found]);
    }
    expect(renderBatchDetails({ ...(await scene.show(id)) })).toMatch(/^pull requests {2}#12 #13$/m);
  });

  test('a file that cannot be started is named with its reason', async () => {
    await start();
    const id = await scene.open([item('vpc', { settings: wired('untriggered.yaml', 'synchronize') })]);
    await scene.untilState(id, 'concluded');
    expect((await scene.show(id)).deployments).toMatchObject([
      {
        state: 'refused',
        reason: 'no_dispatch_trigger',
        message: expect.stringContaining('workflow_dispatch'),
      },
    ]);
  });

  test('a release starts what was held, and the audit has the token, the reason and the request', async () => {
    await start({ deployments: { hold: { threshold: 1 } } });
    const id = await scene.open([item('vpc', { settings }), item('dns', { settings })]);
    await scene.untilState(id, 'held');
    expect((await scene.show(id)).why).toMatch(/^Dispatch held\. /);
    expect(await scene.ask(`/batches/${id}/release`, { ...release, hold: 'fork' })).toMatchObject({
      status: 409,
      errorTag: 'BatchNotHeld',
    });
    expect(await scene.ask(`/batches/${id}/release`, release)).toMatchObject({ status: 200, data: { id } });
    await scene.untilState(id, 'running');
    expect(await scene.ask(`/batches/${id}/release`, release)).toMatchObject({ errorTag: 'BatchNotHeld' });
    expect(await scene.audit('batch.released')).toMatchObject([
      {
        actor: 'admin:alice',
        outcome: 'allowed',
        workspace_id: 'ws_1',
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        details: { batch: id, hold: 'blast_radius', reason: release.reason },
      },
    ]);
    expect(await scene.audit('batch.command_denied')).toMatchObject([
      {
        actor: 'admin:alice',
        outcome: 'denied',
        details: { batch: id, hold: 'fork', refusal: 'BatchNotHeld' },
      },
      { details: { batch: id, hold: 'blast_radius' } },
    ]);
    expect((await scene.show(id)).commands).toEqual([
      expect.objectContaining({ by: 'admin:alice', command: 'release_blast_radius', outcome: 'not_held' }),
      expect.objectContaining({ by: 'admin:alice', command: 'release_blast_radius', outcome: 'done' }),
      expect.objectContaining({ by: 'admin:alice', command: 'release_fork', outcome: 'not_held' }),
    ]);
  });

  test('a retry runs again what failed, or one deployment of it, and never what succeeded', async () => {
    await start();
    const id = await scene.open([
      item('vpc', { settings }),
      item('dns', { settings }),
      item('iam', { settings }),
    ]);
    await scene.untilState(id, 'running');
    expect(await scene.ask(`/batches/${id}/retry`, retry)).toMatchObject({
      status: 409,
      errorTag: 'NothingToRetry',
    });
    await scene.endRuns(id, (component) => (component === 'iam' ? 'success' : 'failure'));
    await scene.untilState(id, 'concluded');
    const attempts = async () =>
      Object.fromEntries((await scene.show(id)).deployments.map((one) => [one.component, one.attempt]));
    const numberOf = async (name: string) =>
      (await scene.show(id)).deployments.find(({ component }) => component === name)?.number;
    expect(
      await scene.ask(`/batches/${id}/retry`, { ...retry, deployment: await numberOf('iam') }),
    ).toMatchObject({ status: 409, errorTag: 'NothingToRetry' });
    expect(await scene.ask(`/batches/${id}/retry`, { ...retry, deployment: 999 })).toMatchObject({
      errorTag: 'NothingToRetry',
    });
    expect(await attempts()).toEqual({ vpc: 1, dns: 1, iam: 1 });
    const deployment = await numberOf('dns');
    expect(await scene.ask(`/batches/${id}/retry`, { ...retry, deployment })).toMatchObject({
      status: 200,
      data: { id, state: 'running' },
    });
    expect(await attempts()).toEqual({ vpc: 1, dns: 2, iam: 1 });
    expect(await scene.ask(`/batches/${id}/retry`, retry)).toMatchObject({ status: 200 });
    expect(await attempts()).toEqual({ vpc: 2, dns: 2, iam: 1 });
    expect(await scene.audit('deployment.retried')).toMatchObject([
      {
        actor: 'admin:alice',
        details: { deployment, component: 'dns', deployments: 1, reason: retry.reason },
      },
      { actor: 'admin:alice', details: { deployments: 1, scope: 'unfinished', reason: retry.reason } },
    ]);
  });

  test('a batch that was replaced is not retried', async () => {
    await start();
    const id = await scene.open([item('vpc', { settings })]);
    await scene.endRuns(id, () => 'failure');
    await scene.untilState(id, 'concluded');
    const next = await scene.open([item('vpc', { settings })], { head: b });
    await scene.untilState(next, 'running');
    expect(await scene.ask(`/batches/${id}/retry`, retry)).toMatchObject({
      status: 409,
      errorTag: 'BatchNotCurrent',
    });
  });

  describe('refuses', () => {
    test('strangers and admins of other workspaces alike, whatever exists', async () => {
      await start({ deployments: { hold: { threshold: 1 } } });
      const id = await scene.open([item('vpc', { settings }), item('dns', { settings })]);
      await scene.untilState(id, 'held');
      const requests = (batch: number): readonly (readonly [path: string, body?: object])[] => [
        [`/batches/${batch}?workspace=ws_1`],
        [`/batches/${batch}/release`, release],
        [`/batches/${batch}/retry`, retry],
      ];
      for (const token of ['', 'x'.repeat(40), narrow]) {
        const known = requests(id).map(([path, body]) => scene.ask(path, body, token));
        const unknown = requests(id + 1_000).map(([path, body]) => scene.ask(path, body, token));
        const answers = await Promise.all(known);
        expect(answers.map(({ status }) => status)).toEqual(Array(3).fill(token === narrow ? 403 : 401));
        expect(answers).toEqual(await Promise.all(unknown));
      }
      // In a workspace of their own they are told no more than that it does not have it.
      const foreign = (batch: number) => scene.ask(`/batches/${batch}?workspace=ws_2`, undefined, narrow);
      expect(await foreign(id)).toMatchObject({ status: 404, errorTag: 'BatchNotFound' });
      const theirs = { workspace: 'ws_2', reason: 'mine' };
      expect(
        await scene.ask(`/batches/${id}/release`, { ...theirs, hold: 'blast_radius' }, narrow),
      ).toMatchObject({ status: 404, errorTag: 'BatchNotFound' });
      expect(await scene.ask(`/batches/${id}/retry`, theirs, narrow)).toMatchObject({ status: 404 });
      expect(await scene.ask('/batches?workspace=ws_2', undefined, narrow)).toMatchObject({
        data: { batches: [] },
      });
      expect((await scene.show(id)).state).toBe('held');
      const denied = await scene.audit('batch.command_denied');
      expect(denied.map(({ actor, workspace_id: workspace }) => [actor, workspace])).toEqual([
        ...Array(4).fill(['admin:narrow', 'ws_1']),
        ...Array(2).fill(['admin:narrow', 'ws_2']),
      ]);
      expect(await scene.audit('batch.show')).toHaveLength(2);
    });

    test('a job', async () => {
      await start();
      const id = await scene.open([]);
      const session = await exchange(scene.server, await idTokenOf(scene.simulator, 'upload'), 'ws_1');
      const token = String(session.body.data?.['token']);
      for (const [path, body] of [
        ['/batches?workspace=ws_1'],
        [`/batches/${id}?workspace=ws_1`],
        [`/batches/${id}/release`, release],
        [`/batches/${id}/retry`, retry],
      ] as const)
        expect(await scene.ask(path, body, token)).toMatchObject({ status: 403, errorTag: 'AdminRequired' });
    });

    test('what does not fit', async () => {
      await start();
      const id = await scene.open([]);
      const requests: readonly (readonly [path: string, body?: object])[] = [
        ['/batches'],
        ['/batches?workspace=ws_1&pull=12'],
        ['/batches?workspace=ws_1&state=broken'],
        ['/batches?workspace=ws_1&limit=0'],
        ['/batches?workspace=ws_1&limit=1000'],
        ['/batches?workspace=ws_1&after=x'],
        ['/batches?workspace=ws_1&who=me'],
        ['/batches/one?workspace=ws_1'],
        ['/batches/1e3?workspace=ws_1'],
        [`/batches/${id}`],
        [`/batches/${id}/release`, { hold: 'fork', reason: 'no workspace' }],
        [`/batches/${id}/release`, { workspace: 'ws_1', reason: 'no hold' }],
        [`/batches/${id}/release`, { ...release, hold: 'all' }],
        [`/batches/${id}/release`, { ...release, reason: undefined }],
        [`/batches/${id}/release`, { ...release, reason: '' }],
        [`/batches/${id}/release`, { ...release, reason: ' \n ' }],
        [`/batches/${id}/release`, { ...release, reason: 'x'.repeat(1_001) }],
        [`/batches/${id}/release`, { ...release, reason: 'a\u0000b' }],
        [`/batches/${id}/retry`, { ...retry, reason: undefined }],
        [`/batches/${id}/retry`, { ...retry, deployment: -1 }],
        [`/batches/${id}/retry`, { ...retry, deployment: 1.5 }],
        [`/batches/${id}/retry`, { ...retry, all: true }],
      ];
      for (const [path, body] of requests)
        expect([path, body, (await scene.ask(path, body)).errorTag]).toEqual([path, body, 'InvalidRequest']);
    });
  });
});
