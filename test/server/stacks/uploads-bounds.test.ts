/** What becomes of uploads that are never finished, too many, or cannot be applied; over HTTP, on both engines. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Kysely } from 'kysely';
import { maxChunkBytes } from '../../../src/domain/stacks/limits.ts';
import { openDatabase } from '../../../src/server/database/open.ts';
import type { Database } from '../../../src/server/database/schema.ts';
import { affectedLifeMs } from '../../../src/server/stacks/affected-store.ts';
import {
  maxAttempts,
  maxUnfinishedBytes,
  unfinishedLifeMs,
} from '../../../src/server/stacks/uploads/store.ts';
import { maintain } from '../../../src/server/work/maintain.ts';
import { describeEachStore } from '../../support/stores.ts';
import { affectedBody, item, sha, startUploadScene, type UploadScene } from './uploads-scene.ts';

describeEachStore('an upload', (engine) => {
  let scene: UploadScene;
  let db: Kysely<Database>;
  beforeAll(async () => {
    scene = await startUploadScene({ store: engine });
    ({ db } = openDatabase(scene.server.config.database));
  });
  afterAll(async () => {
    await db.destroy();
    await scene[Symbol.asyncDispose]();
  });

  const upload = (head: string, more: object = {}) =>
    scene.call('plan', 'POST', '/affected-stacks', affectedBody([item('vpc')], { head_sha: head, ...more }));
  const show = async (head: string) => (await scene.call('plan', 'GET', `/affected-stacks/${head}`)).status;
  const half = (id: string, index = 0) => ({ batch_id: id, batch_index: index, batch_total: 2 });
  const ofBatch = (id: string) => db.updateTable('upload_batches').where('batch_id', '=', id);
  const keep = async () => {
    const ignore = () => undefined;
    const failures: unknown[] = [];
    const logger = {
      debug: ignore,
      info: ignore,
      warn: (...line: unknown[]) => failures.push(line),
      error: ignore,
    };
    const { uploads, affected } = scene.server.store;
    const tasks = [
      { forgets: 'uploads', run: () => uploads.forgetExpired() },
      { forgets: 'affected_sets', run: () => affected.forgetExpired() },
    ] as const;
    await maintain(tasks, { logger, metrics: { done: ignore } });
    expect(failures).toEqual([]);
  };

  // Lock guarantee: upload-parts
  test('is dropped when its next chunk does not come for an hour, and no sooner, and that is on record', async () => {
    const [late, early] = ['late', 'early'];
    const now = await scene.server.store.now();
    for (const [id, age] of [
      [late, unfinishedLifeMs],
      [early, unfinishedLifeMs - 60_000],
    ] as const) {
      expect((await upload(sha('1'), half(id))).status).toBe(200);
      await ofBatch(id)
        .set({ updated_at: now - age })
        .execute();
    }
    await keep();
    expect(await scene.audited('affected-stacks.expire')).toEqual([
      expect.objectContaining({ outcome: 'failed', runId: '601' }),
    ]);
    const state = async (id: string) => (await upload(sha('1'), half(id, 1))).body.data;
    expect(await state(late)).toMatchObject({ state: 'incomplete', received: 1 });
    expect(await state(early)).toMatchObject({ state: 'applied', received: 2 });
  });

  test('is forgotten after 90 days, and when another one has replaced it', async () => {
    await upload(sha('2'));
    await upload(sha('3'));
    await upload(sha('3'), { base_sha: sha('9') });
    const nodes = async () => (await db.selectFrom('affected_nodes').select('set_id').execute()).length;
    const before = await nodes();
    const now = await scene.server.store.now();
    await db
      .updateTable('affected_sets')
      .set({ uploaded_at: now - affectedLifeMs })
      .where('head_sha', '=', sha('2'))
      .execute();
    await keep();
    expect(await show(sha('2'))).toBe(404);
    expect(await show(sha('3'))).toBe(200);
    expect(await nodes()).toBe(before - 2);
  });

  test('is refused when unfinished batches of its repository hold too much, until one of them is gone', async () => {
    await upload(sha('4'), half('large'));
    await ofBatch('large').set({ bytes: maxUnfinishedBytes }).execute();
    const answer = await upload(sha('4'), half('another'));
    expect(answer).toMatchObject({ status: 413, body: { errorTag: 'UploadTooLarge' } });
    expect(answer.body.errorMessage).toContain(`${maxUnfinishedBytes} bytes`);
    const foreign = affectedBody([], half('another'));
    expect((await scene.call('foreign', 'POST', '/affected-stacks', foreign)).status).toBe(200);
    await ofBatch('large').set({ updated_at: 0 }).execute();
    await keep();
    expect((await upload(sha('4'), half('another'))).status).toBe(200);
  });

  test('that cannot be applied is tried again, and then shown as failed', async () => {
    await upload(sha('5'), half('broken'));
    const { id } = await db
      .selectFrom('upload_batches')
      .select('id')
      .where('batch_id', '=', 'broken')
      .executeTakeFirstOrThrow();
    await db
      .updateTable('upload_chunks')
      .set({ content: Buffer.from('no normal form') })
      .where('upload_id', '=', id)
      .execute();
    const last = async () => (await upload(sha('5'), half('broken', 1))).body.data;
    expect(await last()).toMatchObject({ state: 'queued', received: 2 });
    // As if all but the last attempt had been made, and no worker had it.
    await db
      .updateTable('work_entries')
      .set({ attempts: maxAttempts - 1, is_leased: 0, due_at: 0 })
      .where('kind', '=', 'upload')
      .execute();
    expect(await last()).toMatchObject({ state: 'failed' });
    expect(await last()).toMatchObject({ state: 'failed' });
    expect(await show(sha('5'))).toBe(404);
    expect(await scene.audited('affected-stacks.upload')).toContainEqual(
      expect.objectContaining({ outcome: 'failed', attempts: maxAttempts }),
    );
  });
});

test('an upload is rejected with Retry-After while two of the largest bodies are on their way', async () => {
  // The memory of one replica.
  await using scene = await startUploadScene({ replicas: 1 });
  const { hostname, port } = new URL(scene.server.url);
  const token = await scene.session('plan');
  const begin = (): Socket => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    const lines = [
      'POST /api/v1/affected-stacks HTTP/1.1',
      `host: ${hostname}`,
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      `content-length: ${maxChunkBytes}`,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n{`);
    return socket;
  };
  const upload = () => scene.call('plan', 'POST', '/affected-stacks', affectedBody([item('vpc')]));
  const stalled = [begin(), begin()];
  try {
    let answer = await upload();
    // The two may have been overtaken.
    for (let tries = 0; tries < 20 && answer.status === 200; tries += 1) answer = await upload();
    expect(answer).toMatchObject({ status: 503, body: { success: false, errorTag: 'Unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('2');
  } finally {
    for (const socket of stalled) socket.destroy();
  }
  expect((await upload()).status).toBe(200);
});
