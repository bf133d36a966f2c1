/** `upload-affected` as bundled: what is run, what is sent and what later steps are told, with a server of the hosted kind. */
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startApiPeer } from '../support/api-peer.ts';
import { affectedText, type Sample } from '../unit/domain/stacks/samples.ts';
import { logOf, startStacksJob } from './stacks-job.ts';

const samples: readonly Sample[] = [
  { component: 'vpc', dependents: [{ component: 'eks/cluster' }] },
  { component: 'old', deleted: true, deletion_type: 'component', settings: null },
];
const described = affectedText(...samples);

describe('a pull request', () => {
  test('is compared, sent and told', async () => {
    await using peer = await startApiPeer();
    await using job = await startStacksJob({ described, script: 'echo "reading the stacks" >&2' });
    const result = await job.run(
      'upload-affected',
      { profile: 'ci', skip: 'terraform.output' },
      peer.environment,
    );
    expect(result.exitCode).toBe(0);
    expect(peer.journal()).toEqual([
      'GET /id-token?api-version=2&audience=atmos-pro.com',
      'POST /api/v1/auth/github-oidc',
      'POST /api/v1/affected-stacks',
    ]);
    const { file = '', ...outputs } = result.outputs;
    expect(await job.called()).toEqual([
      'describe',
      'affected',
      `--base=${job.base}`,
      '--include-dependents=true',
      '--include-settings=true',
      '--format=json',
      `--file=${file}`,
      '--process-templates=true',
      '--process-functions=true',
      '--skip=terraform.output',
      '--profile=ci',
    ]);
    const { stacks, ...head } = JSON.parse(peer.requests.at(-1)?.body ?? '');
    expect(head).toEqual({
      head_sha: job.head,
      base_sha: job.base,
      repo_url: 'https://github.com/acme/infra',
      repo_name: 'infra',
      repo_owner: 'acme',
      repo_host: 'github.com',
    });
    expect(stacks).toHaveLength(2);
    expect(JSON.stringify(stacks)).not.toMatch(/hunter2|secret-path|depends_on|spacelift/);
    expect(peer.requests.at(-1)?.headers['user-agent']).toMatch(
      /^atmos-pro-actions\/.* \(upload-affected\)$/,
    );
    expect(outputs).toEqual({
      affected: JSON.stringify([
        {
          stack: 'dev',
          component: 'old',
          component_type: 'terraform',
          affected: 'stack.vars',
          deleted: true,
        },
        {
          stack: 'dev',
          component: 'vpc',
          component_type: 'terraform',
          affected: 'stack.vars',
          deleted: false,
        },
      ]),
      'has-affected': 'true',
      count: '2',
      matrix: '{"include":[{"stack":"dev","component":"vpc","component_type":"terraform"}]}',
      'matrix-groups':
        '{"include":[{"group":"1/1","matrix":{"include":[{"stack":"dev","component":"vpc","component_type":"terraform"}]}}]}',
      base: job.base,
      head: job.head,
    });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(described));
    expect(logOf(result)).toContain('reading the stacks\n');
    expect(logOf(result)).toContain(
      '2 components in 1 stack affected, 1 of them deleted, 1 other depends on them.',
    );
    expect(result.summary).toContain('```mermaid');
    expect(result.summary).toContain('Uploaded to the Atmos Pro server.');
  });

  test('with nothing affected is sent too: that is how the server knows', async () => {
    await using peer = await startApiPeer();
    await using job = await startStacksJob({ described: 'null' });
    const result = await job.run('upload-affected', {}, peer.environment);
    expect(JSON.parse(peer.requests.at(-1)?.body ?? '')).toMatchObject({ stacks: [] });
    expect(result.outputs).toMatchObject({
      'has-affected': 'false',
      count: '0',
      affected: '[]',
      matrix: '{"include":[]}',
    });
  });

  test('can be narrowed, and the server is not told of the rest', async () => {
    await using peer = await startApiPeer();
    await using job = await startStacksJob({ described });
    const result = await job.run('upload-affected', { exclude: 'dev/old\ndev/eks/*' }, peer.environment);
    const { stacks } = JSON.parse(peer.requests.at(-1)?.body ?? '');
    expect(stacks).toMatchObject([{ component: 'vpc', dependents: [] }]);
    expect(JSON.parse(await readFile(result.outputs['file'] ?? '', 'utf8'))).toHaveLength(1);
    expect(logOf(result)).toContain('left out 1 more.');
  });

  test('never sends the credential of a remote’s address', async () => {
    await using peer = await startApiPeer();
    await using job = await startStacksJob({
      described,
      remote: 'https://x-access-token:hunter3@github.com/acme/infra',
    });
    const result = await job.run('upload-affected', {}, peer.environment);
    expect(result.exitCode).toBe(0);
    const everything = [
      ...peer.requests.map(({ body }) => body),
      result.stdout,
      result.summary,
      ...Object.values(result.outputs),
    ];
    expect(everything.join('\n')).not.toContain('hunter3');
  });
});

