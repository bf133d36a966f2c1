/** The bundled steps against a simulated GitHub that verifies: its ID tokens, its git, its revocation, through TLS and proxy. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { envelope, startApiPeer } from '../support/api-peer.ts';
import { cleanGitEnvironment, runGit } from '../support/real-git.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';

const token = `ghs_${'m'.repeat(36)}`;
const seed = {
  accounts: [{ login: 'acme' }],
  repositories: [{ name: 'acme/infra' }, { name: 'acme/modules', files: { 'main.tf': '# module\n' } }],
  apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read' } }],
  installations: [{ id: 7, app: 'atmos-pro', account: 'acme' }],
  runs: [
    {
      repository: 'acme/infra',
      jobs: [
        { name: 'plan', permissions: { 'id-token': 'write' } },
        { name: 'lint', permissions: { contents: 'read' } },
      ],
    },
  ],
} as const;

/** A token that the simulator knows and that reads acme/modules. */
function mintInto({ world }: TestSimulator): void {
  const repository = [...world.repositories.values()].find(({ name }) => name === 'modules');
  if (repository === undefined) throw new Error('The seed has no acme/modules.');
  world.tokens.set(token, {
    token,
    kind: 'installation',
    installationId: 7,
    accountId: repository.ownerId,
    repositoryIds: [repository.id],
    permissions: { contents: 'read', metadata: 'read' },
    mintedAt: world.clock.now(),
    expiresAt: world.clock.now() + 3_600_000,
    revoked: false,
  });
}

describe.each([
  { name: 'an enterprise host over HTTP', options: { shape: 'enterprise' as const } },
  { name: 'an enterprise host over TLS', options: { shape: 'enterprise' as const, tls: true } },
  { name: 'github.com through a proxy', options: { shape: 'github.com' as const } },
])('setup-sts at $name', ({ options }) => {
  test('clones with the token, and not any more after the post step', async () => {
    await using simulator = await startSimulator({ ...options, seed });
    mintInto(simulator);
    const { host } = new URL(simulator.urls.server);
    const repositories = ['acme/modules'];
    await using peer = await startApiPeer({
      sts: [envelope({ tokens: [{ host, owner: 'acme', token, repositories }] })],
    });
    await using job = await makeJobDirectory();
    const { directory } = job;
    const environment = { ...simulator.jobEnvironment('plan'), ATMOS_PRO_BASE_URL: peer.url };
    const inputs = { 'workspace-id': 'ws_1', sources: 'acme/modules' };
    const main = await runAction('setup-sts', 'main', { directory, inputs, environment });
    expect(main.stdout).not.toContain('::error');
    expect(main.exitCode).toBe(0);
    const sent = JSON.parse(peer.requests[0]?.body ?? '') as { token: string };
    expect(sent.token.split('.')).toHaveLength(3);

    const home = join(directory, 'home');
    await mkdir(home);
    const clone = (to: string, more: Readonly<Record<string, string>>) =>
      runGit(['clone', '-q', `${simulator.urls.server}/acme/modules.git`, join(directory, to)], directory, {
        ...cleanGitEnvironment(home),
        ...simulator.environment,
        ...more,
      });
    expect(await clone('before', main.environmentFile)).toMatchObject({ ok: true });
    expect(await clone('without', {})).toMatchObject({ ok: false });

    const post = await runAction('setup-sts', 'post', {
      directory,
      state: main.state,
      environment: { ...environment, ...main.environmentFile },
    });
    expect(post.stdout).toContain('is revoked.');
    expect(simulator.world.tokens.get(token)?.revoked ?? true).toBe(true);
    expect(await clone('after', main.environmentFile)).toMatchObject({ ok: false });
  });

  test('names the missing permission of a job without id-token: write', async () => {
    await using simulator = await startSimulator({ ...options, seed });
    const result = await runAction('setup-sts', 'main', {
      inputs: { 'workspace-id': 'ws_1' },
      environment: simulator.jobEnvironment('lint'),
    });
    expect(result.stdout).toContain('::error title=INPUT_ID_TOKEN_PERMISSION::');
  });
});

test('setup-sts says what to do about a certificate that it does not trust, without trying again', async () => {
  await using simulator = await startSimulator({ shape: 'enterprise', tls: true, seed });
  const result = await runAction('setup-sts', 'main', {
    inputs: { 'workspace-id': 'ws_1' },
    environment: { ...simulator.jobEnvironment('plan'), NODE_EXTRA_CA_CERTS: undefined },
  });
  expect(result.stdout).toContain('::error title=REMOTE_UNREACHABLE::GET https://');
  expect(result.stdout).toContain('set NODE_EXTRA_CA_CERTS to the file of its certificate.');
  expect(simulator.journal.entries({})).toEqual([]);
});
