/** How uploads are sent: cut, repeated, with another session, and given up. A server of the hosted kind answers as scripted. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { envelope, type PeerScript, refusal, startApiPeer } from '../support/api-peer.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import { affectedText } from '../unit/domain/stacks/samples.ts';
import { logOf } from './stacks-job.ts';

const [base, head] = ['b'.repeat(40), 'c'.repeat(40)];
const now = { 'retry-after': '0' };
const ok = { body: { success: true } };
const unauthorized = refusal(401, 'The session has ended.');
const sessions = ['one', 'two', 'three', 'four', 'five'].map((name) =>
  envelope({ token: `session.${name}` }),
);

async function upload(script: PeerScript, { items = 2, maxPayloadBytes = 4_194_304 } = {}) {
  await using peer = await startApiPeer({ exchange: sessions, ...script });
  await using job = await makeJobDirectory();
  const workspace = join(job.directory, 'workspace');
  const samples = Array.from({ length: items }, (_, index) => ({ component: `c${index}` }));
  await writeFile(join(workspace, 'affected.json'), affectedText(...samples));
  await writeFile(
    join(workspace, 'atmos.yaml'),
    `settings: { pro: { max_payload_bytes: ${maxPayloadBytes} } }\n`,
  );
  const result = await runAction('upload-affected', 'main', {
    directory: job.directory,
    inputs: { file: 'affected.json', base, head },
    environment: { ...peer.environment, GITHUB_EVENT_NAME: 'pull_request' },
  });
  const told = [logOf(result), result.stderr, result.summary, ...Object.values(result.outputs)].join('\n');
  expect(told).not.toMatch(/session\.(one|two|three|four|five)|id\.token\./);
  const sent = peer.requests
    .filter(({ path }) => path.endsWith('/affected-stacks'))
    .map(({ body, headers }) => ({ body, json: JSON.parse(body), session: headers['authorization'] }));
  return {
    result,
    sent,
    log: logOf(result),
    exchanges: peer.journal().filter((line) => line.includes('github-oidc')).length,
  };
}

describe('a large upload', () => {
  test('is cut into parts of one batch, each no larger than atmos.yaml allows, with nothing lost', async () => {
    const { result, sent, log } = await upload({}, { items: 40, maxPayloadBytes: 4_096 });
    expect(result.exitCode).toBe(0);
    expect(sent.length).toBeGreaterThan(2);
    for (const { body } of sent) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_096);
    const bodies = sent.map(({ json }) => json);
    const [{ batch_id }] = bodies;
    expect(batch_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(bodies.map((body) => [body.batch_id, body.batch_index, body.batch_total])).toEqual(
      sent.map((_, index) => [batch_id, index, sent.length]),
    );
    expect(bodies.flatMap(({ stacks }) => stacks)).toHaveLength(40);
    for (const body of bodies)
      expect(body).toMatchObject({ head_sha: head, base_sha: base, repo_owner: 'acme' });
    expect(log).toContain(`Part ${sent.length} of ${sent.length}: `);
  });

  test('continues with the session that replaces a refused one', async () => {
    const script = { affected: [ok, unauthorized, ok] };
    const { result, sent, exchanges } = await upload(script, { items: 40, maxPayloadBytes: 4_096 });
    expect(result.exitCode).toBe(0);
    expect(exchanges).toBe(2);
    const [first, refused, again, ...later] = sent;
    expect(again?.body).toBe(refused?.body);
    expect([first?.session, refused?.session, again?.session]).toEqual([
      'Bearer session.one',
      'Bearer session.one',
      'Bearer session.two',
    ]);
    expect(new Set(later.map(({ session }) => session))).toEqual(new Set(['Bearer session.two']));
  });

  test('ends with the first part that fails for good', async () => {
    const { result, sent } = await upload(
      { affected: [ok, refusal(400, 'Bad batch.')] },
      { items: 40, maxPayloadBytes: 4_096 },
    );
    expect(result.exitCode).toBe(1);
    expect(sent).toHaveLength(2);
  });
});

describe('is sent again, the same bytes,', () => {
  test.each<{ name: string; answer: NonNullable<PeerScript['affected']>[number] }>([
    { name: 'when the server is overloaded and says when', answer: refusal(503, 'Busy.', now) },
    { name: 'when there were too many requests', answer: refusal(429, 'Slow down.', now) },
    { name: 'when a proxy answered', answer: { status: 502, headers: now, body: '<h1>Bad gateway</h1>' } },
    { name: 'when the connection was cut', answer: 'cut' },
  ])('$name', async ({ answer }) => {
    const { result, sent, log } = await upload({ affected: [answer, ok] });
    expect(result.exitCode).toBe(0);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.body).toBe(sent[1]?.body);
    expect(log).toContain('Trying again: ');
  });

  test('four times at most', async () => {
    const { result, sent, log } = await upload({ affected: [refusal(500, 'Broken.', now)] });
    expect(result.exitCode).toBe(1);
    expect(sent).toHaveLength(4);
    expect(log).toContain(
      '::error title=REMOTE_REFUSED::The upload of affected stacks was refused: Broken. (trace_id: trace-9)',
    );
  });

  test('with a new session each, while sessions are refused; four times at most', async () => {
    const { result, sent, log } = await upload({ affected: [unauthorized] });
    expect(result.exitCode).toBe(1);
    expect(sent.map(({ session }) => session)).toEqual([
      'Bearer session.one',
      'Bearer session.two',
      'Bearer session.three',
      'Bearer session.four',
    ]);
    expect(log).toContain('::error title=DENIED_SESSION::');
  });
});

describe('is not sent again', () => {
  test.each([
    { status: 400, code: 'REMOTE_REFUSED', hint: 'settings.pro of the stack' },
    { status: 403, code: 'DENIED_PERMISSION', hint: 'ws:affected-stacks:create' },
    { status: 404, code: 'REMOTE_REFUSED', hint: 'this repository is imported' },
    { status: 413, code: 'REMOTE_REFUSED', hint: 'max_payload_bytes' },
    { status: 409, code: 'REMOTE_REFUSED', hint: '' },
  ])('after $status', async ({ status, code, hint }) => {
    const { result, sent, log } = await upload({ affected: [refusal(status, 'In the server’s words.')] });
    expect(result.exitCode).toBe(1);
    expect(sent).toHaveLength(1);
    expect(log).toContain(
      `::error title=${code}::The upload of affected stacks was refused: In the server’s words.`,
    );
    expect(log).toContain(hint);
  });

  test('after a redirect, which is not a success either', async () => {
    const { result, sent, log } = await upload({
      affected: [{ status: 302, headers: { location: 'https://elsewhere.example/x' } }],
    });
    expect([result.exitCode, sent.length]).toEqual([1, 1]);
    expect(log).toContain('was redirected to https://elsewhere.example');
  });
});

test.each([
  { name: 'an empty answer', answer: { status: 200, body: '' } },
  { name: 'no content', answer: { status: 204 } },
  { name: 'the hosted server’s answer', answer: ok },
])('$name is a success', async ({ answer }) => {
  expect((await upload({ affected: [answer] })).result.exitCode).toBe(0);
});

test('a page from another server is not a success', async () => {
  const { result, log } = await upload({ affected: [{ status: 200, body: '<h1>Log in</h1>' }] });
  expect(result.exitCode).toBe(1);
  expect(log).toContain('REMOTE_MALFORMED::');
});
