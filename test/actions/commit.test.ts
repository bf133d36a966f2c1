/** `commit` as bundled, with real git and a server of the hosted kind: what is collected and sent. */
import { describe, expect, test } from '@jest/globals';
import { addition, startCommitJob } from './commit-job.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

function changesOf(body: unknown) {
  return (body as { changes: { additions: unknown[]; deletions: unknown[] } } | undefined)?.changes;
}

test('sends what the contract has, and nothing else', async () => {
  await using job = await startCommitJob({ 'main.tf': 'a=1', 'old.tf': 'x' });
  await job.write({ 'main.tf': 'a = 1\n', 'new/file.tf': 'b\n' });
  await job.remove('old.tf');
  const { result, body, requests, log } = await job.run({ comment: 'Formatted.' });
  expect(log).toContain(`Committed: ${sha} on feature/x, 3 files.`);
  expect(body).toEqual({
    branch: 'feature/x',
    changes: {
      additions: [addition('main.tf', 'a = 1\n'), addition('new/file.tf', 'b\n')],
      deletions: [{ path: 'old.tf' }],
    },
    commitMessage: 'format',
    comment: 'Formatted.',
  });
  expect(requests[0]?.path).toBe(`/api/v1/git/commit?base=${job.git('rev-parse', 'HEAD')}`);
  expect(result.outputs).toEqual({
    sha,
    committed: 'true',
    files: '["main.tf","new/file.tf","old.tf"]',
    skipped: '[]',
  });
  expect(result.summary).toContain(`## Commit <code>${sha}</code> on <code>feature/x</code>`);
  expect(result.summary).toContain('| <code>old.tf</code> | deleted |');
});

