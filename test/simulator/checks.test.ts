/** Check suites and runs: who writes them, what they may hold, and what Apps are told. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { appJwtOf } from '../support/app-jwt.ts';
import { type HookScene, startHookScene } from '../support/hook-scene.ts';

let scene: HookScene;
const tokens = new Map<string, string>();
const base = '/repos/acme/infra';

async function ask(method: string, path: string, body?: unknown, app = 'atmos-pro') {
  const response = await fetch(`${scene.simulator.urls.api}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens.get(app)}`, 'user-agent': 'test' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: assertions reach into JSON of any shape.
  const answer: any = await response.json();
  return { status: response.status, body: answer };
}

async function mint(installation: number, slug: string): Promise<void> {
  const response = await fetch(
    `${scene.simulator.urls.api}/app/installations/${installation}/access_tokens`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await appJwtOf(scene.simulator.world, slug)}`,
        'user-agent': 'test',
      },
    },
  );
  const { token } = (await response.json()) as { token: string };
  tokens.set(slug, token);
}

beforeAll(async () => {
  scene = await startHookScene((url) => ({
    apps: [
      { slug: 'atmos-pro', permissions: { checks: 'write' }, webhook: { url } },
      { slug: 'other', permissions: { checks: 'write' }, webhook: { url: `${url}/other` } },
      { slug: 'reader', permissions: { checks: 'read' }, webhook: { url: `${url}/reader` } },
    ],
    installations: ['atmos-pro', 'other', 'reader'].map((app, index) => ({
      id: 7 + index,
      app,
      account: 'acme',
    })),
  }));
  await mint(7, 'atmos-pro');
  await mint(8, 'other');
  await mint(9, 'reader');
});
afterAll(() => scene.stop());
beforeEach(() => scene.take());

const headOf = (branch: string) =>
  scene.simulator.world.repositories.get(1)?.git.readRef(`refs/heads/${branch}`) ?? '';
const make = (more: object = {}, app?: string) =>
  ask('POST', `${base}/check-runs`, { name: 'Atmos Pro', head_sha: headOf('feature'), ...more }, app);
const change = (id: number, body: object, app?: string) =>
  ask('PATCH', `${base}/check-runs/${id}`, body, app);
const output = (more: object = {}) => ({ output: { title: 'T', summary: 'S', ...more } });
const annotation = {
  path: 'main.tf',
  start_line: 1,
  end_line: 1,
  annotation_level: 'failure',
  message: 'No',
};

/** `event.action` with the slug of the App that was told. */
async function told(): Promise<string[]> {
  const slugs = new Map([...scene.simulator.world.apps.values()].map(({ id, slug }) => [String(id), slug]));
  return (await scene.take())
    .map(({ headers, payload }) => {
      const slug = slugs.get(headers['x-github-hook-installation-target-id'] ?? '');
      return `${headers['x-github-event']}.${payload.action} ${slug}`;
    })
    .sort();
}

test('a run is made, changed and completed, and every App with checks: write is told', async () => {
  const made = await make({ status: 'in_progress', external_id: 'p1', ...output() });
  expect(made).toMatchObject({
    status: 201,
    body: {
      ...{ name: 'Atmos Pro', status: 'in_progress', conclusion: null, external_id: 'p1' },
      output: { title: 'T', annotations_count: 0 },
      app: { slug: 'atmos-pro' },
    },
  });
  expect(await told()).toEqual(['check_run.created atmos-pro', 'check_run.created other']);
  const { id, check_suite: suite } = made.body;
  const done = await change(id, { conclusion: 'failure', ...output({ annotations: [annotation] }) });
  expect(done.body).toMatchObject({
    ...{ status: 'completed', conclusion: 'failure', completed_at: expect.any(String) },
    output: { annotations_count: 1 },
  });
  const hooks = await scene.take();
  const [run] = hooks.filter(({ headers }) => headers['x-github-event'] === 'check_run');
  expect(run?.payload).toMatchObject({
    action: 'completed',
    check_run: { id, check_suite: { id: suite.id, status: 'completed', conclusion: 'failure' } },
    sender: { login: 'atmos-pro[bot]' },
  });
  expect(hooks.map(({ payload }) => payload.action)).toEqual(Array(4).fill('completed'));
  await change(id, output({ annotations: [annotation] }));
  expect((await ask('GET', `${base}/check-runs/${id}/annotations`)).body).toHaveLength(2);
  expect((await ask('GET', `${base}/check-suites/${suite.id}`)).body).toMatchObject({
    ...{ status: 'completed', conclusion: 'failure', head_sha: headOf('feature') },
    head_commit: { id: headOf('feature'), tree_id: expect.stringMatching(/^[0-9a-f]{40}$/) },
  });
});

