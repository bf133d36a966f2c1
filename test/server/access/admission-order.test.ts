/** A job that may not use a route is refused before the body of its request is read. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { maxChunkBytes } from '../../../src/domain/stacks/limits.ts';
import { affectedBody, item, startUploadScene, type UploadScene } from '../stacks/uploads-scene.ts';

const paths = [
  ['POST', '/instances', 'ws:instances:create', 'instances.upload'],
  ['POST', '/affected-stacks', 'ws:affected-stacks:create', 'affected-stacks.upload'],
  ['POST', '/git/commit', 'ws:commits:create', 'commit.denied'],
  ['POST', '/locks', 'ws:locks:create', 'lock.denied'],
  ['DELETE', '/locks', 'ws:locks:delete', 'lock.denied'],
] as const;

let scene: UploadScene;
beforeAll(async () => {
  // The memory of one replica.
  scene = await startUploadScene({ replicas: 1 });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** Sends the head of a request and one byte of its body. */
async function begin(path: string, job: string): Promise<Socket> {
  const { hostname, port } = new URL(scene.server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const lines = [
    `POST /api/v1${path} HTTP/1.1`,
    `host: ${hostname}`,
    `authorization: Bearer ${await scene.session(job)}`,
    'content-type: application/json',
    `content-length: ${maxChunkBytes}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n{`);
  return socket;
}

async function readFirst(socket: Socket): Promise<string> {
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) return String(bytes);
  return '';
}

test.each(paths)('%s %s: broken JSON of a job without %s is a denial, on record once', async (...row) => {
  const [method, path, permission, event] = row;
  const before = (await scene.audited(event)).length;
  const answer = await scene.call('weak', method, path, '{"broken');
  expect(answer).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
  expect(answer.body.errorMessage).toContain(permission);
  const entries = await scene.audited(event);
  expect(entries.length - before).toBe(1);
  expect(entries).toContainEqual(
    expect.objectContaining({ outcome: 'denied', refusal: 'PermissionMissing', runId: '603' }),
  );
});

test('a feature that is off is a denial before the body is read', async () => {
  const answer = await scene.call('plan', 'POST', '/sts', '{"broken');
  expect(answer).toMatchObject({ status: 403, body: { errorTag: 'FeatureDisabled' } });
  expect(await scene.audited('token.mint')).toEqual([
    expect.objectContaining({ outcome: 'denied', refusal: 'FeatureDisabled', runId: '601' }),
  ]);
});

test('a job that has the permission is told that its JSON is broken', async () => {
  const answer = await scene.call('plan', 'POST', '/instances', '{"broken');
  expect(answer).toMatchObject({ status: 400, body: { errorTag: 'MalformedBody' } });
});

test.each(['/instances', '/locks'])('%s: a body over the limit is a denial too', async (path) => {
  const answer = await scene.call('weak', 'POST', path, ' '.repeat(maxChunkBytes + 1));
  expect(answer).toMatchObject({ status: 403, body: { errorTag: 'PermissionMissing' } });
});

test('the bodies of refused jobs take no room from those of others', async () => {
  const refused = await Promise.all([1, 2, 3].map(() => begin('/instances', 'weak')));
  try {
    for (const socket of refused) expect(await readFirst(socket)).toContain('403 Forbidden');
    const upload = () => scene.call('plan', 'POST', '/affected-stacks', affectedBody([item('vpc')]));
    expect((await upload()).status).toBe(200);
  } finally {
    for (const socket of refused) socket.destroy();
  }
});

test('the connection of a refused job works again after its body, and has one answer per request', async () => {
  const socket = await begin('/instances', 'weak');
  try {
    expect(await readFirst(socket)).toContain('403 Forbidden');
    socket.write(' '.repeat(maxChunkBytes - 1));
    socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
    expect(await readFirst(socket)).toContain('200 OK');
  } finally {
    socket.destroy();
  }
});