describe('what is staged', () => {
  test('is taken from the index, not from the file as it is now', async () => {
    await using job = await startCommitJob();
    await job.write({ 'main.tf': 'staged\n' });
    job.git('add', 'main.tf');
    await job.write({ 'main.tf': 'changed again\n', 'other.tf': 'not staged' });
    const { body } = await job.run({ all: 'false' });
    expect(changesOf(body)).toEqual({ additions: [addition('main.tf', 'staged\n')], deletions: [] });
  });

  test('a rename is a deletion and an addition', async () => {
    await using job = await startCommitJob({ 'a.tf': 'same\n'.repeat(50) });
    job.git('mv', 'a.tf', 'b.tf');
    const { body } = await job.run({ all: 'false' });
    expect(changesOf(body)).toEqual({
      additions: [addition('b.tf', 'same\n'.repeat(50))],
      deletions: [{ path: 'a.tf' }],
    });
  });

  test('modes go along where they are new ones: executable, changed back, linked, replaced by a link', async () => {
    await using job = await startCommitJob({
      'run.sh': '#!/bin/sh\n',
      'was.sh': 'x',
      file: 'x',
      'keeps.sh': 'x',
    });
    await job.makeExecutable('was.sh');
    await job.makeExecutable('keeps.sh');
    job.git('commit', '-qam', 'executable');
    job.git('update-index', '--chmod=-x', 'was.sh');
    await job.makeExecutable('run.sh');
    await job.write({ 'new.sh': 'y', 'keeps.sh': 'z' });
    await job.makeExecutable('new.sh');
    await job.link('link', 'run.sh');
    await job.remove('file');
    await job.link('file', 'new.sh');
    job.git('add', 'run.sh', 'new.sh', 'keeps.sh', 'link', 'file');
    const { body } = await job.run({ all: 'false' });
    expect(changesOf(body)).toEqual({
      additions: [
        addition('file', 'new.sh', '120000'),
        addition('keeps.sh', 'z'),
        addition('link', 'run.sh', '120000'),
        addition('new.sh', 'y', '100755'),
        addition('run.sh', '#!/bin/sh\n', '100755'),
        addition('was.sh', 'x', '100644'),
      ],
      deletions: [],
    });
  });

  test('names and contents arrive byte for byte', async () => {
    await using job = await startCommitJob();
    const binary = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const names = ['ünïcödé/файл.tf', '日本語.md', 'with blank/a "b" \'c\'.txt', '-rf', 'empty'];
    await job.write({
      'binary.bin': binary,
      ...Object.fromEntries(names.map((name) => [name, name === 'empty' ? '' : name])),
    });
    const { body } = await job.run();
    const sent = changesOf(body)?.additions as { path: string; contents: string }[];
    expect(sent.find(({ path }) => path === 'binary.bin')?.contents).toBe(binary.toString('base64'));
    for (const name of names) {
      expect(sent).toContainEqual(addition(name, name === 'empty' ? '' : name));
    }
  });

  test('what is only intended to be added is none of it', async () => {
    await using job = await startCommitJob();
    await job.write({ 'later.tf': 'x' });
    job.git('add', '--intent-to-add', 'later.tf');
    const { result, log } = await job.run({ all: 'false' });
    expect(log).toContain('There is nothing to commit: nothing is staged.');
    expect(result.outputs).toEqual({ sha: '', committed: 'false', files: '[]', skipped: '[]' });
  });

  test('the pointer of Git LFS is sent as it is, with a notice', async () => {
    await using job = await startCommitJob();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 5\n`;
    await job.write({ 'big.bin': pointer });
    const { body, log } = await job.run();
    expect(changesOf(body)?.additions).toEqual([addition('big.bin', pointer)]);
    expect(log).toContain('"big.bin" is in Git LFS');
  });

  test('works in a repository without a commit', async () => {
    await using job = await startCommitJob();
    job.git('update-ref', '-d', 'HEAD');
    const { body, requests } = await job.run();
    expect(changesOf(body)?.additions).toEqual([addition('main.tf', 'a = 1\n')]);
    expect(requests[0]?.path).toBe('/api/v1/git/commit');
  });
});

describe('add', () => {
  test('takes pathspecs, with their magic and with commas, and deletions', async () => {
    await using job = await startCommitJob({
      'a.tf': '1',
      'b.tf': '1',
      'vendor/c.tf': '1',
      'd.md': '1',
      'x,y.tf': '1',
    });
    await job.write({ 'a.tf': '2', 'vendor/c.tf': '2', 'd.md': '2', 'x,y.tf': '2' });
    await job.remove('b.tf');
    const { body } = await job.run({ add: '*.tf\n  :(exclude,icase)VENDOR/*  \n' });
    expect(changesOf(body)).toEqual({
      additions: [addition('a.tf', '2'), addition('x,y.tf', '2')],
      deletions: [{ path: 'b.tf' }],
    });
  });

  test('is never read as an option of git', async () => {
    await using job = await startCommitJob();
    const { result, log } = await job.run({ add: '--force' });
    expect(result.exitCode).toBe(1);
    expect(log).toContain("git cannot stage the files: fatal: pathspec '--force' did not match any files");
  });

  test('takes what matches, and tells of what matches nothing', async () => {
    await using job = await startCommitJob({ 'main.tf': '1' });
    await job.write({ 'main.tf': '2' });
    const { body, log } = await job.run({ add: '*.tf\n*.tfvars\n*.hcl' });
    expect(changesOf(body)?.additions).toEqual([addition('main.tf', '2')]);
    expect(log).toContain('::notice title=Commit::"*.tfvars" in `add` matches no files.');
    expect(log).toContain('"*.hcl" in `add`');
  });

  test.each([':!vendor', ':/^vendor', ':(top,exclude)vendor'])(
    'does not stage all but %s when what that narrows matches nothing',
    async (pathspec) => {
      await using job = await startCommitJob({ 'main.tf': '1' });
      await job.write({ 'main.tf': '2' });
      const { result, log, requests } = await job.run({ add: `*.hcl\n${pathspec}` });
      expect([result.exitCode, requests]).toEqual([1, []]);
      expect(log).toContain("pathspec '*.hcl' did not match any files");
    },
  );

  test('says that a missing directory does not exist', async () => {
    await using job = await startCommitJob();
    const { result, log } = await job.run({ directory: 'nowhere' });
    expect(result.exitCode).toBe(1);
    expect(log).toContain('::error title=INPUT_INVALID::The directory ');
  });

  test('goes with a directory of its own checkout', async () => {
    await using job = await startCommitJob({ 'main.tf': '1' });
    await job.write({ 'sub/keep': '' });
    const { log } = await job.run({ directory: '../elsewhere' });
    expect(log).toContain('title=INPUT_INVALID::Input "directory" is outside of the workspace');
  });
});

describe('refused files', () => {
  const attack = { '.github/workflows/x.yml': 'on: push', 'main.tf': 'b' };

  test('fail the step, each by name, and nothing is sent', async () => {
    await using job = await startCommitJob();
    await job.write({ ...attack, 'a.txt:stream': 'x', 'big.bin': Buffer.alloc(2_097_153) });
    const { result, log, journal } = await job.run();
    expect(result.exitCode).toBe(1);
    expect(log).toContain('INPUT_COMMIT_INVALID');
    expect(log).toContain('".github/workflows/x.yml": the path is in `.github`');
    expect(log).toContain('(github-folder)');
    expect(log).toContain('(stream)');
    expect(log).toContain(
      '"big.bin": the file has 2097153 bytes, and at most 2 MiB (2097152 bytes) are allowed',
    );
    expect(journal).toEqual([]);
  });

  test('are left out if the workflow says so, with a warning and an output', async () => {
    await using job = await startCommitJob();
    await job.write(attack);
    const { result, body, log } = await job.run({ 'refused-files': 'skip' });
    expect(changesOf(body)?.additions).toEqual([addition('main.tf', 'b')]);
    expect(log).toContain('::warning title=Commit::Left out: ".github/workflows/x.yml"');
    expect(result.outputs['skipped']).toBe('[".github/workflows/x.yml"]');
    expect(result.summary).toContain('### Left out');
  });

  test('may be all there is', async () => {
    await using job = await startCommitJob();
    await job.write({ '.github/x': 'y' });
    const { result, log, journal } = await job.run({ 'refused-files': 'skip' });
    expect([result.exitCode, result.outputs['committed'], journal]).toEqual([0, 'false', []]);
    expect(log).toContain('There is nothing to commit: every staged file was left out.');
  });

  test('a submodule is one, and its removal', async () => {
    await using job = await startCommitJob();
    job.git('update-index', '--add', '--cacheinfo', `160000,${sha},vendor/module`);
    const { log } = await job.run({ all: 'false' });
    expect(log).toContain(
      '"vendor/module": it is a submodule, and only files can be committed from CI (submodule)',
    );
  });

  test('more than 200 files are too many', async () => {
    await using job = await startCommitJob();
    await job.write(Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`f/${index}`, 'x'])));
    const { log, journal } = await job.run();
    expect(log).toContain('there are 201 changed files, and at most 200 are allowed (too-many-files)');
    expect(journal).toEqual([]);
  });
});

describe('nothing is done', () => {
  test.each([
    ['for the App’s own run', {}, { GITHUB_ACTOR: 'atmos-pro[bot]' }],
    [
      'for the run of an App with another name',
      { 'bot-login': 'My-App[bot]' },
      { GITHUB_ACTOR: 'my-app[bot]' },
    ],
  ])('%s', async (_, inputs, environment) => {
    await using job = await startCommitJob();
    await job.write({ 'main.tf': 'b' });
    const { result, log, journal } = await job.run(inputs, environment);
    expect([result.exitCode, result.outputs['committed'], journal]).toEqual([0, 'false', []]);
    expect(log).toContain('loop prevention');
    expect(job.git('diff', '--cached', '--name-only')).toBe('');
  });

  test('when the server knows the run’s actor for its App', async () => {
    const body = {
      success: false,
      status: 403,
      errorTag: 'CommitLoop',
      errorMessage: 'It does not answer itself.',
    };
    await using job = await startCommitJob(undefined, { commit: [{ status: 403, body }] });
    await job.write({ 'main.tf': 'b' });
    const { result, log } = await job.run();
    expect([result.exitCode, result.outputs['committed']]).toEqual([0, 'false']);
    expect(log).toContain('::notice title=Commit::Nothing was committed. It does not answer itself.');
  });

  test('and it fails without a change if the workflow says so', async () => {
    await using job = await startCommitJob();
    const { result, log } = await job.run({ 'fail-if-empty': 'true' });
    expect(result.exitCode).toBe(1);
    expect(log).toContain('There is nothing to commit: nothing is staged.');
  });
});

describe('inputs', () => {
  test.each<[string, Record<string, string>, Record<string, string | undefined>, string]>([
    [
      'a message of 501 bytes',
      { message: `${'ä'.repeat(250)}x` },
      {},
      'the commit message has 501 bytes, and at most 500 are allowed',
    ],
    [
      'a comment of 2001 bytes',
      { comment: 'x'.repeat(2_001) },
      {},
      'the comment has 2001 bytes, and at most 2000 are allowed',
    ],
    ['no head branch', {}, { GITHUB_HEAD_REF: '' }, 'GITHUB_HEAD_REF is empty'],
    [
      'a branch with odd characters',
      {},
      { GITHUB_HEAD_REF: 'a b' },
      'the branch name has to be made of ASCII letters',
    ],
    ['add beside all', { add: '.', all: 'true' }, {}, 'title=INPUT_INVALID::The inputs "add" and "all"'],
    ['no message', { message: ' ' }, {}, 'Input "message" is required.'],
    ['no workspace', {}, { ATMOS_PRO_WORKSPACE_ID: '' }, 'title=INPUT_MISSING::The workspace ID'],
  ])('%s is refused before anything is staged', async (_, inputs, environment, words) => {
    await using job = await startCommitJob();
    await job.write({ 'main.tf': 'b' });
    const { result, log, journal } = await job.run(inputs, environment);
    expect([result.exitCode, journal]).toEqual([1, []]);
    expect(log).toContain(words);
    expect(job.git('diff', '--cached', '--name-only')).toBe('');
  });
});
