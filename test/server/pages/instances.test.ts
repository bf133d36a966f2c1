/** The pages of instances and of causes of drift, on each database engine: lists in both directions, one instance, badges, remediation. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillDrift, insertInstances } from '../../support/drift-rows.ts';
import { type PageBrowser, type PageScene, startPageScene } from '../../support/page-scene.ts';
import { describeEachStore } from '../../support/stores.ts';

const list = '/w/ws_acme/instances';
const instance = `${list}/1001/prod/net/vpc`;

function rowsOf(page: string): readonly string[] {
  return [...page.matchAll(/<tr id="instance-([^"]+)"/g)].map(([, id = '']) => id);
}

function linkOf(page: string, text: string): string | undefined {
  return new RegExp(`href="([^"]+)"[^>]*>${text}<`).exec(page)?.[1]?.replaceAll('&amp;', '&');
}

describeEachStore('the pages of instances', (store) => {
  let scene: PageScene;
  let cause: string;
  let member: PageBrowser;
  let admin: PageBrowser;

  async function read(path: string, browser = member): Promise<string> {
    const answer = await browser.get(path);
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
    return answer.text();
  }

  beforeAll(async () => {
    scene = await startPageScene({ store, replicas: 1 });
    const { db } = scene.server.database;
    cause = await fillDrift(db);
    const many = Array.from({ length: 140 }, (_, index) => ({
      ...{
        stack: `zoo-${String(index % 10)}`,
        component: `c${String(index).padStart(3, '0')}`,
        status: 'in_sync',
      },
    }));
    await insertInstances(db, [
      ...many,
      { stack: 'prod', component: 'far', status: 'drifted', repositoryId: '1002' },
      { stack: 'a/b', component: 'c d/é', status: 'in_sync', componentType: 'helmfile' },
      ...Array.from({ length: 3_500 }, (_, index) => ({
        ...{ stack: 'zz', component: `gone-${index}`, status: 'unknown', orphanedAt: 1 },
      })),
      { stack: 'zzz', component: 'end', status: 'unknown' },
    ]);
    member = await scene.signIn('mona');
    admin = await scene.signIn('adam');
  });
  afterAll(async () => scene[Symbol.asyncDispose]());

  test('go through the whole list and back, without a gap', async () => {
    const forth: string[] = [];
    const pages: (readonly string[])[] = [];
    let next: string | undefined = `${list}?stack=zoo-`;
    let page = '';
    while (next !== undefined) {
      page = await read(next);
      pages.push(rowsOf(page));
      forth.push(...rowsOf(page));
      next = linkOf(page, 'Next');
    }
    expect(new Set(forth).size).toBe(140);
    expect(pages.map(({ length }) => length)).toEqual([50, 50, 40]);
    const back: (readonly string[])[] = [];
    for (
      let previous = linkOf(page, 'Previous');
      previous !== undefined;
      previous = linkOf(page, 'Previous')
    ) {
      page = await read(previous);
      back.unshift(rowsOf(page));
    }
    expect(back).toEqual(pages.slice(0, 2));
    expect(rowsOf(await read(linkOf(page, 'Next') ?? ''))).toEqual(pages[1]);
  });

  test.each([
    ['stack=prod&state=drifted', ['1001-prod-net/vpc-terraform', '1002-prod-far-terraform']],
    ['repository=acme/infra&stack=dev', ['1001-dev-net/vpc-terraform']],
    ['component=rd', ['1001-prod-rds-terraform']],
    ['state=orphaned&stack=prod', ['1001-prod-old-terraform']],
    ['repository=acme/none', []],
    ['stack=zoo-1%25', []],
  ])('filter by %s', async (query, expected) => {
    expect(rowsOf(await read(`${list}?${query}`))).toEqual(expected);
  });

  test('a search that reads too much says so, and continues where it stopped', async () => {
    const seen: string[] = [];
    let stops = 0;
    for (let next: string | undefined = `${list}?component=end`; next !== undefined; stops += 1) {
      const page = await read(next);
      seen.push(...rowsOf(page));
      next = linkOf(page, 'Continue the search');
    }
    expect(seen).toEqual(['1001-zzz-end-terraform']);
    expect(stops).toBe(2);
  });

  test('chips have a number for each state, of the workspace or of the repository, up to a bound', async () => {
    const chips = (page: string) => [...page.matchAll(/class="chip"[^>]*>([^<]+)</g)].map(([, text]) => text);
    expect(chips(await read(list))).toEqual([
      ...['all', 'drifted 3', 'error 1', 'unknown 2', 'in sync 142', 'disabled 1', 'orphaned 1000+'],
    ]);
    expect(chips(await read(`${list}?repository=acme/infra`))).toContain('drifted 2');
  });

  test('an instance shows what changed, why, what is ignored, and that a result is missing', async () => {
    const page = await read(instance);
    expect(page).toContain(`/w/ws_acme/causes/${cause}`);
    expect(page).toContain('<code>tags.CostCenter</code>, <code>tags.Owner</code>');
    expect(page).toContain('ignored until 9999-12-31: scaling');
    expect(page).toContain('yearly');
    expect(page).toContain('Next check');
    expect(await read(`${list}/1001/prod/rds`)).toContain('Result missing');
    expect(await read(list)).toContain('result missing');
    const named = linkOf(await read(`${list}?stack=a/b`), 'c d/é') ?? '';
    expect(named).toBe('/w/ws_acme/instances/1001/a%2Fb/c%20d/%C3%A9?type=helmfile');
    expect(await read(named)).toContain('c d/é in a/b');
    for (const path of ['/1001/prod/none', '/1001/prod/net/vpc?type=helmfile', '/2001/prod/eks'])
      expect((await member.get(list + path)).status).toBe(404);
  });

  test('an instance that drift detection does not check has no next check', async () => {
    const page = await read(`${list}/1001/prod/iam`);
    expect(page).toContain('>disabled<');
    expect(page).not.toContain('Next check');
  });

  test('a badge is made by an admin, once, on record, and shows the state at once', async () => {
    const address = '/w/ws_acme/badge/1001/prod/net/vpc';
    expect(await read(instance)).not.toContain('id="badge"');
    expect(linkOf(await read(instance, admin), 'Create a badge…')).toBe(address);
    expect((await member.post(address, {})).status).toBe(403);
    for (let round = 0; round < 2; round += 1)
      expect((await admin.post(address, {})).headers.get('location')).toBe(instance);
    const page = await read(instance);
    const picture = /src="(\/badges\/[\w-]+\.svg)"/.exec(page)?.[1] ?? '';
    expect(page).toContain(`![Drift](https://atmos-pro.test${picture})`);
    expect(await (await fetch(scene.server.url + picture)).text()).toContain('Drift detected');
    const entries = await scene.server.store.audit.list({ workspaceId: 'ws_acme', event: 'badge.created' });
    expect(entries).toMatchObject([
      { actor: 'adam', details: { component: 'net/vpc', by: { person: { id: '502', login: 'adam' } } } },
    ]);
  });

  test('causes list what instances have in common, and each its instances', async () => {
    const page = await read('/w/ws_acme/causes');
    expect(page).toContain(cause);
    expect(page).toContain('<td>2</td><td>1</td>');
    const one = await read(`/w/ws_acme/causes/${cause}`);
    expect(rowsOf(one)).toEqual(['1001-dev-net/vpc-terraform', '1001-prod-net/vpc-terraform']);
    expect(one).toContain('tags.CostCenter');
    expect(one).not.toContain('Remediate');
    expect((await member.get('/w/ws_acme/causes/0123456789abcdef')).status).toBe(404);
  });

  test('an admin remediates what the page showed, with a reason; a member, and an older page, do not', async () => {
    const address = `/w/ws_acme/causes/${cause}/remediate/1001`;
    const page = await read(address, admin);
    const instances = /name="instances" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(rowsOf(page)).toHaveLength(2);
    expect((await member.post(address, { instances, reason: 'x' })).status).toBe(403);
    expect((await admin.post(address, { instances, reason: ' ' })).status).toBe(400);
    expect((await admin.post(address, { instances: 'other', reason: 'x' })).status).toBe(409);
    const done = await admin.post(address, { instances, reason: 'tags changed by hand' });
    expect([done.status, done.headers.get('location')]).toEqual([303, `/w/ws_acme/causes/${cause}`]);
    const entries = await scene.server.store.audit.list({
      workspaceId: 'ws_acme',
      event: 'drift.remediated',
    });
    expect(entries).toMatchObject([
      {
        ...{ outcome: 'allowed', actor: 'adam', repository: 'acme/infra' },
        details: {
          reason: 'tags changed by hand',
          by: { person: { id: '502', login: 'adam' } },
          instances: [
            { stack: 'dev', component: 'net/vpc' },
            { stack: 'prod', component: 'net/vpc' },
          ],
        },
      },
    ]);
    const [{ id: batch } = { id: 0 }] = await scene.server.database.db
      .selectFrom('batches')
      .select('id')
      .where('activity', '=', 'remediate')
      .execute();
    const started = new RegExp(
      `<a href="/w/ws_acme/batches/${batch}">Batch ${batch}</a> remediates 2 instances since .*: 2 [a-z]+`,
    );
    // Members see it as well, until the results are there.
    for (const page of [await read(`/w/ws_acme/causes/${cause}`), await read(instance)]) {
      expect(page).toMatch(started);
      expect(page).toContain('>remediating<');
    }
    expect(await read('/w/ws_acme/instances/1001/prod/rds')).not.toContain('remediates');
  });

  test('an instance that is disabled has no schedules and no next check', async () => {
    expect(await read('/w/ws_acme/instances/1001/prod/eks')).toContain('yearly');
    const disabled = await read('/w/ws_acme/instances/1001/prod/iam');
    expect(disabled).toContain('settings.pro.drift_detection.enabled');
    for (const text of ['yearly', 'Next check']) expect(disabled).not.toContain(text);
    expect(await read('/w/ws_acme/instances/1001/prod/old')).not.toContain('yearly');
  });

  test('an instance that is in sync is not remediated, and the refusal is on record', async () => {
    const address = '/w/ws_acme/remediate/1001/prod/eks';
    const page = await read(address, admin);
    const instances = /name="instances" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect((await admin.post(address, { instances, reason: 'x' })).status).toBe(409);
    const [entry] = await scene.server.store.audit.list({
      workspaceId: 'ws_acme',
      outcome: 'denied',
      event: 'drift.remediated',
    });
    expect(entry?.details).toMatchObject({ refusal: 'not_drifted', by: { person: { login: 'adam' } } });
  });

  test('an instance is not remediated in the place of another type that the page did not show', async () => {
    const twin = { stack: 'twin', component: 'x', status: 'drifted' };
    await insertInstances(scene.server.database.db, [twin, { ...twin, componentType: 'helmfile' }]);
    const address = '/w/ws_acme/remediate/1001/twin/x';
    expect((await admin.get(`${address}?type=helmfile`)).status).toBe(409);
    const page = await read(address, admin);
    const instances = /name="instances" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect((await admin.post(`${address}?type=helmfile`, { instances, reason: 'x' })).status).toBe(409);
    expect((await admin.post(address, { instances, reason: 'x' })).status).toBe(303);
  });
});

describeEachStore('the page on which the instances of a cause are remediated', (store) => {
  test('leaves out an instance in whose place a Terraform component would be remediated', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const { db } = scene.server.database;
    const cause = await fillDrift(db);
    const twin = { stack: 'twin', component: 'x', status: 'drifted' };
    const helmfile = { componentType: 'helmfile' };
    await insertInstances(db, [twin, { ...twin, ...helmfile }, { ...twin, stack: 'alone', ...helmfile }]);
    const change = await db
      .selectFrom('plan_changes')
      .selectAll()
      .where('stack', '=', 'dev')
      .executeTakeFirstOrThrow();
    const changes = ['twin', 'alone'].map((stack) => ({
      ...{ ...change, stack, component: 'x', component_type: 'helmfile' },
    }));
    await db.insertInto('plan_changes').values(changes).execute();
    const admin = await scene.signIn('adam');
    const address = `/w/ws_acme/causes/${cause}/remediate/1001`;
    const page = await (await admin.get(address)).text();
    expect(rowsOf(page)).toEqual([
      ...['1001-alone-x-helmfile', '1001-dev-net/vpc-terraform', '1001-prod-net/vpc-terraform'],
    ]);
    expect(page).toContain('1 is left out');
    const instances = /name="instances" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect((await admin.post(address, { instances, reason: 'x' })).status).toBe(303);
    const [entry] = await scene.server.store.audit.list({ event: 'drift.remediated' });
    expect(entry?.details).toMatchObject({
      instances: [
        { stack: 'alone', component: 'x' },
        { stack: 'dev', component: 'net/vpc' },
        { stack: 'prod', component: 'net/vpc' },
      ],
    });
  });
});

describeEachStore('an instance whose changes are all ignored', (store) => {
  test('is shown and counted as that, not as drifted', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const { db } = scene.server.database;
    await fillDrift(db);
    await insertInstances(db, [{ stack: 'dev', component: 'asg', status: 'drifted' }]);
    const noise = await db
      .selectFrom('plan_changes')
      .selectAll()
      .where('type', '=', 'aws_autoscaling_group')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('plan_changes')
      .values({ ...noise, stack: 'dev', component: 'asg' })
      .execute();
    const member = await scene.signIn('mona');
    const read = async (path: string) => (await member.get(path)).text();
    const all = await read('/w/ws_acme/instances');
    expect(all).toContain('>drifted 2<');
    expect(all).toContain('>ignored 1<');
    expect(rowsOf(await read('/w/ws_acme/instances?state=ignored'))).toEqual(['1001-dev-asg-terraform']);
    expect(rowsOf(await read('/w/ws_acme/instances?state=drifted'))).toEqual([
      ...['1001-dev-net/vpc-terraform', '1001-prod-net/vpc-terraform'],
    ]);
    const one = await read('/w/ws_acme/instances/1001/dev/asg');
    expect(one).toContain('>ignored<');
    expect(one).toContain('ignored until 9999-12-31: scaling');
  });
});
