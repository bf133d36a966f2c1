/** The pages of batches and runs on each database engine: lists, the graph, and what admins command. */
import { expect, test } from '@jest/globals';
import { type BatchRow, insertBatch, mixedNodes, type NodeRow } from '../../support/batch-rows.ts';
import { type PageScene, startPageScene } from '../../support/page-scene.ts';
import { describeEachStore } from '../../support/stores.ts';

const batchOf = (id: number) => `/w/ws_acme/batches/${id}`;
const one: readonly NodeRow[] = [{ stack: 'prod', component: 'vpc', state: 'succeeded' }];

async function readerOf(scene: PageScene, login = 'adam') {
  const browser = await scene.signIn(login);
  return async (path: string, status = 200) => {
    const answer = await browser.get(path);
    expect({ path, status: answer.status }).toEqual({ path, status });
    return answer.text();
  };
}

/** What the form of a retry says that its page showed. */
const shownIn = (text: string) => /name="again" value="([^"]+)"/.exec(text)?.[1] ?? '';

const idsIn = (text: string, prefix: string) =>
  [...text.matchAll(new RegExp(`<tr id="${prefix}-(\\d+)"`, 'g'))].map(([, id]) => Number(id));

const large = (count: number, stacks: number): readonly NodeRow[] =>
  Array.from({ length: count }, (_, number) => ({
    stack: `stack-${number % stacks}`,
    component: `component-${Math.floor(number / stacks)}`,
    state: number === count - 1 ? 'failed' : 'succeeded',
    parents: number < stacks ? [] : [number - stacks],
  }));