describe('without a server', () => {
  const bare = { GITHUB_REPOSITORY: 'acme/infra', GITHUB_SERVER_URL: 'https://github.com' };

  test('any event will do, and no permission is needed', async () => {
    await using job = await startStacksJob({ described });
    const environment = { ...(await job.startedBy('push', { before: job.base })), ...bare };
    const result = await job.run('upload-affected', { upload: 'false' }, environment);
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({ count: '2', base: job.base, head: job.head });
    expect(result.summary).toContain('Not uploaded.');
  });

  test('a file is enough, without git and atmos', async () => {
    await using job = await startStacksJob({ withoutAtmos: true });
    await writeFile(join(job.workspace, 'affected.json'), described);
    const result = await job.run(
      'upload-affected',
      { upload: 'false', file: 'affected.json' },
      { ...bare, PATH: '/nowhere' },
    );
    expect(result.outputs).toMatchObject({ count: '2', base: '', head: '' });
  });

  test('256 jobs and 1 MiB of outputs are what GitHub takes: above that groups and a file', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      component: `component-with-a-long-name-${index}`,
    }));
    await using job = await startStacksJob({ described: affectedText(...many) });
    const result = await job.run('upload-affected', { upload: 'false' }, bare);
    const { affected, matrix, 'matrix-groups': groups = '', file = '' } = result.outputs;
    expect({ affected, matrix }).toEqual({ affected: '', matrix: '' });
    expect(JSON.parse(groups).include).toHaveLength(12);
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(3_000);
    const length = Object.values(result.outputs).join('').length;
    expect(2 * length).toBeLessThan(1_048_576);
    expect(Buffer.byteLength(result.summary)).toBeLessThan(1_048_576);
    expect(logOf(result)).toContain('::warning title=Affected stacks::');
  });
});

describe('refuses before anything is sent or run:', () => {
  test.each(['push', 'release', 'workflow_dispatch', 'schedule'])('the event %s', async (event) => {
    await using peer = await startApiPeer();
    await using job = await startStacksJob({ described });
    const result = await job.run(
      'upload-affected',
      {},
      { ...peer.environment, ...(await job.startedBy(event)) },
    );
    expect(result.exitCode).toBe(1);
    expect(logOf(result)).toMatch(
      new RegExp(`^::error title=INPUT_EVENT_UNSUPPORTED::.*"${event}".*pull_request`, 'm'),
    );
    expect([await job.called(), peer.requests]).toEqual([[], []]);
  });

  test.each<{
    name: string;
    inputs?: Record<string, string>;
    environment?: Record<string, undefined>;
    words: string;
  }>([
    {
      name: 'no workspace',
      environment: { ATMOS_PRO_WORKSPACE_ID: undefined },
      words: 'INPUT_MISSING::The workspace ID',
    },
    {
      name: 'no id-token permission',
      environment: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: undefined },
      words: 'INPUT_ID_TOKEN_PERMISSION::',
    },
    { name: 'a head that is not a commit', inputs: { head: 'main' }, words: 'INPUT_INVALID::Input "head"' },
    {
      name: 'an unknown base',
      inputs: { base: 'nowhere' },
      words: 'INPUT_BASE_UNKNOWN::Input "base"',
    },
    {
      name: 'a flag of this action',
      inputs: { flags: '--upload' },
      words: 'must leave --upload to this action',
    },
    { name: 'a flag that is none', inputs: { flags: 'extra' }, words: 'takes flags such as' },
    {
      name: 'a release that is none',
      inputs: { 'atmos-version': 'latest' },
      words: 'takes a release such as 1.218.0',
    },
    {
      name: 'a directory outside',
      inputs: { 'working-directory': '../temp' },
      words: 'is outside of the workspace',
    },
    {
      name: 'a directory that does not exist',
      inputs: { 'working-directory': 'nowhere' },
      words: 'INPUT_INVALID::Input "working-directory"',
    },
  ])('$name', async ({ inputs = {}, environment = {}, words }) => {
    await using peer = await startApiPeer();
    await using job = await startStacksJob({ described });
    const result = await job.run('upload-affected', inputs, { ...peer.environment, ...environment });
    expect(result.exitCode).toBe(1);
    expect(logOf(result)).toContain(words);
    expect([await job.called(), peer.requests]).toEqual([[], []]);
  });

  test.each([
    { name: 'base', inputs: (base: string) => ({ base }) },
    { name: 'head', inputs: (_: string, head: string) => ({ head }) },
  ])('but not an event, when $name is given', async ({ inputs }) => {
    await using peer = await startApiPeer();
    await using job = await startStacksJob({ described });
    const environment = { ...peer.environment, ...(await job.startedBy('push', { before: job.base })) };
    const result = await job.run('upload-affected', inputs(job.base, job.head), environment);
    expect(result.exitCode).toBe(0);
    expect(JSON.parse(peer.requests.at(-1)?.body ?? '')).toMatchObject({
      base_sha: job.base,
      head_sha: job.head,
    });
  });
});

