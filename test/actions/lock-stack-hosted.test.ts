/** `lock-stack` against a server that knows `POST` and `DELETE /locks` and nothing else, and against faults. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { envelope, type PeerScript, peerSession, refusal, startApiPeer } from '../support/api-peer.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import { until } from '../support/until.ts';
import { createHostedLocks } from './hosted-locks.ts';
import { logOf } from './lock-jobs.ts';

const key = 'acme/infra/dev/vpc';
const base = { component: 'vpc', stack: 'dev' };

async function startJob(script: PeerScript = createHostedLocks().script) {
  const peer = await startApiPeer(script);
  const job = await makeJobDirectory();
  const { environment } = peer;
  return {
    peer,
    /** Bodies of the requests about locks, with their method and last part of the path. */
    asked: () =>
      peer.requests
        .filter(({ path }) => path.includes('/locks'))
        .map(({ method, path, body }) => [
          `${method} ${path.slice('/api/v1'.length)}`,
          JSON.parse(body) as unknown,
        ]),
    lock: (inputs: Record<string, string> = {}, more: Record<string, string | undefined> = {}) =>
      runAction('lock-stack', 'main', {
        directory: job.directory,
        inputs: { ...base, ...inputs },
        environment: { ...environment, ...more },
      }),
    finish: (state: Readonly<Record<string, string>>) =>
      runAction('lock-stack', 'post', { directory: job.directory, state, environment }),
    unlock: (inputs: Record<string, string>) =>
      runAction('unlock-stack', 'main', { directory: job.directory, inputs, environment }),
    async [Symbol.asyncDispose]() {
      await job[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
    },
  };
}

describe('lock-stack and a server that cannot renew', () => {
  test('finds out before it takes anything, says so once, and relies on the TTL', async () => {
    await using job = await startJob();
    const main = await job.lock();
    expect(logOf(main)).toBe(
      `Locked: ${key}, for 3600 s.\n::notice title=Lock::This server cannot renew locks. The lock expires 3600 s after it was acquired, even if the job is still running. Set \`ttl\` to more than the job takes.\n`,
    );
    expect(main.outputs).toMatchObject({
      acquired: 'true',
      'lock-id': 'lock-1',
      key,
      'fencing-token': '',
      holder: '',
    });
    const terms = { lockMessage: 'Locked by lock-stack' };
    expect(job.asked()).toEqual([
      [
        'POST /locks:acquire-many',
        { keys: [key], ttl: 60, ...terms, properties: { kind: 'run', confirm: true } },
      ],
      ['POST /locks', { key, ttl: 3600, ...terms }],
    ]);
    const post = await job.finish(main.state);
    expect(logOf(post)).toBe(`Released: ${key}.\n`);
    expect(job.asked().at(-1)).toEqual(['DELETE /locks', { key }]);
    expect(job.asked()).toHaveLength(3);
  });

  test.each<{ name: string; answer: NonNullable<PeerScript['lock-many']> }>([
    { name: '405', answer: [{ status: 405 }] },
    { name: 'a 404 in JSON', answer: [refusal(404, 'Not found')] },
    {
      name: 'a redirect to a login page',
      answer: [{ status: 307, headers: { location: 'https://example.com/login' } }],
    },
  ])('takes $name as not knowing', async ({ answer }) => {
    await using job = await startJob({ ...createHostedLocks().script, 'lock-many': answer });
    expect((await job.lock()).outputs['acquired']).toBe('true');
  });

  test('fails with the words of the server when it is held', async () => {
    await using job = await startJob(createHostedLocks(key).script);
    const main = await job.lock();
    expect(main.exitCode).toBe(1);
    expect(logOf(main)).toContain('::error title=DENIED_LOCK::Stack is already locked');
    expect(main.outputs['holder']).toBe('user-123');
    expect(logOf(await job.finish(main.state))).toBe('');
    expect(job.asked().map(([what]) => what)).not.toContain('DELETE /locks');
  });

  test('waits until the key is free', async () => {
    const hosted = createHostedLocks(key);
    await using job = await startJob(hosted.script);
    const waiting = job.lock({ wait: '600' });
    await until(() => job.asked().length >= 3);
    hosted.held.delete(key);
    expect((await waiting).outputs['acquired']).toBe('true');
    expect(job.asked().filter(([what]) => what === 'POST /locks:acquire-many')).toHaveLength(1);
  });

  test('gives back what it had when one of several keys is held', async () => {
    const hosted = createHostedLocks('acme/infra/dev/b');
    await using job = await startJob(hosted.script);
    const main = await job.lock({ component: '', stack: '', keys: 'dev/c, dev/b, dev/a' });
    expect(main.exitCode).toBe(1);
    expect([...hosted.held.keys()]).toEqual(['acme/infra/dev/b']);
    expect(
      job
        .asked()
        .slice(1)
        .map(([what, body]) => [what, (body as { key: string }).key]),
    ).toEqual([
      ['POST /locks', 'acme/infra/dev/a'],
      ['POST /locks', 'acme/infra/dev/b'],
      ['DELETE /locks', 'acme/infra/dev/a'],
    ]);
  });

  test('does not free a key whose TTL is over: another job may hold it', async () => {
    const hosted = createHostedLocks();
    await using job = await startJob(hosted.script);
    const main = await job.lock({ ttl: '1' });
    await sleep(1_100);
    hosted.held.set(key, Date.now() + 60_000);
    const post = await job.finish(main.state);
    expect(logOf(post)).toContain('::warning title=DENIED_LOCK_LOST::');
    expect(hosted.held.has(key)).toBe(true);
  });

  test('does not repeat a request that may have taken the lock', async () => {
    await using job = await startJob({ lock: ['cut', refusal(409, 'Stack is already locked')] });
    const main = await job.lock({ wait: '5' });
    expect(main.exitCode).toBe(1);
    expect(logOf(main)).toContain(`::error title=REMOTE_UNREACHABLE::`);
    expect(logOf(main)).toContain(`${key} may have been taken all the same`);
    expect(job.asked().filter(([what]) => what === 'POST /locks')).toHaveLength(1);
  });

  test('frees a lock by the id that lock-stack gave, which only this job can translate', async () => {
    const hosted = createHostedLocks();
    await using job = await startJob(hosted.script);
    const main = await job.lock();
    const unlocked = await job.unlock({ 'lock-id': main.outputs['lock-id'] ?? '' });
    expect(unlocked.outputs['released']).toBe('true');
    expect(hosted.held.size).toBe(0);
    expect(logOf(await job.finish(main.state))).toBe('');
  });
});