test('the newest run of a name hides the others', async () => {
  const { body } = await make({ name: 'twice', conclusion: 'failure' });
  const { body: newer } = await make({ name: 'twice', conclusion: 'success' });
  const list = async (query: string) =>
    (await ask('GET', `${base}/commits/feature/check-runs?check_name=twice${query}`)).body;
  expect(await list('')).toMatchObject({ total_count: 1, check_runs: [{ id: newer.id }] });
  expect(await list('&filter=all')).toMatchObject({ check_runs: [{ id: newer.id }, { id: body.id }] });
  expect(await list('&status=queued')).toMatchObject({ total_count: 0 });
  expect(await list('&app_id=1')).toMatchObject({ total_count: 0 });
});

test('there is one suite for an App and a commit, and a push requests one of each App', async () => {
  const { sha } = await scene.act({ do: 'push', branch: 'pushed', files: { a: 'b' } });
  expect(await told()).toEqual(['check_suite.requested atmos-pro', 'check_suite.requested other']);
  const { body } = await ask('GET', `${base}/commits/pushed/check-suites`);
  expect(body).toMatchObject({
    total_count: 2,
    check_suites: [{ head_branch: 'pushed', status: 'queued', conclusion: null }, {}],
  });
  expect((await ask('POST', `${base}/check-suites`, { head_sha: sha })).status).toBe(200);
  const { body: run } = await make({ head_sha: sha });
  expect(body.check_suites.map(({ id }: { id: number }) => id)).toContain(run.check_suite.id);
  await scene.act({ do: 'push', branch: 'elsewhere', files: {} });
  const other = headOf('elsewhere');
  expect(other).not.toBe(sha);
});

test('only the App that made a run may change it', async () => {
  const { body } = await make();
  const refused = await change(body.id, { conclusion: 'success' }, 'other');
  expect(refused).toMatchObject({
    status: 403,
    body: { message: expect.stringMatching(/^Invalid app_id `\d+` - check run can only be modified by/) },
  });
  expect((await make({}, 'reader')).status).toBe(403);
  expect((await ask('GET', `${base}/check-runs/${body.id}`, undefined, 'reader')).status).toBe(200);
});

test('asked for again, the suite is queued and the run stays', async () => {
  const { body } = await make({ conclusion: 'failure', ...output() });
  await scene.take();
  await scene.act({ as: 'will', do: 'rerequest', check_run: body.id });
  const [hook, ...rest] = await scene.take();
  expect(rest).toEqual([]);
  expect(hook?.payload).toMatchObject({
    action: 'rerequested',
    check_run: { id: body.id, status: 'completed', check_suite: { status: 'queued', conclusion: null } },
    sender: { login: 'will' },
  });
  const reopened = await change(body.id, { status: 'in_progress' });
  expect(reopened.body).toMatchObject({ status: 'in_progress', conclusion: null, completed_at: null });
  expect((await ask('POST', `${base}/check-runs/${body.id}/rerequest`)).status).toBe(201);
  expect(await told()).toEqual(['check_run.rerequested atmos-pro']);
  await scene.act({ do: 'rerequest', check_suite: body.check_suite.id });
  expect(await told()).toEqual(['check_suite.rerequested atmos-pro']);
});

test('a button of a completed run is clicked by a person who may write', async () => {
  const actions = [{ label: 'Resume', description: 'Go on', identifier: 'resume' }];
  const { body } = await make({ status: 'in_progress', actions });
  const click = { do: 'click', check_run: body.id, button: 'resume' };
  expect((await scene.refusal(click)).status).toBe(422);
  await change(body.id, { conclusion: 'action_required' });
  await scene.take();
  expect((await scene.refusal({ as: 'tom', ...click })).status).toBe(403);
  expect((await scene.refusal({ ...click, button: 'other' })).status).toBe(422);
  await scene.act({ as: 'will', ...click });
  const [hook, ...rest] = await scene.take();
  expect(rest).toEqual([]);
  expect(hook?.payload).toMatchObject({
    action: 'requested_action',
    requested_action: { identifier: 'resume' },
    check_run: { id: body.id },
    sender: { login: 'will' },
  });
});