describe('atmos', () => {
  test('that is not installed', async () => {
    await using job = await startStacksJob({ withoutAtmos: true });
    const result = await job.run('upload-affected', { upload: 'false' });
    expect(result.exitCode).toBe(1);
    expect(logOf(result)).toContain(
      '::error title=INPUT_ATMOS_MISSING::atmos is not installed, or not on the PATH.',
    );
    expect(logOf(result)).toContain('ghcr.io/cloudposse/atmos');
  });

  test('that fails says why, and commands the runner nothing', async () => {
    const script = 'echo "invalid stack manifest ::error::x" >&2; exit 3';
    await using job = await startStacksJob({ script });
    const result = await job.run('upload-affected', { upload: 'false' });
    expect(result.exitCode).toBe(1);
    expect(logOf(result)).toContain(
      'INPUT_ATMOS_FAILED::atmos describe affected failed with exit code 3: invalid stack manifest',
    );
    expect(result.stdout).not.toMatch(/^::error::x/m);
    expect(logOf(result)).toContain('invalid stack manifest : :error: :x\n');
  });

  test.each([
    {
      installed: '{"version": "1.217.9"}',
      words: 'INPUT_ATMOS_FAILED::atmos 1.217.9 is older than the minimum version, 1.218.0.',
    },
    { installed: '{"version": "v1.218.0"}', words: '2 components' },
    { installed: '{"version": "2.0.0-rc.1"}', words: '2 components' },
    { installed: '{"version": "test"}', words: 'does not report its version' },
  ])('of the release $installed', async ({ installed, words }) => {
    await using job = await startStacksJob({
      described,
      script: `[ "$1" = version ] && echo '${installed}'`,
    });
    const result = await job.run('upload-affected', { upload: 'false', 'atmos-version': '1.218.0' });
    expect(logOf(result)).toContain(words);
  });

  test.each([
    { name: 'does not exist', file: 'nowhere.json', words: 'INPUT_FILE_UNUSABLE::' },
    { name: 'leads out', file: '/etc/passwd', words: 'is outside of the workspace' },
    { name: 'is a link', file: 'link.json', words: 'INPUT_FILE_UNUSABLE::' },
    {
      name: 'is something else',
      file: 'atmos.yaml',
      words: 'INPUT_STACKS_INVALID::The description of what is affected is not JSON',
    },
  ])('a file that $name', async ({ file, words }) => {
    await using job = await startStacksJob({ atmosYaml: 'base_path: .\n' });
    await symlink('/etc/passwd', join(job.workspace, 'link.json'));
    const result = await job.run('upload-affected', { upload: 'false', file });
    expect(result.exitCode).toBe(1);
    expect(logOf(result)).toContain(words);
  });
});