describeEachStore('pages of batches', (store) => {
  test('the list has the newest first, in pages, with filters; other workspaces see none of it', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const add = (row: BatchRow) => insertBatch(scene.server, row);
    const ids: number[] = [];
    for (let count = 0; count < 60; count += 1)
      ids.push(
        await add({ nodes: one, subject: `pr/${count + 1}`, state: 'concluded', conclusion: 'success' }),
      );
    const failed = await add({
      nodes: mixedNodes,
      subject: 'pr/99',
      state: 'concluded',
      conclusion: 'failure',
    });
    const newest = [failed, ...ids.toReversed()];
    const read = await readerOf(scene, 'mona');
    const first = await read('/w/ws_acme/batches');
    expect(idsIn(first, 'batch')).toEqual(newest.slice(0, 50));
    expect(first).not.toContain('>Newer<');
    const follow = (text: string, name: string) =>
      new RegExp(`href="([^"]*)">${name}<`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await read(follow(first, 'Older'));
    expect(idsIn(second, 'batch')).toEqual(newest.slice(50));
    expect(second).not.toContain('>Older<');
    expect(idsIn(await read(follow(second, 'Newer')), 'batch')).toEqual(newest.slice(0, 50));
    expect(idsIn(await read('/w/ws_acme/batches?state=failure'), 'batch')).toEqual([failed]);
    expect(idsIn(await read('/w/ws_acme/batches?repository=acme/infra&pull=99'), 'batch')).toEqual([failed]);
    expect(await read('/w/ws_acme/batches?pull=99')).toContain('Enter the number of the pull request');
    expect(await read('/w/ws_acme/batches?state=broken')).toContain('Unknown state');
    expect(await read('/w/ws_acme/batches?repository=acme/none')).toContain('No batch matches.');
    const olga = await readerOf(scene, 'olga');
    expect(idsIn(await olga('/w/ws_globex/batches'), 'batch')).toEqual([]);
    await olga(`/w/ws_globex/batches/${failed}`, 404);
    expect(idsIn(await olga('/w/ws_globex/runs'), 'run')).toEqual([]);
    for (const id of ['0', 'x', '999999999999999', '1e3']) await read(`/w/ws_acme/batches/${id}`, 404);
  });

  test('a batch shows its deployments with what they wait for, as a graph, a list and a waterfall', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const id = await insertBatch(scene.server, { nodes: mixedNodes });
    const read = await readerOf(scene, 'mona');
    const text = await read(batchOf(id));
    expect(text).toContain('3 of 6 done');
    expect(text).toContain('href="https://github.com/acme/infra/actions/runs/');
    expect(text).toMatch(/<tr id="d-2">.*?not started: eks in prod failed/s);
    expect(text).toMatch(/<tr id="d-4">.*?waiting for 1 other.*?href="#d-3">vpc in dev</s);
    expect(text).toMatch(/<tr id="d-5">.*?locked by run 801 of apply\.yaml/s);
    expect(text).toMatch(/id="critical-path">Critical path: .*?vpc in dev.*?eks in dev/s);
    expect(text.match(/<a id="n-\d+" class="box /g)).toHaveLength(6);
    expect(text).not.toContain('Retry');
    const waterfall = await read(`${batchOf(id)}?view=waterfall`);
    expect(waterfall).toMatch(/<tr id="d-1">.*?class="wait".*?class="run".*?4 min.*?2 s.*?7 min/s);
    expect(idsIn(await read(`${batchOf(id)}?state=failed`), 'd')).toEqual([1]);
    expect(idsIn(await read(`${batchOf(id)}?stack=dev`), 'd')).toEqual([3, 5, 4]);
    expect(idsIn(await read(`${batchOf(id)}?stack=none&from=9999999`), 'd')).toEqual([]);
    const runs = await read('/w/ws_acme/runs');
    expect(idsIn(runs, 'run')).toHaveLength(3);
    expect(runs).toContain(`href="${batchOf(id)}">${id}<`);
    expect(idsIn(await read('/w/ws_acme/runs?state=failed'), 'run')).toHaveLength(1);
    expect(idsIn(await read('/w/ws_acme/runs?state=open&repository=acme/infra'), 'run')).toHaveLength(1);
    expect(await read('/w/ws_acme/runs?repository=acme/none')).toContain('No run matches.');
  });

  test('"Newer" goes back up over the same pages of runs, to the first one, with the filter', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const mixed = large(260, 4).map((node, number) => ({
      ...node,
      state: number % 2 === 0 ? ('failed' as const) : ('succeeded' as const),
    }));
    await insertBatch(scene.server, { nodes: mixed });
    const read = await readerOf(scene, 'mona');
    const follow = (text: string, name: string) =>
      new RegExp(`href="([^"]*)"[^>]*>${name}<`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    for (const path of ['/w/ws_acme/runs', '/w/ws_acme/runs?state=failed&repository=acme/infra']) {
      const first = await read(path);
      expect(first).not.toContain('>Newer<');
      const second = await read(follow(first, 'Older'));
      const third = await read(follow(second, 'Older'));
      expect(idsIn(third, 'run').length).toBeGreaterThan(0);
      const up = await read(follow(third, 'Newer'));
      expect(idsIn(up, 'run')).toEqual(idsIn(second, 'run'));
      const top = await read(follow(up, 'Newer'));
      expect(idsIn(top, 'run')).toEqual(idsIn(first, 'run'));
      expect(idsIn(await read(follow(top, 'Older')), 'run')).toEqual(idsIn(second, 'run'));
      expect(follow(third, 'Newest').replace('%2F', '/')).toBe(
        path.replace(/state=failed&(.*)/, '$1&state=failed'),
      );
    }
    // Above everything there is nothing, and the way down is still there.
    const above = await read('/w/ws_acme/runs?after=999999');
    expect(idsIn(above, 'run')).toEqual([]);
    expect(idsIn(await read(follow(above, 'Older')), 'run')).toHaveLength(50);
  });

  test('2,000 deployments are one box for each stack, and a list in pages', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const id = await insertBatch(scene.server, { nodes: large(2_000, 40) });
    const read = await readerOf(scene, 'mona');
    const text = await read(batchOf(id));
    expect(text.match(/class="box /g)).toHaveLength(40);
    expect(idsIn(text, 'd')).toHaveLength(100);
    expect(text).toContain('1–100 of 2000');
    expect(text.length).toBeLessThan(200_000);
    const opened = await read(`${batchOf(id)}?stack=stack-39`);
    expect(opened.match(/class="box /g)).toHaveLength(50);
    expect(idsIn(opened, 'd')).toHaveLength(50);
    expect(idsIn(await read(`${batchOf(id)}?from=1900`), 'd').at(-1)).toBe(1_999);
  });

  test('an admin retries what failed and releases what is held; the audit log has the person', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const id = await insertBatch(scene.server, { nodes: mixedNodes });
    const held = await insertBatch(scene.server, {
      ...{ nodes: [{ stack: 'prod', component: 'vpc', state: 'ready' }], subject: 'pr/7' },
      ...{ state: 'held', heldBy: 'blast_radius' },
    });
    const admin = await scene.signIn('adam');
    const page = await (await admin.get(batchOf(id))).text();
    expect(page).toContain(`href="${batchOf(id)}/retry"`);
    expect(page).toContain(`href="${batchOf(id)}/retry?deployment=1"`);
    const form = await (await admin.get(`${batchOf(id)}/retry`)).text();
    expect(form).toContain('<li>eks in prod</li>');
    expect((await admin.post(`${batchOf(id)}/retry`, { reason: ' ' })).status).toBe(400);
    expect((await admin.post(`${batchOf(id)}/retry`, { deployment: 'x', reason: 'x' })).status).toBe(400);
    expect((await admin.post(`${batchOf(id)}/retry`, { deployment: '0', reason: 'x' })).status).toBe(409);
    const again = shownIn(await (await admin.get(`${batchOf(id)}/retry?deployment=1`)).text());
    const retried = await admin.post(`${batchOf(id)}/retry`, {
      ...{ deployment: '1', again, reason: 'quota raised' },
    });
    expect([retried.status, retried.headers.get('location')]).toEqual([303, batchOf(id)]);

    expect(await (await admin.get(`${batchOf(held)}/release`)).text()).toContain('value="blast_radius"');
    const release = (hold: string) => admin.post(`${batchOf(held)}/release`, { hold, reason: 'reviewed' });
    expect((await release('none')).status).toBe(400);
    // Another hold than the person saw stays.
    expect((await release('fork')).status).toBe(409);
    expect((await release('blast_radius')).status).toBe(303);
    expect((await release('blast_radius')).status).toBe(409);

    const person = { id: '502', login: 'adam' };
    const audit = (event: string) => scene.server.store.audit.list({ event });
    expect(await audit('deployment.retried')).toMatchObject([
      {
        actor: 'adam',
        details: { batch: id, deployment: 1, component: 'eks', reason: 'quota raised', person },
      },
    ]);
    expect(await audit('batch.released')).toMatchObject([
      { actor: 'adam', details: { batch: held, hold: 'blast_radius', reason: 'reviewed', person } },
    ]);
    const denied = await audit('batch.command_denied');
    expect(denied.map(({ details }) => details['person'])).toEqual([person, person, person]);
    expect(await (await admin.get(batchOf(id))).text()).toMatch(/<h2>Commands<\/h2>.*?adam<.*?retry/s);
  });

  test('a retry runs what its page showed, and nothing if that has changed', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const id = await insertBatch(scene.server, { nodes: mixedNodes });
    const admin = await scene.signIn('adam');
    const address = `${batchOf(id)}/retry`;
    const again = shownIn(await (await admin.get(address)).text());
    const { db } = scene.server.database;
    const other = db.updateTable('batch_nodes').where('batch_id', '=', id).where('number', '=', 3);
    await other.set({ state: 'failed' }).execute();
    for (const shown of [again, 'x', '']) {
      const answer = await admin.post(address, { again: shown, reason: 'x' });
      expect([shown, answer.status]).toEqual([shown, 409]);
    }
    expect(await scene.server.store.audit.list({ event: 'deployment.retried' })).toEqual([]);
    const newer = shownIn(await (await admin.get(address)).text());
    expect((await admin.post(address, { again: newer, reason: 'x' })).status).toBe(303);
  });

  test('a retry is offered only where something runs again: never an apply that succeeded', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const read = await readerOf(scene);
    const add = (nodes: readonly NodeRow[], row: Partial<BatchRow> = {}) =>
      insertBatch(scene.server, { ...row, nodes, state: 'concluded', conclusion: 'success' });
    const vpc = { stack: 'prod', component: 'vpc', state: 'succeeded' } as const;
    const applied = await add([{ ...vpc, kind: 'change' }]);
    const planned = await add([vpc, { ...vpc, component: 'eks', kind: 'change' }]);
    const swept = await add([vpc], { event: 'drift_detection', subject: 'sweep/daily/1' });
    expect(await read(batchOf(applied))).not.toContain('/retry');
    expect(await read(`${batchOf(applied)}/retry`)).not.toContain('<form');
    expect(await read(batchOf(planned))).toContain('Retry this batch…');
    expect(await read(`${batchOf(planned)}/retry`)).toMatch(/<li>vpc in prod<\/li><\/ul>/);
    expect(await read(batchOf(swept))).not.toContain('/retry');
  });

  test('a batch lists the errors of CODEOWNERS that fail its check', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const id = await insertBatch(scene.server, { nodes: [], state: 'concluded', conclusion: 'failure' });
    const errors = Array.from({ length: 25 }, (_, index) => ({
      ...{ path: '.github/CODEOWNERS', line: index + 1, message: `Unknown owner @acme/<team-${index}>` },
    }));
    const owner_errors = JSON.stringify(errors);
    const { db } = scene.server.database;
    await db.updateTable('batches').set({ owner_errors, has_owner_errors: 1 }).where('id', '=', id).execute();
    const text = await (await readerOf(scene, 'mona'))(batchOf(id));
    expect(text).toContain(`/acme/infra/blob/${'b'.repeat(40)}/.github/CODEOWNERS#L1"`);
    expect(text).toContain('Unknown owner @acme/&lt;team-19&gt;');
    expect(text).toContain('and 5 more');
    expect(text).not.toContain('team-20');
  });

  test('a member commands nothing, and no form of another site does', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const id = await insertBatch(scene.server, { nodes: mixedNodes });
    const [member, admin] = [await scene.signIn('mona'), await scene.signIn('adam')];
    for (const page of ['retry', 'release']) {
      const fields = { hold: 'fork', reason: 'x' };
      expect((await member.get(`${batchOf(id)}/${page}`)).status).toBe(403);
      expect((await member.post(`${batchOf(id)}/${page}`, fields)).status).toBe(403);
      const forged = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
      expect((await admin.post(`${batchOf(id)}/${page}`, fields, forged)).status).toBe(403);
    }
    const commands = await scene.server.database.db.selectFrom('commands').selectAll().execute();
    expect(commands).toEqual([]);
  });

  test('names of stacks and texts of locks are shown as text', async () => {
    await using scene = await startPageScene({ store, replicas: 1 });
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const holder = { type: 'lock', holder: evil, url: 'javascript:alert(1)', message: evil };
    const id = await insertBatch(scene.server, {
      nodes: [
        { stack: evil, component: evil, state: 'locked', waitsFor: JSON.stringify(holder) },
        { stack: 'a', component: 'b', state: 'refused', detail: evil },
      ],
    });
    const read = await readerOf(scene, 'adam');
    for (const path of [
      batchOf(id),
      `${batchOf(id)}?view=waterfall`,
      `${batchOf(id)}/retry`,
      '/w/ws_acme/runs',
    ]) {
      const text = await read(path);
      expect(text).not.toContain('<img');
      expect(text).not.toMatch(/(?:href|action)="javascript:/);
    }
    expect(await read(batchOf(id))).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });
});
