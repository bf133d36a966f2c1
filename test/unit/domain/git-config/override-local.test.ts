import { describe, expect, test } from '@jest/globals';
import {
  overrideLocal,
  parseScopedConfig,
  withoutCommands,
} from '../../../../src/domain/git-config/override-local.ts';

const local = (key: string, value: string) => ({ scope: 'local', key, value });
const user = (key: string, value: string) => ({ scope: 'global', key, value });

test('reads scopes, keys with dots and line feeds in values, and keys without a value', () => {
  const output = 'global\0user.name\nA\nB\0local\0filter.a.b.clean\nx\0worktree\0core.bare\0';
  expect(parseScopedConfig(output)).toEqual([
    { scope: 'global', key: 'user.name', value: 'A\nB' },
    { scope: 'local', key: 'filter.a.b.clean', value: 'x' },
    { scope: 'worktree', key: 'core.bare', value: 'true' },
  ]);
  expect(parseScopedConfig('')).toEqual([]);
});

// `gc.recentObjectsHook` is a list, which nothing empties.
test('git starts no maintenance, which runs a hook of its own', () => {
  const entries = withoutCommands.map(({ key, value }) => `${key}=${value}`);
  expect(entries).toEqual(expect.arrayContaining(['gc.auto=0', 'maintenance.auto=false']));
});

describe('the configuration of a checkout', () => {
  test.each([
    ['core.sshcommand', [{ key: 'core.sshcommand', value: 'ssh' }]],
    ['core.alternaterefscommand', [{ key: 'core.alternaterefscommand', value: 'true' }]],
    ['remote.origin.uploadpack', [{ key: 'remote.origin.uploadpack', value: 'git-upload-pack' }]],
    ['core.gitproxy', [{ key: 'protocol.git.allow', value: 'never' }]],
    ['credential.https://github.com.helper', [{ key: 'credential.https://github.com.helper', value: '' }]],
    // git-lfs runs it, and fails with this one: there is no content to commit without it.
    ['lfs.extension.x.clean', [{ key: 'lfs.extension.x.clean', value: 'false' }]],
    ['lfs.extension.x.y.smudge', [{ key: 'lfs.extension.x.y.smudge', value: 'false' }]],
    [
      'filter.x.process',
      [
        { key: 'filter.x.process', value: '' },
        { key: 'filter.x.required', value: 'false' },
      ],
    ],
  ])('names no command by %s', (key, expected) => {
    expect(overrideLocal([local(key, 'evil')])).toEqual(expected);
    expect(overrideLocal([{ scope: 'worktree', key, value: 'evil' }])).toEqual(expected);
  });

  test('runs no hook that a configuration names, in any scope', () => {
    const entries = [
      user('hook.lint.command', 'lint'),
      local('hook.lint.event', 'post-index-change'),
      local('hook.a.b.command', 'evil'),
      local('hook.jobs', '4'),
      user('hook.none.parallel', 'true'),
    ];
    expect(overrideLocal(entries)).toEqual([
      { key: 'hook.lint.enabled', value: 'false' },
      { key: 'hook.a.b.enabled', value: 'false' },
    ]);
  });

  test.each([
    ['http.proxy', ''],
    ['http.https://github.com/.proxy', ''],
    ['remote.origin.proxy', ''],
    ['http.curloptresolve', ''],
    ['http.sslverify', 'true'],
    ['http.https://github.com/.sslcainfo', ''],
    ['http.followredirects', 'initial'],
  ])('leads no request elsewhere by %s', (key, value) => {
    expect(overrideLocal([local(key, 'evil')])).toEqual([{ key, value }]);
  });

  test.each([
    '"./tools/ssh"',
    '"/home/runner/work/infra/infra/tools/ssh"',
    '"tools/ssh" -i "k"',
    '"C:\\work\\ssh.exe"',
  ])('names no program of the checkout for SSH: %s', (value) => {
    expect(overrideLocal([local('core.sshcommand', value)])).toEqual([
      { key: 'core.sshcommand', value: 'ssh' },
    ]);
  });

  test('gives way to what the user configured', () => {
    const entries = [
      user('core.sshcommand', 'ssh -i key'),
      user('credential.helper', ''),
      user('credential.helper', 'store'),
      local('core.sshcommand', 'evil'),
      local('credential.helper', '!evil'),
    ];
    expect(overrideLocal(entries)).toEqual([
      { key: 'core.sshcommand', value: 'ssh -i key' },
      { key: 'credential.helper', value: '' },
      { key: 'credential.helper', value: '' },
      { key: 'credential.helper', value: 'store' },
    ]);
  });

  test.each([
    ['filter.lfs.clean', 'git-lfs clean -- %f'],
    ['filter.lfs.smudge', 'git-lfs smudge --skip -- %f'],
    ['filter.lfs.process', 'git-lfs filter-process'],
    [
      'core.sshcommand',
      '"/usr/bin/ssh" -i "/home/runner/work/_temp/8b1e" -o StrictHostKeyChecking=yes -o CheckHostIP=no -o "UserKnownHostsFile=/home/runner/work/_temp/8b1e_known_hosts"',
    ],
  ])('keeps what actions/checkout writes: %s', (key, value) => {
    expect(overrideLocal([local(key, value)])).toEqual([]);
    expect(overrideLocal([local(key, `${value}; id`)])).not.toEqual([]);
    expect(overrideLocal([local(key, `${value} -o ProxyCommand=id`)])).not.toEqual([]);
  });

  test('keeps everything that names no command', () => {
    const entries = [
      local('user.name', 'x'),
      local('remote.origin.url', 'https://github.com/acme/infra'),
      user('core.sshcommand', 'x'),
    ];
    expect(overrideLocal(entries)).toEqual([]);
  });
});
