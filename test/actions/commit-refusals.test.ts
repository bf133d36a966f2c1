/** What becomes of the answers of a server, and of none, in `commit` as bundled. */
import { expect, test } from '@jest/globals';
import { envelope, refusal } from '../support/api-peer.ts';
import { startCommitJob } from './commit-job.ts';

const again = { 'retry-after': '0' };
const made = envelope({ sha: 'a'.repeat(40) });

test.each([
  ['429', [refusal(429, 'slow down', again), made]],
  ['503 with Retry-After', [refusal(503, 'busy', again), refusal(503, 'busy', again), made]],
])('is sent again after %s, byte for byte', async (_, commit) => {
  await using job = await startCommitJob(undefined, { commit });
  await job.write({ 'main.tf': 'b' });
  const { result, requests } = await job.run();
  expect(result.outputs['sha']).toBe('a'.repeat(40));
  expect(requests).toHaveLength(commit.length);
  expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
});

test('logs in again when the session is refused', async () => {
  await using job = await startCommitJob(undefined, { commit: [refusal(401, 'expired'), made] });
  await job.write({ 'main.tf': 'b' });
  const { result, journal } = await job.run();
  expect(result.outputs['sha']).toBe('a'.repeat(40));
  expect(journal.filter((line) => line.includes('/auth/'))).toHaveLength(2);
});

test.each([
  [400, 'INPUT_COMMIT_INVALID'],
  [403, 'DENIED_PERMISSION'],
  [404, 'REMOTE_REFUSED'],
  [409, 'DENIED_COMMIT'],
  [413, 'INPUT_COMMIT_INVALID'],
])('%i fails the step with %s and the server’s words, once', async (status, code) => {
  await using job = await startCommitJob(undefined, { commit: [refusal(status, 'the reason given')] });
  await job.write({ 'main.tf': 'b' });
  const { result, log, requests } = await job.run();
  expect(result.exitCode).toBe(1);
  expect(log).toContain(
    `::error title=${code}::The commit was refused: the reason given (trace_id: trace-9)`,
  );
  expect(requests).toHaveLength(1);
  expect(result.outputs).toEqual({ sha: '', committed: 'false', files: '[]', skipped: '[]' });
});

test.each([
  ['an empty id', envelope({ sha: '' })],
  ['an id that is a command', envelope({ sha: '::set-output name=x::y' })],
  ['no data', envelope(null)],
])('%s is not a commit', async (_, answer) => {
  await using job = await startCommitJob(undefined, { commit: [answer] });
  await job.write({ 'main.tf': 'b' });
  const { result, log } = await job.run();
  expect(result.exitCode).toBe(1);
  expect(log).toContain('REMOTE_MALFORMED');
});

test('success: false is a refusal, whatever the status', async () => {
  const answer = {
    status: 200,
    body: { success: false, errorMessage: 'not today', data: { sha: 'a'.repeat(40) } },
  };
  await using job = await startCommitJob(undefined, { commit: [answer] });
  await job.write({ 'main.tf': 'b' });
  const { result, log } = await job.run();
  expect(result.exitCode).toBe(1);
  expect(log).toContain('not today');
});

test('a comment that could not be posted is a warning, and a commit that was there already is none', async () => {
  const answer = envelope({ sha: 'a'.repeat(40), created: false, comment: 'failed' });
  await using job = await startCommitJob(undefined, { commit: [answer] });
  await job.write({ 'main.tf': 'b' });
  const { result, log } = await job.run({ comment: 'Hello.' });
  expect(result.outputs).toMatchObject({ sha: 'a'.repeat(40), committed: 'false' });
  expect(log).toContain(
    '::warning title=Commit::The commit was created, but the comment could not be posted.',
  );
});
