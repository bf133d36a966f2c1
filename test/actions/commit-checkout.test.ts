/** `commit` as bundled, with real git: which commit the files are from, and links that are not committed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { addition, startCommitJob } from './commit-job.ts';

function changesOf(body: unknown) {
  return (body as { changes: { additions: unknown[]; deletions: unknown[] } } | undefined)?.changes;
}

describe('the base of the commit', () => {
  /** The checkout of a pull request as actions/checkout makes it by default: the merge with the target, without its parents. */
  async function startOnMerge() {
    const job = await startCommitJob();
    const head = job.git('rev-parse', 'HEAD');
    job.git('checkout', '-q', '--orphan', 'main');
    job.git('commit', '-q', '-m', 'target');
    job.git('merge', '-q', '--no-ff', '--allow-unrelated-histories', '-m', 'Merge', head);
    await writeFile(join(job.workspace, '.git', 'shallow'), `${job.git('rev-parse', 'HEAD')}\n`);
    await job.write({ 'main.tf': 'b = 1\n' });
    const event = join(job.workspace, '.git', 'event.json');
    const run = async (sha: string) => {
      await writeFile(event, JSON.stringify({ pull_request: { head: { sha } } }));
      const { requests } = await job.run({}, { GITHUB_EVENT_PATH: event });
      return requests[0]?.path.replace('/api/v1/git/commit?base=', '');
    };
    return { ...job, head, merge: job.git('rev-parse', 'HEAD'), run };
  }

  test('is the head of the pull request when its merge is checked out', async () => {
    await using job = await startOnMerge();
    expect(await job.run(job.head)).toBe(job.head);
  });

  test('is the checked-out commit when that is a merge of the branch itself', async () => {
    await using job = await startOnMerge();
    expect(await job.run(job.merge)).toBe(job.merge);
  });
});

describe('a link that leads out of the repository', () => {
  const outside = async () => {
    const job = await startCommitJob();
    await job.link('lnk', '../../outside/x');
    await job.link('long', `${'a/'.repeat(600)}b`);
    await job.link('fine', 'main.tf');
    await job.write({ 'ok.txt': '1' });
    return job;
  };

  test('is left out with `refused-files: skip`, and the other files are committed', async () => {
    await using job = await outside();
    const { body, log, result } = await job.run({ 'refused-files': 'skip' });
    expect(changesOf(body)?.additions).toEqual([
      addition('fine', 'main.tf', '120000'),
      addition('ok.txt', '1'),
    ]);
    expect(result.outputs['skipped']).toBe('["lnk","long"]');
    expect(log).toMatch(/^::warning title=Commit::Left out: "lnk": .*\(link-outside\)/m);
    expect(log).toMatch(/^::warning title=Commit::Left out: "long": .*\(link-target\)/m);
  });

  test('fails the step otherwise, before anything is sent', async () => {
    await using job = await outside();
    const { result, log, requests } = await job.run();
    expect(result.exitCode).toBe(1);
    expect(log).toContain('(link-outside)');
    expect(requests).toEqual([]);
  });
});
