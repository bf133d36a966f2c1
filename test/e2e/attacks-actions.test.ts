/** Attack classes against the job that runs an action, each by its name, with the bundled action. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readWorkflowCommand } from '../../src/simulator/runner/workflow-commands.ts';
import { startRun } from '../../src/simulator/seed/start-run.ts';
import { policyFile, startStsScene } from '../server/sts/scene.ts';
import { envelope, type PeerRoute, startApiPeer } from '../support/api-peer.ts';
import { openScene } from '../support/git-scene.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';

const token = `ghs_${'e'.repeat(36)}`;
const granted = envelope({
  tokens: [{ host: 'github.com', owner: 'acme', token, repositories: ['acme/modules'] }],
  excluded: [],
});

describe('attack', () => {
  test('workflow-command injection: neither a policy nor a ref writes commands by way of the server’s words', async () => {
    const evil =
      'x\\n::set-env name=PATH::/tmp\\r\\n::add-path::/tmp\\u2028##[error]z%0A::stop-commands::t \\u001b[2J</pre><script>';
    const hostile = `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata: {name: default}
spec: {rules: [{match: {ref: "${evil}"}}]}
`;
    const unknownKey = hostile.replace('match: {ref:', 'match: {"::set-env name=A::b\\n::error::c":');
    await using scene = await startStsScene({
      repositories: [
        { name: 'acme/denied', files: { [policyFile]: hostile } },
        { name: 'acme/invalid', files: { [policyFile]: unknownKey } },
      ],
    });
    await startRun(scene.simulator.world, {
      repository: 'acme/infra',
      ref: 'refs/heads/y%0A::set-output name=a::b\n::error::c',
      jobs: [{ name: 'evil', permissions: { 'id-token': 'write' } }],
    });
    const { stdout, summary, environmentFile, outputs } = await runAction('setup-sts', 'main', {
      inputs: { 'workspace-id': 'ws_1', 'base-url': scene.server.url, sources: 'acme/denied, acme/invalid' },
      environment: { ...scene.simulator.jobEnvironment('evil'), RUNNER_DEBUG: '1' },
    });
    expect(stdout).toContain('acme/denied (trust_policy_denied)');
    const commands = stdout
      .split(/\r\n|[\n\r\u2028]/)
      .flatMap((line) => readWorkflowCommand(line.trimStart())?.command ?? []);
    expect(new Set(commands)).toEqual(new Set(['add-mask', 'error', 'warning']));
    expect(stdout).not.toMatch(/^\s*##\[/m);
    expect(summary).not.toMatch(/<script|<\/pre></);
    expect(stdout + summary).not.toContain('\u001b');
    expect(environmentFile).toEqual({});
    expect(Object.keys(outputs)).toEqual(['excluded']);
  });

  test.each<{ route: PeerRoute; phase: 'main' | 'post' }>([
    { route: 'id-token', phase: 'main' },
    { route: 'exchange', phase: 'main' },
    { route: 'sts', phase: 'main' },
    { route: 'revoke', phase: 'post' },
  ])('redirect: what $route redirects to is not asked, and gets no credentials', async ({ route, phase }) => {
    await using thief = await startApiPeer();
    const redirects = [301, 302, 303, 307, 308].map((status) => ({
      status,
      headers: { location: `${thief.url}/id-token?x` },
    }));
    for (const redirect of redirects) {
      await using peer = await startApiPeer({ sts: [granted], [route]: [redirect] });
      const state = {
        revoke: 'true',
        'token-count': '1',
        'token-0': JSON.stringify({ host: 'github.com', owner: 'acme', token }),
      };
      const result = await runAction('setup-sts', phase, {
        environment: peer.environment,
        ...(phase === 'post' ? { state } : {}),
      });
      expect(result.stdout).toMatch(phase === 'main' ? /^::error/m : /^::warning/m);
      expect(thief.requests).toEqual([]);
    }
  });

  test('environment-driven exfiltration: what the workflow says wins over a variable and a file that others wrote', async () => {
    await using thief = await startApiPeer({ sts: [granted] });
    await using peer = await startApiPeer({ sts: [granted] });
    await using job = await makeJobDirectory();
    const settings = { base_url: thief.url, endpoint: 'evil', workspace_id: 'ws_evil' };
    await writeFile(
      join(job.directory, 'workspace', 'atmos.yaml'),
      JSON.stringify({ settings: { pro: settings } }),
    );
    const hostile = {
      ATMOS_PRO_BASE_URL: thief.url,
      ATMOS_PRO_ENDPOINT: 'evil',
      ATMOS_PRO_WORKSPACE_ID: 'ws_evil',
    };
    const inputs = { 'base-url': peer.url, endpoint: 'api/v1', 'workspace-id': 'ws_1' };
    const { directory } = job;
    const { exitCode } = await runAction('setup-sts', 'main', {
      directory,
      inputs,
      environment: { ...peer.environment, ...hostile },
    });
    expect(exitCode).toBe(0);
    // The variables of the workflow win over a file of the checkout, which a pull request can write.
    await runAction('setup-sts', 'main', {
      directory,
      environment: { ...peer.environment, ATMOS_PRO_ENDPOINT: 'api/v1' },
    });
    expect(thief.requests).toEqual([]);
    expect(peer.requests.filter(({ path }) => path === '/api/v1/sts')).toHaveLength(2);
  });

  test.each([
    'http://pro.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'https://atmos-pro.com@evil.example',
    'https://evil.example/?x=https://atmos-pro.com',
    'file:///etc/passwd',
  ])('environment-driven exfiltration: no ID token is asked for to be sent to %s', async (address) => {
    await using peer = await startApiPeer();
    const environment = { ...peer.environment, ATMOS_PRO_BASE_URL: address };
    expect((await runAction('setup-sts', 'main', { environment })).stdout).toContain(
      '::error title=INPUT_INVALID::',
    );
    const request = { ...peer.environment, ACTIONS_ID_TOKEN_REQUEST_URL: address };
    if (!address.startsWith('https:'))
      expect((await runAction('setup-sts', 'main', { environment: request })).stdout).toContain(
        '::error title=INPUT_INVALID::',
      );
    expect(peer.requests).toEqual([]);
  });

  test.each(['env', 'file'] as const)(
    'token shadowing: no credentials that lie around take the place of the minted token, or get it (%s)',
    async (mode) => {
      await using scene = await openScene('github.com');
      const { ambient } = scene.tokens;
      const set = (...args: string[]) => scene.bareGit(['config', '--global', '--add', ...args], scene.clean);
      const basic = Buffer.from(`x-access-token:${ambient}`).toString('base64');
      await set(`url.https://x-access-token:${ambient}@github.com/.insteadOf`, 'https://github.com/');
      await set(`url.https://x-access-token:${ambient}@github.com/acme/.insteadOf`, 'git@github.com:acme/');
      await set('http.https://github.com/.extraheader', `AUTHORIZATION: basic ${basic}`);
      await set('credential.helper', `!printf 'username=x\\npassword=${ambient}\\n' #`);
      await writeFile(join(scene.home, '.netrc'), `machine github.com login x password ${ambient}\n`, {
        mode: 0o600,
      });
      const configured = await scene.configure(mode, [scene.grants.mod]);
      const tokens = { GH_TOKEN: ambient, GITHUB_TOKEN: ambient, GIT_ASKPASS: '/bin/false' };
      const git = (address: string) => configured(['ls-remote', address], scene.clean, tokens);
      // Without our configuration they do, so the scene is a threat.
      await scene.bareGit(['ls-remote', 'https://github.com/acme/mod'], scene.clean);
      expect(scene.askedFor('acme/mod')).toContain('ambient');
      scene.simulator.journal.clear();
      for (const address of [
        'https://github.com/acme/mod',
        'https://github.com/acme/mod.git',
        'git@github.com:acme/mod.git',
      ])
        expect(await git(address)).toMatchObject({ ok: true, stderr: '' });
      expect(new Set(scene.askedFor('acme/mod'))).toEqual(new Set(['mod']));
      for (const repository of ['acme/app', 'acme/mod-2', 'acme/mod-3']) {
        await git(`https://github.com/${repository}`);
        expect(scene.askedFor(repository)).not.toContain('mod');
      }
    },
  );
});