describe('the post step after a main step that was killed', () => {
  const peerConnection = async (job: Awaited<ReturnType<typeof startJob>>, more: object = {}) => {
    const baseUrl = job.peer.environment['ATMOS_PRO_BASE_URL'];
    const connection = { workspaceId: 'ws_1', baseUrl, endpoint: 'api/v1', audience: 'atmos-pro.com' };
    const requested = { connection, keys: [key], scope: 'job', locks: [], ...more };
    return job.finish({ requested: JSON.stringify(requested) });
  };
  const confirmed = { locks: [{ id: 'g-1', key, until: 0 }] };

  test('leaves the queue, and releases what may have been confirmed by its ID', async () => {
    await using job = await startJob({
      'stop-waiting': [envelope({ left: false })],
      unlock: [envelope(null)],
    });
    const post = await peerConnection(job, confirmed);
    expect(logOf(post)).toContain('The request was withdrawn.');
    expect(job.asked()).toEqual([
      ['POST /locks:stop-waiting', { keys: [key] }],
      ['DELETE /locks', { key, id: 'g-1' }],
    ]);
  });

  test('releases no lock that the jobs of the run share', async () => {
    await using job = await startJob({ 'stop-waiting': [envelope({ left: false })] });
    const post = await peerConnection(job, { ...confirmed, scope: 'run' });
    expect(logOf(post)).toContain('The server has no open request of it.');
    expect(job.asked()).toEqual([
      ['POST /locks:stop-waiting', { keys: [key], properties: { scope: 'run' } }],
    ]);
  });

  test('at a server that knows keys only, releases nothing that may be of another job, and says so', async () => {
    const hosted = createHostedLocks(key);
    await using job = await startJob(hosted.script);
    const post = await peerConnection(job);
    expect(post.exitCode).toBe(0);
    expect(logOf(post)).toContain('::warning title=Lock::The main step ended while it requested');
    expect(hosted.held.has(key)).toBe(true);
    expect(job.asked().map(([what]) => what)).not.toContain('DELETE /locks');
  });

  test('warns when the server does not answer', async () => {
    await using job = await startJob({ 'stop-waiting': [refusal(403, 'not yours')] });
    const post = await peerConnection(job);
    expect(post.exitCode).toBe(0);
    expect(logOf(post)).toContain('::warning title=DENIED_PERMISSION::');
  });
});

