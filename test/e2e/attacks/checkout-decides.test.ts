/** A pull request writes files of the checkout. None of them decides where credentials go, under which name, or whether they are revoked. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { envelope, startApiPeer } from '../../support/api-peer.ts';
import { makeJobDirectory, runAction } from '../../support/run-action.ts';

const token = `ghs_${'e'.repeat(36)}`;
const answer = (value: string, owner = 'acme') =>
  envelope({
    tokens: [{ host: 'github.com', owner, token: value, repositories: ['acme/modules'] }],
    excluded: [],
  });

/** Every action that talks to the server, with what it cannot do without. */
const actions: readonly (readonly [action: string, inputs: Readonly<Record<string, string>>])[] = [
  ['setup-sts', {}],
  ['lock-stack', { component: 'vpc', stack: 'dev' }],
  ['unlock-stack', { component: 'vpc', stack: 'dev' }],
  ['upload-affected', { file: 'affected.json', base: 'a'.repeat(40), head: 'b'.repeat(40) }],
  ['upload-instances', { file: 'stacks.json' }],
  [
    'upload-status',
    { component: 'vpc', stack: 'dev', command: 'plan', 'exit-code': '0', 'fail-on-error': 'true' },
  ],
  ['commit', { message: 'format', all: 'true' }],
];

async function startJob() {
  const peer = await startApiPeer({ sts: [answer(token)] });
  const thief = await startApiPeer({ sts: [answer(token)] });
  const job = await makeJobDirectory();
  const workspace = join(job.directory, 'workspace');
  const environment = {
    ...peer.environment,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_HEAD_REF: 'feature/x',
    GITHUB_ACTOR: 'octocat',
    AWS_SECRET_ACCESS_KEY: 'canary-of-the-cloud',
    ATMOS_PRO_GITHUB_TOKEN: 'ghs_canaryOfAnEarlierStep',
  };
  const run = (
    action: string,
    inputs: Readonly<Record<string, string>> = {},
    variables: Readonly<Record<string, string | undefined>> = {},
  ) =>
    runAction(action, 'main', {
      directory: job.directory,
      inputs,
      environment: { ...environment, ...variables },
    });
  return {
    peer,
    thief,
    workspace,
    directory: job.directory,
    run,
    async write(path: string, text: string): Promise<void> {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), text);
    },
    async [Symbol.asyncDispose]() {
      for (const part of [peer, thief, job]) await part[Symbol.asyncDispose]();
    },
  };
}

const unnamed = { ATMOS_PRO_BASE_URL: undefined };

/** Ways in which a checkout names the thief. */
const shapes: readonly (readonly [
  name: string,
  files: (evil: string) => Readonly<Record<string, string>>,
])[] = [
  [
    'settings.pro',
    (evil) => ({ 'atmos.yaml': `settings: {pro: {base_url: "${evil}", workspace_id: ws_1}}\n` }),
  ],
  [
    'a provider',
    (evil) => ({
      'atmos.yaml': `auth: {providers: {p: {kind: atmos/pro, spec: {base_url: "${evil}", audience: sts.amazonaws.com}}}}\n`,
    }),
  ],
  [
    'a provider beside its spec',
    (evil) => ({ 'atmos.yml': `auth: {providers: {p: {kind: atmos/pro, base_url: "${evil}"}}}\n` }),
  ],
  [
    'an import',
    (evil) => ({
      'atmos.yaml': 'import: [conf/*]\n',
      'conf/x.yaml': `settings: {pro: {base_url: "${evil}"}}\n`,
    }),
  ],
  [
    'atmos.d',
    (evil) => ({ 'atmos.yaml': '{}\n', 'atmos.d/x.yaml': `settings: {pro: {base_url: "${evil}"}}\n` }),
  ],
  [
    'a merged anchor',
    (evil) => ({ 'atmos.yaml': `x: &x {base_url: "${evil}"}\nsettings: {pro: {<<: *x}}\n` }),
  ],
  ['an endpoint alone', () => ({ 'atmos.yaml': 'settings: {pro: {endpoint: evil/v1}}\n' })],
  [
    'an audience alone',
    () => ({
      'atmos.yaml': 'auth: {providers: {p: {kind: atmos/pro, spec: {audience: sts.amazonaws.com}}}}\n',
    }),
  ],
];

