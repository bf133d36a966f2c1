import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeEachStore } from '../../support/stores.ts';
import { affectedBody, item, request, sha, startUploadScene, type UploadScene } from './uploads-scene.ts';

describeEachStore('affected sets', (engine) => {
  let scene: UploadScene;
  beforeAll(async () => {
    scene = await startUploadScene({ store: engine });
  });
  afterAll(async () => scene[Symbol.asyncDispose]());

  const upload = (job: string, body: unknown) => scene.call(job, 'POST', '/affected-stacks', body);
  const show = (head: string, query = '', job = 'plan') =>
    scene.call(job, 'GET', `/affected-stacks/${head}${query}`);

  interface Shown {
    readonly sets: readonly Readonly<Record<string, unknown>>[];
    readonly stacks: readonly Readonly<Record<string, unknown>>[];
    readonly next?: string;
  }
  const shown = async (head: string, query = '', job = 'plan'): Promise<Shown> =>
    (await show(head, query, job)).body.data as unknown as Shown;

  describe('POST /affected-stacks', () => {
    test('keeps the graph behind the trees, with who uploaded it and without credentials', async () => {
      const head = sha('1');
      const tree = item('vpc', {
        settings: { pro: { enabled: true } },
        dependents: [
          item('eks/cluster', { dependents: [item('eks/addons', { dependents: [item('vpc')] })] }),
        ],
      });
      const items = [
        tree,
        item('eks/cluster', { included_in_dependents: true }),
        item('old', { deleted: true, deletion_type: 'component' }),
      ];
      const uploaded = await upload('plan', affectedBody(items, { head_sha: head }));
      expect(uploaded).toMatchObject({
        status: 200,
        body: { data: { state: 'applied', received: 1, total: 1 } },
      });
      const { sets, stacks } = await shown(head);
      expect(sets).toEqual([
        expect.objectContaining({
          repository: 'acme/infra',
          headSha: head,
          baseSha: sha('b'),
          affected: 3,
          nodes: 4,
          edges: 3,
          cycleCount: 1,
          cycles: [['eks/addons', 'vpc', 'eks/cluster'].map((component) => ({ stack: 'dev', component }))],
          uploader: expect.objectContaining({ runId: '601', runAttempt: '1', actor: 'octocat' }),
        }),
      ]);
      expect(stacks).toEqual([
        {
          number: 0,
          stack: 'dev',
          component: 'eks/addons',
          affected: false,
          root: false,
          deleted: false,
          dependents: [3],
        },
        {
          number: 1,
          stack: 'dev',
          component: 'eks/cluster',
          affected: true,
          root: false,
          deleted: false,
          dependents: [0],
        },
        {
          number: 2,
          stack: 'dev',
          component: 'old',
          affected: true,
          root: true,
          deleted: true,
          deletionType: 'component',
          dependents: [],
        },
        {
          number: 3,
          stack: 'dev',
          component: 'vpc',
          affected: true,
          root: true,
          deleted: false,
          settings: { pro: { enabled: true } },
          dependents: [1],
        },
      ]);
      expect(scene.server.logs.join('\n')).not.toContain('ghs_secret');
      expect(await scene.audited('affected-stacks.upload')).toContainEqual(
        expect.objectContaining({
          outcome: 'allowed',
          runId: '601',
          headSha: head,
          affected: 3,
          cycleCount: 1,
        }),
      );
    });

    test('keeps an empty upload as one that affects nothing', async () => {
      const head = sha('2');
      expect((await show(head)).status).toBe(404);
      await upload('plan', affectedBody([], { head_sha: head }));
      expect(await shown(head)).toMatchObject({ sets: [{ affected: 0, nodes: 0 }], stacks: [] });
    });

    test('keeps what a pull request affects apart from what its merge does, and lets a re-run replace', async () => {
      const head = sha('3');
      const as = async (job: string, claims: Readonly<Record<string, string>>, component: string) => {
        const token = await scene.session(job, claims);
        const body = affectedBody([item(component)], { head_sha: head });
        expect(
          await request(scene.server, token, { method: 'POST', path: '/affected-stacks', body }),
        ).toMatchObject({ status: 200 });
      };
      const open = {
        event_name: 'pull_request',
        ref: 'refs/pull/7/merge',
        head_ref: 'topic',
        base_ref: 'main',
      };
      const merged = { ...open, ref: 'refs/heads/main' };
      await as('plan', open, 'one');
      await as('later', merged, 'two');
      await as('plan-again', open, 'three');
      const { sets, stacks } = await shown(head);
      expect(sets.map(({ uploader }) => uploader)).toEqual([
        expect.objectContaining({
          runId: '601',
          runAttempt: '2',
          ref: 'refs/pull/7/merge',
          headRef: 'topic',
        }),
        expect.objectContaining({ runId: '602', ref: 'refs/heads/main', baseRef: 'main' }),
      ]);
      expect(stacks).toEqual([expect.objectContaining({ component: 'three' })]);
      const mergedSet = await shown(head, `?set=${String(sets[1]?.['id'])}`);
      expect(mergedSet.stacks).toEqual([expect.objectContaining({ component: 'two' })]);
    });

    test('takes chunks in any order, again, and over a refreshed session, and acts when the last is here', async () => {
      const head = sha('4');
      const chunk = (index: number) =>
        affectedBody([item(`c${index}`)], {
          head_sha: head,
          batch_id: 'b-4',
          batch_index: index,
          batch_total: 3,
        });
      expect(await upload('plan', chunk(2))).toMatchObject({
        body: { data: { state: 'incomplete', received: 1, total: 3 } },
      });
      expect(await upload('plan', chunk(2))).toMatchObject({
        body: { data: { state: 'incomplete', received: 1 } },
      });
      scene.refresh('plan');
      await upload('plan', chunk(0));
      expect((await show(head)).status).toBe(404);
      expect(await upload('plan', chunk(1))).toMatchObject({
        body: { data: { state: 'applied', received: 3 } },
      });
      expect(await upload('plan', chunk(1))).toMatchObject({
        status: 200,
        body: { data: { state: 'applied' } },
      });
      const { sets, stacks } = await shown(head);
      expect(sets).toHaveLength(1);
      expect(stacks.map(({ component }) => component)).toEqual(['c0', 'c1', 'c2']);
    });

    test('refuses a chunk that does not belong to its batch, with 409 that no client repeats', async () => {
      const chunk = (more: object) =>
        affectedBody([item('vpc')], {
          head_sha: sha('5'),
          batch_id: 'b-5',
          batch_index: 0,
          batch_total: 2,
          ...more,
        });
      expect((await upload('plan', chunk({}))).status).toBe(200);
      for (const [job, more, words] of [
        ['plan', { stacks: [] }, 'another chunk with this batch_index'],
        ['plan', { batch_total: 3 }, 'another batch_total'],
        ['plan', { head_sha: sha('6') }, 'differ in the fields beside'],
        ['plan-2', { batch_index: 1 }, 'Another job started this batch'],
      ] as const) {
        const answer = await upload(job, chunk(more));
        expect(answer).toMatchObject({ status: 409, body: { success: false, errorTag: 'BatchConflict' } });
        expect(answer.body.errorMessage).toContain(words);
      }
      expect(await scene.audited('affected-stacks.upload')).toContainEqual(
        expect.objectContaining({ outcome: 'denied', refusal: 'BatchConflict' }),
      );
    });

    test.each([
      ['no list', { stacks: undefined }, 400, 'InvalidRequest'],
      ['a list that is none', { stacks: {} }, 400, 'InvalidRequest'],
      ['an item without a stack', { stacks: [{ component: 'vpc' }] }, 400, 'InvalidRequest'],
      ['a batch without a total', { batch_id: 'x', batch_index: 0 }, 400, 'InvalidRequest'],
      ['an index beyond the total', { batch_id: 'x', batch_index: 2, batch_total: 2 }, 400, 'InvalidRequest'],
      [
        'a batch id of strange characters',
        { batch_id: 'a:b', batch_index: 0, batch_total: 2 },
        400,
        'InvalidRequest',
      ],
      ['too many items', { stacks: new Array(100_001).fill(1) }, 413, 'UploadTooLarge'],
    ])('refuses %s', async (_, more, status, errorTag) => {
      expect(await upload('plan', affectedBody([], more))).toMatchObject({ status, body: { errorTag } });
    });

    test.each([
      ['cut off', '{"head_sha":"a","stacks":[{'],
      ['followed by more', '{"stacks":[]} {}'],
      ['with an item that is not JSON', '{"head_sha":"a","base_sha":"b","stacks":[{"component":nul}]}'],
      ['with its list twice', '{"stacks":[],"stacks":[]}'],
      ['nested without end', `{"stacks":[${'['.repeat(5_000)}${']'.repeat(5_000)}]}`],
    ])('refuses a body that is %s', async (_, body) => {
      expect(await upload('plan', body)).toMatchObject({ status: 400, body: { errorTag: 'MalformedBody' } });
    });

    test('refuses a body that is not UTF-8, empty, or larger than 32 MiB, and names the limit', async () => {
      const send = async (body: Buffer) => {
        const response = await fetch(`${scene.server.url}/api/v1/affected-stacks`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${await scene.session('plan')}`,
            'content-type': 'application/json',
          },
          body: new Uint8Array(body),
        });
        return { status: response.status, text: await response.text() };
      };
      expect(await send(Buffer.from('{"stacks":["\xff"]}', 'latin1'))).toMatchObject({ status: 400 });
      expect(await send(Buffer.alloc(0))).toMatchObject({
        status: 400,
        text: expect.stringContaining('MalformedBody'),
      });
      expect(await send(Buffer.alloc(32 * 1024 * 1024 + 1, ' '))).toMatchObject({
        status: 413,
        text: expect.stringContaining('33554432 bytes'),
      });
    });

    test('refuses a run without the permission, and puts that on record', async () => {
      const answer = await upload('weak', affectedBody([]));
      expect(answer).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
      expect(answer.body.errorMessage).toContain('ws:affected-stacks:create');
      expect(await scene.audited('affected-stacks.upload')).toContainEqual(
        expect.objectContaining({ outcome: 'denied', refusal: 'PermissionMissing', runId: '603' }),
      );
    });

    test('takes the repository from the session, not from the body', async () => {
      const head = sha('7');
      await upload('foreign', affectedBody([item('vpc')], { head_sha: head }));
      expect((await show(head)).status).toBe(404);
      expect(await shown(head, '', 'foreign')).toMatchObject({ sets: [{ repository: 'acme/other' }] });
      expect((await show(head, '?repository=acme/other')).status).toBe(404);
    });
  });

  describe('GET /affected-stacks/{head_sha}', () => {
    const head = sha('8');
    beforeAll(async () => {
      const names = ['a', 'b', 'c'].flatMap((stack) =>
        ['x', 'y'].map((component) => item(component, { stack: `plat/${stack}` })),
      );
      await upload(
        'plan',
        affectedBody(
          [...names, item('root', { stack: 'zone', dependents: [item('leaf', { stack: 'zone' })] })],
          { head_sha: head },
        ),
      );
    });
    const names = ({ stacks }: Shown) =>
      stacks.map(({ stack, component }) => `${String(stack)}:${String(component)}`);

    test('pages through a set without loss', async () => {
      const seen: string[] = [];
      let next: string | undefined;
      do {
        const page = await shown(head, `?limit=3${next === undefined ? '' : `&after=${next}`}`);
        seen.push(...names(page));
        next = page.next;
      } while (next !== undefined);
      expect(seen).toEqual([
        'plat/a:x',
        'plat/a:y',
        'plat/b:x',
        'plat/b:y',
        'plat/c:x',
        'plat/c:y',
        'zone:leaf',
        'zone:root',
      ]);
    });

    test.each([
      ['stack=plat/{a,c}', ['plat/a:x', 'plat/a:y', 'plat/c:x', 'plat/c:y']],
      ['stack=plat/*&limit=2', ['plat/a:x', 'plat/a:y']],
      ['stack=*', ['zone:leaf', 'zone:root']],
      ['affected=false', ['zone:leaf']],
      ['affected=true&stack=zone', ['zone:root']],
      ['stack=nothing*', []],
    ])('filters by %s', async (query, expected) => {
      expect(names(await shown(head, `?${query}`))).toEqual(expected);
    });

    test.each([
      ['an unknown cursor', `?after=${Buffer.from('["x"]').toString('base64url')}`],
      ['too many braces', `?stack=${'{a,b}'.repeat(7)}`],
      ['an unknown parameter', '?colour=red'],
      ['another workspace', '?workspace=ws_2'],
    ])('refuses %s', async (_, query) => {
      expect(await show(head, query)).toMatchObject({ status: 400, body: { errorTag: 'InvalidRequest' } });
    });
  });
});
