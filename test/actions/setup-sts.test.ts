import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { envelope, peerSession, startApiPeer } from '../support/api-peer.ts';
import { makeJobDirectory, runAction } from '../support/run-action.ts';
import { acmeToken, basicOf, redact, tokenOf } from './sts-samples.ts';

const both = envelope({
  tokens: [acmeToken],
  excluded: [{ repo: 'acme/secrets', reason: 'trust_policy_denied', message: 'rule 1: ref did not match' }],
});

describe('setup-sts', () => {
  test('hands a job its token: log, outputs, environment, summary', async () => {
    await using peer = await startApiPeer({ sts: [both] });
    const result = await runAction('setup-sts', 'main', {
      inputs: { sources: 'acme/terraform-modules' },
      environment: peer.environment,
    });
    expect(result.exitCode).toBe(0);
    expect(redact(result.stdout)).toMatchSnapshot('stdout');
    expect(result.stderr).toBe('');
    expect(redact(JSON.stringify(result.outputs, null, 2))).toMatchSnapshot('outputs');
    expect(redact(result.summary)).toMatchSnapshot('summary');
    expect(peer.journal()).toEqual([
      'GET /id-token?api-version=2&audience=atmos-pro.com',
      'POST /api/v1/auth/github-oidc',
      'POST /api/v1/sts',
    ]);
  });

  test('sends what the contract says and nothing else', async () => {
    await using peer = await startApiPeer();
    await runAction('setup-sts', 'main', {
      inputs: { sources: 'acme/a, acme/b.git\nacme/c, acme/b', 'policy-name': 'ci', audience: 'own.example' },
      environment: peer.environment,
    });
    const [idToken, exchange, sts] = peer.requests;
    expect(idToken?.headers).toMatchObject({ authorization: 'Bearer runner-bearer' });
    expect(idToken?.path).toBe('/id-token?api-version=2&audience=own.example');
    expect(JSON.parse(exchange?.body ?? '')).toEqual({ token: 'id.token.1', workspaceId: 'ws_1' });
    expect(exchange?.headers['authorization']).toBeUndefined();
    expect(exchange?.headers['user-agent']).toMatch(/^atmos-pro-actions\/\d+\.\d+\.\d+ \(setup-sts\)$/);
    expect(sts?.headers['authorization']).toBe(`Bearer ${peerSession}`);
    expect(JSON.parse(sts?.body ?? '')).toEqual({
      sources: ['acme/a', 'acme/b', 'acme/c'],
      policyName: 'ci',
    });
  });

  test('asks for everything when no sources are named', async () => {
    await using peer = await startApiPeer();
    const result = await runAction('setup-sts', 'main', { environment: peer.environment });
    expect(JSON.parse(peer.requests[2]?.body ?? '')).toEqual({ policyName: 'default' });
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('::warning title=GitHub STS::No token was granted.');
    expect(result.outputs).toMatchObject({ token: '', 'token-count': '0', owners: '[]', repositories: '[]' });
  });

  test('masks every secret, and its Basic form, before it could be printed', async () => {
    await using peer = await startApiPeer({ sts: [both] });
    const result = await runAction('setup-sts', 'main', {
      environment: { ...peer.environment, RUNNER_DEBUG: '1' },
    });
    for (const secret of [acmeToken.token, basicOf(acmeToken.token), peerSession, 'id.token.1']) {
      const mask = `::add-mask::${secret}\n`;
      expect(result.stdout).toContain(mask);
      expect(result.stdout.indexOf(secret)).toBe(result.stdout.indexOf(mask) + '::add-mask::'.length);
      expect(result.stdout.replaceAll(mask, '')).not.toContain(secret);
      expect(result.summary + result.stderr).not.toContain(secret);
    }
    const { token, ...others } = result.outputs;
    expect(token).toBe(acmeToken.token);
    expect(JSON.stringify(others)).not.toContain(acmeToken.token);
  });

  test('appends to the git configuration of earlier steps', async () => {
    await using peer = await startApiPeer({ sts: [both] });
    const { environmentFile } = await runAction('setup-sts', 'main', {
      environment: {
        ...peer.environment,
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'user.name',
        GIT_CONFIG_VALUE_0: 'CI',
      },
    });
    expect(environmentFile['GIT_CONFIG_KEY_0']).toBeUndefined();
    expect(environmentFile).toMatchObject({
      GIT_CONFIG_KEY_1: 'http.https://github.com/acme/terraform-modules.extraheader',
      GIT_CONFIG_VALUE_1: '',
      GIT_CONFIG_VALUE_2: `Authorization: Basic ${basicOf(acmeToken.token)}`,
    });
    expect(Number(environmentFile['GIT_CONFIG_COUNT'])).toBeGreaterThan(4);
  });

  test('keeps tokens out of the environment in file mode', async () => {
    await using peer = await startApiPeer({ sts: [both] });
    await using job = await makeJobDirectory();
    const { environmentFile, state } = await runAction('setup-sts', 'main', {
      directory: job.directory,
      inputs: { 'git-config': 'file', 'token-env': '{{ "" }}' },
      environment: peer.environment,
    });
    expect(environmentFile['GIT_CONFIG_KEY_0']).toBe('include.path');
    expect(JSON.stringify(environmentFile)).not.toContain(acmeToken.token);
    expect(JSON.stringify(environmentFile)).not.toContain(basicOf(acmeToken.token));
    const path = environmentFile['GIT_CONFIG_VALUE_0'] ?? '';
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const listed = await promisify(execFile)('git', ['config', '--file', path, '--list']);
    expect(listed.stdout).toContain(`Authorization: Basic ${basicOf(acmeToken.token)}`);
    await runAction('setup-sts', 'post', { directory: job.directory, state, environment: peer.environment });
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  test('chooses the file above 50 repositories, and git reads it', async () => {
    const repositories = Array.from({ length: 51 }, (_, index) => `acme/module-${index}`);
    await using peer = await startApiPeer({ sts: [envelope({ tokens: [{ ...acmeToken, repositories }] })] });
    await using job = await makeJobDirectory();
    const { environmentFile, stdout } = await runAction('setup-sts', 'main', {
      directory: job.directory,
      environment: peer.environment,
    });
    expect(stdout).toContain('The git configuration is written to a file: 51 repositories');
    const git = await promisify(execFile)(
      'git',
      ['config', '--get-urlmatch', 'http.extraheader', 'https://github.com/acme/module-50.git'],
      { env: { PATH: process.env['PATH'] ?? '', ...environmentFile } },
    );
    expect(git.stdout).toContain(basicOf(acmeToken.token));
  });

  test('leaves git alone with git-config: none', async () => {
    await using peer = await startApiPeer({ sts: [both] });
    const { environmentFile } = await runAction('setup-sts', 'main', {
      inputs: { 'git-config': 'none' },
      environment: { ...peer.environment, GIT_CONFIG_COUNT: 'broken' },
    });
    expect(environmentFile).toEqual({ ATMOS_PRO_GITHUB_TOKEN: acmeToken.token });
  });

  test('uses two tokens of one owner, each for its own repositories', async () => {
    const second = { ...acmeToken, token: tokenOf('second'), repositories: ['acme/other'] };
    await using peer = await startApiPeer({ sts: [envelope({ tokens: [acmeToken, second] })] });
    const { environmentFile, outputs, stdout } = await runAction('setup-sts', 'main', {
      environment: peer.environment,
    });
    const urlmatch = (repository: string) =>
      promisify(execFile)(
        'git',
        ['config', '--get-urlmatch', 'http.extraheader', `https://github.com/${repository}.git`],
        { env: { PATH: process.env['PATH'] ?? '', ...environmentFile } },
      );
    expect((await urlmatch('acme/terraform-modules')).stdout).toContain(basicOf(acmeToken.token));
    expect((await urlmatch('acme/other')).stdout).toContain(basicOf(second.token));
    expect(outputs).toMatchObject({ token: '', 'token-count': '2', owners: '["acme"]' });
    expect(environmentFile['ATMOS_PRO_GITHUB_TOKEN']).toBeUndefined();
    expect(stdout).toContain('2 tokens were issued, so ATMOS_PRO_GITHUB_TOKEN was not set');
  });

  test('names one variable per token by a template', async () => {
    const second = {
      ...acmeToken,
      owner: 'acme-inc',
      token: tokenOf('second'),
      repositories: ['acme-inc/x'],
    };
    await using peer = await startApiPeer({ sts: [envelope({ tokens: [acmeToken, second] })] });
    const { environmentFile } = await runAction('setup-sts', 'main', {
      inputs: { 'token-env': 'GH_TOKEN_{{ .owner }}', 'git-config': 'none' },
      environment: peer.environment,
    });
    expect(environmentFile).toEqual({
      GH_TOKEN_ACME: acmeToken.token,
      GH_TOKEN_ACME_INC: second.token,
    });
  });

  test('reads atmos.yaml below the environment', async () => {
    await using peer = await startApiPeer({ sts: [both] });
    await using job = await makeJobDirectory();
    await writeFile(
      `${job.directory}/workspace/atmos.yaml`,
      [
        'settings: {pro: {workspace_id: ws_file, base_url: "https://unused.invalid"}}',
        'auth:',
        '  integrations:',
        '    sts: {kind: github/sts, spec: {repos: [acme/terraform-modules], policy_name: from-file}}',
        '',
      ].join('\n'),
    );
    const result = await runAction('setup-sts', 'main', {
      directory: job.directory,
      environment: { ...peer.environment, ATMOS_PRO_WORKSPACE_ID: undefined },
    });
    expect(result.stdout).not.toContain('::error');
    expect(JSON.parse(peer.requests[1]?.body ?? '')).toMatchObject({ workspaceId: 'ws_file' });
    expect(JSON.parse(peer.requests[2]?.body ?? '')).toEqual({
      sources: ['acme/terraform-modules'],
      policyName: 'from-file',
    });
  });
});
