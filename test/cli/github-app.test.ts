/** `atmos-pro github-app manifest`: what it prints is what GitHub documents for manifests, with a reason for everything. */
import { expect, test } from '@jest/globals';
import { permissionCatalog } from '../../src/domain/trust-policy/permission-catalog.ts';
import { makeCliScene } from './run-cli.ts';

/** "GitHub App Manifest parameters" in GitHub's documentation. */
const documentedKeys = [
  'name',
  'url',
  'hook_attributes',
  'redirect_url',
  'callback_urls',
  'setup_url',
  'description',
  'public',
  'default_events',
  'default_permissions',
  'request_oauth_on_install',
  'setup_on_update',
];

test('prints a manifest on standard output and the reasons beside it', async () => {
  using scene = makeCliScene();
  const args = ['--public-url', 'https://atmos.example.com/', '--organization', 'acme', '--accounts', 'one'];
  const { code, stdout, stderr } = await scene.run(['github-app', 'manifest', ...args]);
  expect(code).toBe(0);
  const manifest = JSON.parse(stdout) as Record<string, unknown>;
  expect(Object.keys(manifest).filter((key) => !documentedKeys.includes(key))).toEqual([]);
  expect(manifest).toMatchObject({
    name: 'atmos-pro',
    url: 'https://atmos.example.com',
    public: false,
    hook_attributes: { url: 'https://atmos.example.com/webhooks/github', active: false },
    default_events: [],
    default_permissions: { metadata: 'read', contents: 'read' },
  });
  const permissions = manifest['default_permissions'] as Record<string, string>;
  for (const [name, level] of Object.entries(permissions)) {
    expect(permissionCatalog[name]).toContain(level);
    expect(stderr).toMatch(new RegExp(`^ {2}${name}: ${level}.*\\n {6}\\S.{20,}$`, 'm'));
  }
  const [link = ''] =
    /https:\/\/github\.com\/organizations\/acme\/settings\/apps\/new\?\S+/.exec(stderr) ?? [];
  expect(Object.fromEntries(new URL(link).searchParams)).toMatchObject({
    name: 'atmos-pro',
    url: 'https://atmos.example.com',
    public: 'false',
    webhook_active: 'false',
    ...permissions,
  });
});

test('asks for no more than what the App is to do', async () => {
  using scene = makeCliScene();
  const url = ['--public-url', 'https://atmos.example.com', '--user', '--accounts', 'one'];
  const permissionsFor = async (...features: string[]) => {
    const { stdout } = await scene.run(['github-app', 'manifest', ...url, '--for', ...features]);
    return (JSON.parse(stdout) as { default_permissions: unknown }).default_permissions;
  };
  const least = { contents: 'read', metadata: 'read', actions: 'read' };
  expect(await permissionsFor('locks')).toEqual(least);
  expect(await permissionsFor('commits')).toEqual({ ...least, contents: 'write', pull_requests: 'write' });
  expect(await permissionsFor('dashboard')).toEqual({ ...least, members: 'read' });
  expect(await permissionsFor('drift-issues')).toEqual({ ...least, issues: 'write' });
  expect(await permissionsFor('deployments')).toEqual({
    ...least,
    actions: 'write',
    checks: 'write',
    pull_requests: 'write',
    issues: 'read',
    merge_queues: 'read',
    deployments: 'read',
  });
});

test('has the callback URL of the sign-in where people are to sign in, and none otherwise', async () => {
  using scene = makeCliScene();
  const args = ['--public-url', 'https://atmos.example.com', '--user', '--accounts', 'one'];
  const plain = await scene.run(['github-app', 'manifest', ...args]);
  expect(JSON.parse(plain.stdout)).not.toHaveProperty('callback_urls');
  const { stdout, stderr } = await scene.run(['github-app', 'manifest', ...args, '--for', 'dashboard']);
  const callback = 'https://atmos.example.com/sign-in/callback';
  expect(JSON.parse(stdout)).toMatchObject({ callback_urls: [callback] });
  const [link = ''] = /https:\/\/github\.com\/settings\/apps\/new\?\S+/.exec(stderr) ?? [];
  expect(new URL(link).searchParams.getAll('callback_urls[]')).toEqual([callback]);
});

test('subscribes to events where deployments are wanted, and receives none otherwise', async () => {
  using scene = makeCliScene();
  const args = [
    'github-app',
    'manifest',
    '--public-url',
    'https://atmos.example.com',
    ...['--organization', 'acme', '--accounts', 'several'],
    '--for',
    'deployments',
  ];
  const { stdout, stderr } = await scene.run(args);
  expect(JSON.parse(stdout)).toMatchObject({
    public: true,
    hook_attributes: { url: 'https://atmos.example.com/webhooks/github', active: true },
    default_events: [
      'pull_request',
      'merge_group',
      'release',
      'workflow_run',
      'deployment_review',
      'issue_comment',
      'repository',
    ],
  });
  expect(stderr).toContain('webhook_url=https%3A%2F%2Fatmos.example.com%2Fwebhooks%2Fgithub');
  expect(stderr).toContain('events%5B%5D=deployment_review');
});

test.each([
  [
    'an address with a path',
    ['--public-url', 'https://atmos.example.com/x'],
    'INPUT_INVALID: Invalid --public-url',
  ],
  ['no address', [], '--public-url'],
  [
    'a guess of whose App it will be',
    ['--public-url', 'https://a.example', '--accounts', 'one'],
    'INPUT_MISSING: Missing --organization or --user.',
  ],
  [
    'two owners',
    ['--public-url', 'https://a.example', '--organization', 'acme', '--user', '--accounts', 'one'],
    'INPUT_INVALID: --organization and --user exclude each other.',
  ],
  [
    'a guess of who can install it',
    ['--public-url', 'https://a.example', '--organization', 'acme'],
    'hint: --accounts one: Private: only acme can install it',
  ],
  ['a name that is too long', ['--public-url', 'https://a.example', '--name', 'x'.repeat(35)], 'at most 34'],
])('refuses %s', async (_name, args, words) => {
  using scene = makeCliScene();
  const { code, stderr } = await scene.run(['github-app', 'manifest', ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
