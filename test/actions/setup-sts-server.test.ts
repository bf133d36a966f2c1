/** The bundled steps, the real server and a simulated GitHub that verifies everything: a private module, end to end. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cleanGitEnvironment, runGit } from '../support/real-git.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import { startTestServer } from '../support/server.ts';
import { startSimulator } from '../support/simulator.ts';

const trust = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        repository: acme/infra
        ref: refs/heads/main
`;
const permissions = { contents: 'read', metadata: 'read' } as const;
const seed = {
  accounts: [{ login: 'acme' }, { login: 'platform' }],
  repositories: [
    { name: 'acme/infra' },
    { name: 'acme/other' },
    { name: 'acme/silent' },
    { name: 'platform/modules', files: { 'main.tf': '# module\n', '.atmos/pro/sts/default.yaml': trust } },
  ],
  apps: [{ slug: 'atmos-pro', permissions }],
  installations: [
    { app: 'atmos-pro', account: 'acme' },
    { app: 'atmos-pro', account: 'platform' },
  ],
  runs: [
    { repository: 'acme/infra', jobs: [{ name: 'plan', permissions: { 'id-token': 'write' } }] },
    { repository: 'acme/other', jobs: [{ name: 'stranger', permissions: { 'id-token': 'write' } }] },
  ],
} as const;
const repositories = seed.repositories.map(({ name }) => ({
  name,
  permissions: [{ permission: 'ws:sts:create' as const }],
}));

/** Without the masks, which fill a failed test's report. */
function logOf(stdout: string): string {
  return stdout.replaceAll(/^::add-mask::.*\n/gm, '');
}

async function startScene() {
  const simulator = await startSimulator({ shape: 'enterprise', seed });
  const server = await startTestServer({
    simulator: { world: simulator.world, urls: simulator.urls },
    config: {
      workspaces: [{ id: 'ws_1', features: { sts: true }, repositories }],
    },
  });
  const job = await makeJobDirectory();
  const home = join(job.directory, 'home');
  await mkdir(home);
  return {
    simulator,
    run: (
      name: string,
      phase: 'main' | 'post',
      more: { inputs?: Record<string, string>; state?: Readonly<Record<string, string>> } = {},
    ) =>
      runAction('setup-sts', phase, {
        directory: job.directory,
        ...more,
        environment: {
          ...simulator.jobEnvironment(name),
          ATMOS_PRO_BASE_URL: server.url,
          ATMOS_PRO_WORKSPACE_ID: 'ws_1',
        },
      }),
    clone: (address: string, to: string, environment: Readonly<Record<string, string>>) =>
      runGit(['clone', '-q', address, join(job.directory, to)], job.directory, {
        ...cleanGitEnvironment(home),
        ...simulator.environment,
        ...environment,
      }),
    async [Symbol.asyncDispose]() {
      await job[Symbol.asyncDispose]();
      await server.stop();
      await simulator.stop();
    },
  };
}

describe('setup-sts with the server', () => {
  test('reads a private module of another owner until the post step', async () => {
    await using scene = await startScene();
    const main = await scene.run('plan', 'main', { inputs: { sources: 'platform/modules' } });
    expect(logOf(main.stdout)).not.toContain('::error');
    expect(main.outputs).toMatchObject({
      'token-count': '1',
      owners: '["platform"]',
      repositories: '["platform/modules"]',
      excluded: '[]',
    });
    const https = `${scene.simulator.urls.server}/platform/modules`;
    expect(await scene.clone(https, 'https', main.environmentFile)).toMatchObject({ ok: true });
    expect(
      await scene.clone('git@127.0.0.1:platform/modules.git', 'scp', main.environmentFile),
    ).toMatchObject({ ok: true });
    const post = await scene.run('plan', 'post', { state: main.state });
    expect(post.stdout).toContain(
      `The token for platform on ${new URL(scene.simulator.urls.server).host} is revoked.`,
    );
    expect(await scene.clone(https, 'late', main.environmentFile)).toMatchObject({ ok: false });
  });

  test('reports a denial with its reason in one exchange', async () => {
    await using scene = await startScene();
    const main = await scene.run('stranger', 'main', {
      inputs: { sources: 'platform/modules, acme/silent' },
    });
    expect(main.exitCode).toBe(1);
    expect(logOf(main.stdout)).toContain('::error title=DENIED_SOURCES::');
    expect(logOf(main.stdout)).toContain('platform/modules (trust_policy_denied)');
    expect(logOf(main.stdout)).toContain('acme/silent (no_trust_policy)');
    expect(main.summary).toContain('trust&#95;policy&#95;denied');
    expect(main.environmentFile).toEqual({});
  });

  test('asks for everything and takes what it gets', async () => {
    await using scene = await startScene();
    const main = await scene.run('plan', 'main');
    expect(main.exitCode).toBe(0);
    expect(JSON.parse(main.outputs['repositories'] ?? '')).toEqual(['platform/modules']);
    expect(logOf(main.stdout)).toContain('::notice title=GitHub STS::Not granted, and not in `sources`:');
  });
});