test('an open run is stale after 14 days', async () => {
  const { body } = await make({ name: 'old', status: 'in_progress' });
  await scene.control('POST', '/time', { advance: 14 * 24 * 3_600_000 - 60_000 });
  const state = async () =>
    (await scene.control('GET', '/checks')).checks.find(({ id }: { id: number }) => id === body.id);
  expect(await state()).toMatchObject({ status: 'in_progress' });
  await scene.control('POST', '/time', { advance: 120_000 });
  expect(await state()).toMatchObject({ status: 'completed', conclusion: 'stale' });
  for (const [id, app] of [
    [7, 'atmos-pro'],
    [8, 'other'],
    [9, 'reader'],
  ] as const)
    await mint(id, app);
  expect((await change(body.id, { status: 'in_progress' })).body).toMatchObject({ status: 'in_progress' });
});

const action = (more: object) => ({ label: 'L', description: 'D', identifier: 'i', ...more });

test.each<[string, object, string]>([
  ['no name', { name: undefined }, '"name" wasn\'t supplied.'],
  ['no commit', { head_sha: undefined, name: undefined }, '"head_sha", "name" weren\'t supplied.'],
  ['an unknown commit', { head_sha: '1'.repeat(40) }, `No commit found for SHA: ${'1'.repeat(40)}`],
  ['an unknown status', { status: 'done' }, 'done is not a member of ["queued"'],
  ['stale, which only GitHub sets', { conclusion: 'stale' }, 'stale is not a member of'],
  ['completed without a conclusion', { status: 'completed' }, '"conclusion" wasn\'t supplied.'],
  ['an output without a summary', { output: { title: 'T' } }, '"summary" wasn\'t supplied.'],
  [
    'a long summary',
    output({ summary: 'x'.repeat(65_536) }),
    'Only 65535 characters are allowed; 65536 were',
  ],
  [
    '51 annotations',
    output({ annotations: Array(51).fill(annotation) }),
    'No more than 50 items are allowed; 51',
  ],
  [
    'an annotation without a path',
    output({ annotations: [{ ...annotation, path: undefined }] }),
    '"path" wasn\'t',
  ],
  [
    'four buttons',
    { actions: Array(4).fill(action({})) },
    'No more than 3 items are allowed; 4 were supplied.',
  ],
  ['a long label', { actions: [action({ label: 'x'.repeat(21) })] }, 'Only 20 characters are allowed; 21'],
  ['a long description', { actions: [action({ description: 'x'.repeat(41) })] }, 'Only 40 characters'],
  ['a time that is none', { started_at: 'yesterday' }, 'yesterday is not a valid date-time.'],
])('refuses %s', async (_name, more, words) => {
  const { status, body } = await make(more);
  expect(status).toBe(422);
  expect(body.message).toContain(words);
});

test('a checker sees runs and comments with the world’s time', async () => {
  const { body } = await make({ name: 'seen', ...output() });
  const { now, checks } = await scene.control('GET', '/checks?repository=acme/infra');
  expect(now).toMatch(/^\d{4}-.*Z$/);
  expect(checks.find(({ id }: { id: number }) => id === body.id)).toMatchObject({
    ...{ repository: 'acme/infra', name: 'seen', head_sha: headOf('feature'), app: 'atmos-pro' },
    ...{ status: 'queued', output: { title: 'T', summary: 'S' }, completed_at: null },
  });
  const { number } = await scene.act({ do: 'open', head: 'feature' });
  await scene.act({ do: 'comment', number, body: 'Hi' });
  expect((await scene.control('GET', '/comments')).comments).toMatchObject([
    { repository: 'acme/infra', number, body: 'Hi', author: 'alice' },
  ]);
  expect((await scene.control('GET', '/comments?repository=acme/other')).comments).toEqual([]);
});
