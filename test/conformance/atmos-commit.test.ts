/** The real Atmos CLI commits through our server, and through a network that loses answers. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { branch, startCommitScene } from '../server/commits/scene.ts';
import { startLossyRelay } from '../support/lossy-relay.ts';
import { cleanGitEnvironment, realGit } from '../support/real-git.ts';
import { startTlsRelay } from '../support/tls-relay.ts';
import { findProgram } from './atmos.ts';

const atmos = findProgram('atmos');
// A machine without the CLI, such as CI, cannot run these; their title says so then.
const suite = atmos === undefined ? describe.skip : describe;
/** The CLI waits 1, 2 and 4 s between its attempts. */
const slowMs = 60_000;

async function startCommitter(lostAnswers = 0) {
  const scene = await startCommitScene({
    world: {
      runs: [
        {
          repository: 'acme/infra',
          id: 501,
          workflow: '.github/workflows/format.yml',
          event: 'pull_request',
          ref: 'refs/pull/7/merge',
          head_ref: branch,
          base_ref: 'main',
          actor: 'octocat',
          jobs: [{ name: 'format', permissions: { 'id-token': 'write' } }],
        },
      ],
    },
  });
  const lossy = await startLossyRelay(scene.server.url, '/git/commit', lostAnswers);
  const [front, runner] = await Promise.all([
    startTlsRelay(lossy.url),
    startTlsRelay(scene.simulator.origin),
  ]);
  const directory = await mkdtemp(join(tmpdir(), 'conformance-commit-'));
  const checkout = join(directory, 'infra');
  const authorities = join(directory, 'authorities.pem');
  await Promise.all([mkdir(checkout), writeFile(authorities, `${front.ca}${runner.ca}`)]);
  const git = (...args: readonly string[]) => {
    const { ok, stdout, stderr } = realGit(args, { directory: checkout });
    if (!ok) throw new Error(stderr);
    return stdout.trim();
  };
  git('init', '-q', '--template=', '-b', branch);
  await writeFile(join(checkout, 'main.tf'), 'a=2');
  await writeFile(join(checkout, 'other.tf'), 'o=1');
  git('add', '-A');
  git('commit', '-q', '-m', 'as on the branch');

  function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const variables = scene.simulator.jobEnvironment('format');
    const request = new URL(variables['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
    const env = {
      ...cleanGitEnvironment(directory),
      ...variables,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${runner.url}${request.pathname}${request.search}`,
      ATMOS_PRO_BASE_URL: front.url,
      ATMOS_PRO_WORKSPACE_ID: 'ws_1',
      ATMOS_TELEMETRY_ENABLED: 'false',
      ATMOS_VERSION_CHECK_ENABLED: 'false',
      CHECKPOINT_DISABLE: '1',
      NO_COLOR: '1',
      SSL_CERT_FILE: authorities,
      GITHUB_HEAD_REF: branch,
      ...more,
    };
    return new Promise<{ code: number | null; stdout: string; stderr: string }>((settle, reject) => {
      const child = spawn(atmos ?? '', ['pro', 'commit', ...args], { cwd: checkout, env, timeout: slowMs });
      const output = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
      child.once('error', reject);
      child.once('close', (code) => settle({ code, ...output }));
    });
  }
  return {
    scene,
    lossy,
    git,
    run,
    write: (path: string, text: string) => writeFile(join(checkout, path), text),
    remove: (path: string) => rm(join(checkout, path)),
    async [Symbol.asyncDispose]() {
      for (const part of [front, runner, lossy, scene]) await part[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

suite(atmos === undefined ? 'atmos pro commit (skipped: no atmos on the PATH)' : 'atmos pro commit', () => {
  test(
    'prints the commit, which has everything, and comments',
    async () => {
      await using job = await startCommitter();
      await job.write('main.tf', 'a = 2\n');
      await job.write('new.tf', 'n');
      await job.remove('other.tf');
      const { code, stdout, stderr } = await job.run(['-m', 'format', '--comment', 'Formatted.', '--all']);
      // On which of the two depends on whether the CLI takes the place for a terminal.
      expect([code, stdout + stderr]).toEqual([0, expect.stringContaining(await job.scene.head())]);
      expect(await job.scene.files('main.tf', 'new.tf', 'other.tf')).toEqual({
        'main.tf': '100644 a = 2\n',
        'new.tf': '100644 n',
        'other.tf': undefined,
      });
      expect(job.scene.comments()).toEqual([expect.stringMatching(/^Formatted\./)]);
      expect(await job.scene.newCommits()).toHaveLength(1);
    },
    slowMs,
  );

  test(
    'makes one commit of four requests whose answers were lost',
    async () => {
      await using job = await startCommitter(4);
      await job.write('main.tf', 'a = 2\n');
      const first = await job.run(['-m', 'format', '--all']);
      expect(first.code).not.toBe(0);
      expect(job.lossy.lost).toHaveLength(4);
      const shas = job.lossy.lost.map((body) => (JSON.parse(body) as { data: { sha: string } }).data.sha);
      expect(new Set(shas)).toEqual(new Set([await job.scene.head()]));
      const again = await job.run(['-m', 'format', '--all']);
      expect([again.code, again.stdout + again.stderr]).toEqual([
        0,
        expect.stringContaining(await job.scene.head()),
      ]);
      expect(await job.scene.newCommits()).toHaveLength(1);
    },
    slowMs,
  );

  test(
    'is told in words why not',
    async () => {
      await using job = await startCommitter();
      await job.scene.push([{ path: 'main.tf', content: 'a=3' }]);
      await job.write('main.tf', 'a = 2\n');
      const conflict = await job.run(['-m', 'format', '--all']);
      expect(conflict.code).not.toBe(0);
      expect(conflict.stderr.replaceAll(/\s+/g, ' ')).toContain('that change the same files');
      const foreign = await job.run(['-m', 'format', '--all'], { GITHUB_HEAD_REF: 'main' });
      expect(foreign.code).not.toBe(0);
      expect(foreign.stderr.replaceAll(/\s+/g, ' ')).toMatch(
        /status=403 .*head branch of the job's pull request/,
      );
    },
    slowMs,
  );
});