describe('lock-stack and faults', () => {
  const grant = { id: 'g-1', key, fencingToken: 7, kind: 'run', expiresAt: '2026-11-22T12:00:00Z' };
  const granted = envelope({ locks: [{ ...grant, outcome: 'created' }] });

  test.each<{ name: string; script: PeerScript; code: string }>([
    {
      name: 'no permission',
      script: { 'lock-many': [refusal(403, 'ws:locks:create is missing')] },
      code: 'DENIED_PERMISSION',
    },
    {
      name: 'another workspace',
      script: { exchange: [refusal(403, 'unknown workspace')] },
      code: 'DENIED_EXCHANGE',
    },
    {
      name: 'a session that is never accepted',
      script: { 'lock-many': [refusal(401, 'who are you')] },
      code: 'DENIED_SESSION',
    },
    {
      name: 'a page instead of an answer',
      script: { 'lock-many': [{ body: '<html>' }] },
      code: 'REMOTE_MALFORMED',
    },
    {
      name: 'fewer locks than keys',
      script: { 'lock-many': [envelope({ locks: [] })] },
      code: 'REMOTE_MALFORMED',
    },
    {
      name: 'an id that could leave its line',
      script: { 'lock-many': [envelope({ locks: [{ ...grant, id: 'a\nb' }] })] },
      code: 'REMOTE_MALFORMED',
    },
  ])('$name: $code', async ({ script, code }) => {
    await using job = await startJob(script);
    const main = await job.lock();
    expect(main.exitCode).toBe(1);
    expect(logOf(main)).toContain(`::error title=${code}::`);
    expect(logOf(await job.finish(main.state))).toBe('');
  });

  test('a server that is down may have granted the lock: the post step withdraws the request', async () => {
    await using job = await startJob({
      'lock-many': [refusal(503, 'database')],
      'stop-waiting': [refusal(503, 'database'), envelope({ left: true })],
    });
    const main = await job.lock();
    expect(main.exitCode).toBe(1);
    expect(logOf(main)).toContain('::error title=REMOTE_REFUSED::');
    const post = await job.finish(main.state);
    expect(logOf(post)).toMatch(/The request was withdrawn\.\n$/);
    expect(job.asked().at(-1)).toEqual(['POST /locks:stop-waiting', { keys: [key] }]);
  });

  test('asks again after a lost answer, and then owns what it finds to be its own', async () => {
    const renewed = envelope({ locks: [{ ...grant, outcome: 'renewed' }] });
    await using job = await startJob({ 'lock-many': ['cut', renewed] });
    const main = await job.lock();
    expect(logOf(main)).toContain(`Locked: ${key}`);
    await job.finish(main.state);
    expect(job.asked().at(-1)).toEqual(['DELETE /locks', { key, id: 'g-1' }]);
  });

  test('replaces a session that ran out', async () => {
    await using job = await startJob({
      'lock-many': [refusal(401, 'expired'), granted],
      exchange: [envelope({ token: peerSession }), envelope({ token: 'second.session.x' })],
    });
    const main = await job.lock({ heartbeat: 'false' });
    expect(main.outputs).toMatchObject({ acquired: 'true', 'fencing-token': '7' });
    const sessions = job.peer.requests
      .filter(({ path }) => path.includes('/locks'))
      .map(({ headers }) => headers['authorization']);
    expect(sessions).toEqual([`Bearer ${peerSession}`, 'Bearer second.session.x']);
  });

  test('a release whose answer was lost is not taken for a loss', async () => {
    await using job = await startJob({
      'lock-many': [granted],
      unlock: ['cut', refusal(404, 'Lock not found.')],
    });
    const main = await job.lock({ heartbeat: 'false' });
    const post = await job.finish(main.state);
    expect(logOf(post)).toBe(`Released: ${key}.\n`);
  });

  test('the post step warns, and no more, when the lock cannot be released', async () => {
    await using job = await startJob({ 'lock-many': [granted], unlock: [refusal(403, 'not yours')] });
    const main = await job.lock({ heartbeat: 'false' });
    const post = await job.finish(main.state);
    expect(post.exitCode).toBe(0);
    expect(logOf(post)).toContain(
      `::warning title=REMOTE_REFUSED::${key} could not be released and stays locked`,
    );
  });

  test('releases what was taken when the heartbeat cannot be told of', async () => {
    await using job = await startJob({ 'lock-many': [granted] });
    const main = await job.lock({}, { RUNNER_TEMP: '/dev/null/nowhere' });
    expect(main.exitCode).toBe(1);
    expect(existsSync('/dev/null/nowhere')).toBe(false);
    const post = await job.finish(main.state);
    expect(logOf(post)).toBe(`Released: ${key}.\n`);
  });

  test.each([
    {
      name: 'nothing to lock',
      inputs: { component: '', stack: '' },
      text: 'title=INPUT_MISSING::No lock is named.',
    },
    {
      name: 'a component without a stack',
      inputs: { stack: '' },
      text: 'component and stack belong together.',
    },
    { name: 'a stack and keys', inputs: { keys: 'dev/a' }, text: 'exclude each other' },
    {
      name: 'a key without a component',
      inputs: { component: '', stack: '', key: 'dev' },
      text: 'is not a lock key',
    },
    { name: 'a TTL of 0', inputs: { ttl: '0' }, text: 'Input "ttl" must be an integer from 1' },
    { name: 'a negative wait', inputs: { wait: '-1' }, text: 'Input "wait" must be an integer' },
    { name: 'another kind', inputs: { kind: 'lease' }, text: 'Input "kind" must be one of run, hold' },
    {
      name: 'a message without end',
      inputs: { message: 'x'.repeat(5_000) },
      text: 'Input "message" must be at most',
    },
    {
      name: 'a plain address',
      inputs: { 'base-url': 'http://example.com' },
      text: 'must be an https:// URL',
    },
  ])('refuses $name before anything is sent', async ({ inputs, text }) => {
    await using job = await startJob();
    const main = await job.lock(inputs);
    expect(main.exitCode).toBe(1);
    expect(logOf(main)).toContain('::error title=INPUT_');
    expect(logOf(main)).toContain(text);
    expect(job.peer.requests).toEqual([]);
  });
});