describe('a checkout', () => {
  test.each(actions)(
    'gets no OIDC token of %s sent to a server, a path or an audience that only it names',
    async (action, inputs) => {
      for (const [, filesOf] of shapes) {
        await using job = await startJob();
        for (const [path, text] of Object.entries(filesOf(job.thief.url))) await job.write(path, text);
        const result = await job.run(action, inputs, unnamed);
        expect(result).toMatchObject({ exitCode: 1 });
        expect(result.stdout).toMatch(
          /^::error title=INPUT_WORKFLOW_DECIDES::.*add `(?:base-url|endpoint|audience): /m,
        );
        // Neither is a token asked for, nor does the thief see a byte.
        expect(job.peer.requests).toEqual([]);
        expect(job.thief.requests).toEqual([]);
      }
    },
  );

  test('changes nothing where the workflow names the server', async () => {
    for (const [, filesOf] of shapes.slice(0, 6)) {
      await using job = await startJob();
      for (const [path, text] of Object.entries(filesOf(job.thief.url))) await job.write(path, text);
      const result = await job.run('setup-sts', { audience: 'atmos-pro.com' });
      expect(result.exitCode).toBe(0);
      expect(job.thief.requests).toEqual([]);
      expect(job.peer.journal()[0]).toBe('GET /id-token?api-version=2&audience=atmos-pro.com');
    }
  });

  test.each([
    'BASH_ENV',
    'PATH',
    'LD_PRELOAD',
    'GIT_SSH_COMMAND',
    'HTTPS_PROXY',
    'ACTIONS_CACHE_URL',
    'OTHER_TOKEN',
  ])('does not name %s as the variable for the token', async (name) => {
    await using job = await startJob();
    await job.write(
      'atmos.yaml',
      `auth: {integrations: {i: {kind: github/sts, spec: {token_env: ${name}}}}}\n`,
    );
    const result = await job.run('setup-sts');
    expect(result.stdout).toContain('::error title=INPUT_WORKFLOW_DECIDES::');
    expect(result.environmentFile).toEqual({});
    expect(job.peer.requests).toEqual([]);
  });

  test('does not switch revocation off', async () => {
    await using job = await startJob();
    await job.write(
      'atmos.yaml',
      `settings: {pro: {git_sts: {revoke_on_exit: false}}}
auth: {integrations: {i: {kind: github/sts, spec: {revoke_on_exit: false}}}}\n`,
    );
    const main = await job.run('setup-sts');
    expect(main.state['revoke']).toBe('true');
    await runAction('setup-sts', 'post', {
      directory: job.directory,
      state: main.state,
      environment: job.peer.environment,
    });
    expect(job.peer.journal()).toContain('DELETE /api/v3/installation/token');
    expect((await job.run('setup-sts', { revoke: 'false' })).state['revoke']).toBe('false');
  });

  test.each(['AWS_SECRET_ACCESS_KEY', 'ATMOS_PRO_GITHUB_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'])(
    'reads no secret of the job into a request: %s',
    async (name) => {
      await using job = await startJob();
      await job.write(
        'atmos.yaml',
        `settings: {pro: {workspace_id: !env ${name}}}
auth:
  providers: {p: {kind: atmos/pro, spec: {workspace_id: !env ${name}}}}
  integrations: {i: {kind: github/sts, via: {provider: p}, spec: {repos: [!env ${name}], policy_name: !env ${name}}}}\n`,
      );
      const results = [
        await job.run('setup-sts'),
        await job.run('setup-sts', {}, { ATMOS_PRO_WORKSPACE_ID: undefined }),
      ];
      expect(results[1]?.stdout).toContain('::error title=INPUT_MISSING::');
      const sent = job.peer.requests.map(({ path, body }) => path + body).join('\n');
      expect(sent + results.map(({ stdout }) => stdout).join('\n')).not.toMatch(/canary|runner-bearer/);
    },
  );

  test('reads no file outside of it, by import or link', async () => {
    await using job = await startJob();
    const outside = join(job.directory, 'outside.yaml');
    await writeFile(outside, 'settings: {pro: {workspace_id: ws_outside}}\n');
    const run = () => job.run('setup-sts', {}, { ATMOS_PRO_WORKSPACE_ID: undefined });
    for (const entry of [outside, '../outside.yaml', '../*.yaml', './conf/x.yaml', 'conf']) {
      await job.write('atmos.yaml', `import: ["${entry}"]\n`);
      await mkdir(join(job.workspace, 'conf'), { recursive: true });
      await symlink(outside, join(job.workspace, 'conf/x.yaml')).catch(() => undefined);
      expect((await run()).stdout).toContain('::error title=INPUT_MISSING::The workspace ID is not set.');
    }
    await using other = await startJob();
    await symlink(outside, join(other.workspace, 'atmos.yaml'));
    expect((await other.run('setup-sts', {}, { ATMOS_PRO_WORKSPACE_ID: undefined })).stdout).toContain(
      '::error title=INPUT_MISSING::',
    );
    expect([...job.peer.requests, ...other.peer.requests]).toEqual([]);
  });
});

describe('a server', () => {
  test.each(['evil.sh', '/tmp/evil.sh', '() { :; }; id', `${token};id`])(
    'gets nothing into a variable or a file of git that is not a GitHub token: %j',
    async (value) => {
      await using evil = await startApiPeer({ sts: [answer(value)] });
      for (const mode of ['env', 'file']) {
        const result = await runAction('setup-sts', 'main', {
          inputs: { 'git-config': mode },
          environment: evil.environment,
        });
        expect(result).toMatchObject({ exitCode: 1, environmentFile: {}, outputs: {} });
        expect(result.stdout).toContain('::error title=REMOTE_MALFORMED::');
      }
    },
  );

  test('does not name the variable by the owner of a token', async () => {
    await using evil = await startApiPeer({ sts: [answer(token, 'bash_env')] });
    const inputs = { 'token-env': '{{ .owner }}{{ printf "%s" "" }}' };
    const result = await runAction('setup-sts', 'main', { inputs, environment: evil.environment });
    expect(result).toMatchObject({ exitCode: 1, environmentFile: {} });
    await using git = await startApiPeer({ sts: [answer(token, 'git-ssh')] });
    const named = await runAction('setup-sts', 'main', {
      inputs: { 'token-env': '{{ .owner }}_TOKEN' },
      environment: git.environment,
    });
    expect(named).toMatchObject({ exitCode: 1, environmentFile: {} });
    expect(named.state['token-count']).toBe('1');
  });
});
