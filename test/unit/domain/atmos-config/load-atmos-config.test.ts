import { describe, expect, test } from '@jest/globals';
import { loadAtmosConfig } from '../../../../src/domain/atmos-config/load-atmos-config.ts';
import { memoryFiles } from './memory-files.ts';

const pro = (workspaceId: string, more = '') => `settings: {pro: {workspace_id: ${workspaceId}${more}}}\n`;

function load(
  files: Record<string, string>,
  environment: Record<string, string> = {},
  workingDirectory = '/w/repo',
) {
  const around = { workingDirectory, homeDirectory: '/home/me', platform: 'linux', environment };
  return loadAtmosConfig(around, memoryFiles(files));
}

const everywhere = {
  '/usr/local/etc/atmos/atmos.yaml': pro('system', ', endpoint: from-system'),
  '/home/me/.atmos/atmos.yaml': pro('home'),
  '/w/atmos.yaml': pro('parent'),
  '/w/repo/.git/HEAD': '',
  '/w/repo/atmos.yaml': pro('root'),
  '/w/repo/sub/atmos.yaml': pro('here'),
  '/elsewhere/atmos.yaml': pro('selected'),
};
const without = (...paths: (keyof typeof everywhere)[]) =>
  Object.fromEntries(
    Object.entries(everywhere).filter(([path]) => !paths.includes(path as keyof typeof everywhere)),
  );

describe('where Atmos looks', () => {
  test.each([
    ['the working directory', everywhere, {}, '/w/repo/sub', 'here'],
    ['the git root', without('/w/repo/sub/atmos.yaml'), {}, '/w/repo/sub', 'root'],
    ['a parent', without('/w/repo/sub/atmos.yaml', '/w/repo/atmos.yaml'), {}, '/w/repo/sub/deep', 'parent'],
    [
      'the home directory',
      without('/w/repo/sub/atmos.yaml', '/w/repo/atmos.yaml', '/w/atmos.yaml'),
      {},
      '/w/repo/sub',
      'home',
    ],
    ['the system', { '/usr/local/etc/atmos/atmos.yaml': pro('system') }, {}, '/', 'system'],
    [
      'the directory of ATMOS_CLI_CONFIG_PATH',
      everywhere,
      { ATMOS_CLI_CONFIG_PATH: '/elsewhere' },
      '/w/repo/sub',
      'selected',
    ],
    [
      'ATMOS_CLI_CONFIG_PATH, relative',
      everywhere,
      { ATMOS_CLI_CONFIG_PATH: '../../../elsewhere' },
      '/w/repo/sub',
      'selected',
    ],
    [
      'no parent with ATMOS_CLI_CONFIG_PATH',
      without('/w/repo/sub/atmos.yaml'),
      { ATMOS_CLI_CONFIG_PATH: '/none' },
      '/w/repo/sub',
      'home',
    ],
    [
      'no root with ATMOS_GIT_ROOT_BASEPATH=false',
      { '/w/.git/HEAD': '', '/w/.atmos.d/x': '', '/home/me/.atmos/atmos.yaml': pro('home') },
      { ATMOS_GIT_ROOT_BASEPATH: 'false' },
      '/w',
      'home',
    ],
    [
      'the files of ATMOS_CONFIG',
      { ...everywhere, '/x.yaml': pro('x'), '/y.yaml': pro('y') },
      { ATMOS_CONFIG: '/x.yaml, /y.yaml' },
      '/w/repo/sub',
      'y',
    ],
    [
      'the directories of ATMOS_CONFIG_PATH',
      everywhere,
      { ATMOS_CONFIG_PATH: '/elsewhere' },
      '/w/repo/sub',
      'selected',
    ],
    ['a hidden file, in vain', { '/w/repo/.atmos.yaml': pro('hidden') }, {}, '/w/repo', undefined],
    [
      'a hidden file of ATMOS_CONFIG_PATH',
      { '/w/repo/.atmos.yaml': pro('hidden') },
      { ATMOS_CONFIG_PATH: '.' },
      '/w/repo',
      'hidden',
    ],
    ['a short suffix', { '/w/repo/atmos.yml': pro('short') }, {}, '/w/repo', 'short'],
    [
      'a directory of its own hides the parents',
      { '/w/atmos.yaml': pro('parent'), '/w/repo/atmos.d/x.yaml': pro('d') },
      {},
      '/w/repo',
      undefined,
    ],
  ])(
    '%s',
    async (_name, files: Record<string, string>, environment: Record<
      string,
      string
    >, directory, expected) => {
      expect((await load(files, environment, directory)).settings.workspaceId).toBe(expected);
    },
  );

  test('a higher file adds to a lower one', async () => {
    expect((await load(everywhere, {}, '/w/repo/sub')).settings.endpoint).toBe('from-system');
  });

  test('nothing anywhere gives nothing', async () => {
    expect(await load({})).toEqual({ settings: {}, unusable: [] });
  });
});

describe('imports', () => {
  test.each([
    ['a file', 'import: [./a.yaml]', { '/w/repo/a.yaml': pro('a') }, 'a'],
    ['a file without its suffix', 'import: [a]', { '/w/repo/a.yaml': pro('a') }, 'a'],
    ['the later of two', 'import: [a, b]', { '/w/repo/a.yaml': pro('a'), '/w/repo/b.yaml': pro('b') }, 'b'],
    [
      'a directory',
      'import: [conf]',
      { '/w/repo/conf/x/a.yml': pro('a'), '/w/repo/conf/z.yaml': pro('z') },
      'a',
    ],
    [
      'a pattern',
      'import: ["conf/*.yaml"]',
      { '/w/repo/conf/a.yaml': pro('a'), '/w/repo/conf/x/b.yaml': pro('b') },
      'a',
    ],
    [
      'a deep pattern',
      'import: ["conf/**/p?o"]',
      { '/w/repo/conf/x/pro.yaml': pro('deep'), '/w/repo/conf/other.yaml': pro('o') },
      'deep',
    ],
    [
      'yaml before yml',
      'import: ["conf/*"]',
      { '/w/repo/conf/a.yaml': pro('yaml'), '/w/repo/conf/a.yml': pro('yml') },
      'yaml',
    ],
    [
      'an imported file’s own imports',
      'import: [a]',
      { '/w/repo/a.yaml': `import: [b]\n${pro('a')}`, '/w/repo/b.yaml': pro('b') },
      'b',
    ],
    ['a base path', 'base_path: ./base\nimport: [a]', { '/w/repo/base/a.yaml': pro('based') }, 'based'],
    ['a missing file', 'import: [missing, a]', { '/w/repo/a.yaml': pro('a') }, 'a'],
    ['an empty file', 'import: [a, b]', { '/w/repo/a.yaml': pro('a'), '/w/repo/b.yaml': '' }, 'a'],
    ['itself, again and again', 'import: [atmos]', {}, undefined],
    ['atmos.d', 'x: y', { '/w/repo/atmos.d/a.yaml': pro('d') }, 'd'],
    [
      '.atmos.d over atmos.d',
      'x: y',
      { '/w/repo/atmos.d/a.yaml': pro('d'), '/w/repo/.atmos.d/a.yaml': pro('.d') },
      '.d',
    ],
    [
      'imports over atmos.d',
      'import: [a]',
      { '/w/repo/a.yaml': pro('a'), '/w/repo/atmos.d/a.yaml': pro('d') },
      'a',
    ],
    ['the file over its imports', `import: [a]\n${pro('own')}`, { '/w/repo/a.yaml': pro('a') }, 'own'],
    [
      'unset over an import',
      'import: [a]\nsettings: {pro: {workspace_id: !unset }}',
      { '/w/repo/a.yaml': pro('a') },
      undefined,
    ],
  ])('%s', async (_name, main, files: Record<string, string>, expected) => {
    const { settings, unusable } = await load({ '/w/repo/atmos.yaml': main, ...files });
    expect(settings.workspaceId).toBe(expected);
    expect(unusable).toEqual([]);
  });

  test.each([
    ['https://example.com/a.yaml'],
    ['git::https://github.com/acme/x//a.yaml'],
    ['github.com/acme/x//a.yaml'],
    ['git@github.com:acme/x.git//a.yaml'],
    ['s3::https://x'],
  ])('%s is not downloaded, and reported', async (entry) => {
    const { unusable } = await load({ '/w/repo/atmos.yaml': `import:\n  - ${entry}\n` });
    expect(unusable).toEqual([
      { key: 'import', location: '/w/repo/atmos.yaml:2:3', reason: expect.stringContaining('remote') },
    ]);
  });

  test('too many files are refused', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 600 }, (_, index) => [`/w/repo/c/${index}.yaml`, 'a: 1']),
    );
    await expect(load({ '/w/repo/atmos.yaml': 'import: [c]', ...files })).rejects.toMatchObject({
      code: 'INPUT_CONFIG_INVALID',
    });
  });

  test('a mistake names the file that has it', async () => {
    const files = { '/w/repo/atmos.yaml': 'import: [a]', '/w/repo/a.yaml': 'settings: [' };
    await expect(load(files)).rejects.toMatchObject({
      message: expect.stringMatching(/^\/w\/repo\/a\.yaml:1:/),
    });
  });
});

describe('a checkout', () => {
  const out = { '/w/x.yaml': pro('outside'), '/etc/x.yaml': pro('outside'), '/etc/d/y.yaml': pro('outside') };
  const confined = (files: Record<string, string>, links: Record<string, string> = {}) =>
    loadAtmosConfig(
      { workingDirectory: '/w/repo', homeDirectory: '/home/me', platform: 'linux', environment: {} },
      memoryFiles({ ...out, ...files }, links),
    );

  test.each([
    ['an absolute path', '/etc/x.yaml'],
    ['an absolute path through the checkout', '/w/repo/../../etc/x.yaml'],
    ['a path to the parent', '../x.yaml'],
    ['a path to the root', '../../etc/x'],
    ['a directory', '/etc/d'],
    ['a pattern', '/etc/**/*.yaml'],
    ['a pattern over the parent', '../*.yaml'],
  ])('imports nothing from outside: %s', async (_name, entry) => {
    for (const file of ['/w/repo/atmos.yaml', '/w/repo/atmos.d/a.yaml', '/w/repo/conf/a.yaml']) {
      const files = { '/w/repo/atmos.yaml': 'import: [conf/a]\n', [file]: `import: ["${entry}"]\n` };
      expect((await confined(files)).settings).toEqual({});
    }
  });

  test.each([['/w/repo/atmos.yaml'], ['/w/repo/a.yaml'], ['/w/repo/atmos.d/a.yaml']])(
    'is not left through the link %s',
    async (link) => {
      const files = { '/w/repo/atmos.yaml': 'import: [a]\n', [link]: pro('linked') };
      const { settings, unusable } = await confined(files, { [link]: '/etc/x.yaml' });
      expect(settings).toEqual({});
      expect(unusable).toContainEqual({
        location: link,
        key: 'the file',
        reason: 'it is outside of the checkout',
      });
      expect((await confined(files, { [link]: '/w/repo/real.yaml' })).settings).toEqual({
        workspaceId: 'linked',
      });
    },
  );

  test.each([
    ['an absolute directory', { '/w/repo/atmos.yaml': 'profiles: {default: ci, base_path: /etc}\n' }],
    ['a directory beside it', { '/w/repo/atmos.yaml': 'profiles: {default: ci, base_path: ../d}\n' }],
    [
      'a link',
      {
        '/w/repo/atmos.yaml': 'profiles: {default: ci}\n',
        '/w/repo/profiles/ci/p.yaml': pro('linked'),
      },
      { '/w/repo/profiles/ci': '/etc/ci', '/w/repo/profiles/ci/p.yaml': '/etc/ci/p.yaml' },
    ],
  ])('has no profiles in %s', async (_name, files, links: Record<string, string> = {}) => {
    const outside = { '/etc/ci/p.yaml': pro('outside'), '/w/d/ci/p.yaml': pro('outside') };
    await expect(confined({ ...outside, ...files }, links)).rejects.toMatchObject({
      code: 'INPUT_CONFIG_INVALID',
      message: 'Profile "ci" of profiles.default does not exist.',
    });
  });

  test.each(['../../etc/d', '/etc/d', 'ci/../../../../etc/d', '..\\\\..', '.', 'a'.repeat(256)])(
    'names no profile by a path: %s',
    async (name) => {
      const files = {
        '/w/repo/atmos.yaml': `profiles: {default: "${name}"}\n`,
        '/w/repo/profiles/ci/a.yaml': '',
      };
      await expect(confined(files)).rejects.toMatchObject({
        code: 'INPUT_CONFIG_INVALID',
        message: expect.stringContaining('is not the name of a directory of profiles'),
      });
    },
  );

  test('does not bind files of the machine', async () => {
    const files = { '/home/me/.atmos/atmos.yaml': 'import: [/etc/x.yaml]\n' };
    expect((await confined(files)).settings).toEqual({ workspaceId: 'outside' });
  });

  test('binds its files that a file of the machine imports', async () => {
    const files = {
      '/home/me/.atmos/atmos.yaml': 'import: [/w/repo/a.yaml]\n',
      '/w/repo/a.yaml': 'import: [/etc/x.yaml]\n',
    };
    expect((await confined(files)).settings).toEqual({});
  });
});

describe('profiles', () => {
  const profiles = {
    '/w/repo/atmos.yaml': pro('base'),
    '/w/repo/profiles/ci/p.yaml': pro('ci'),
    '/w/repo/profiles/dev/p.yaml': pro('dev'),
  };

  test('that do not exist are an error that lists those that do', async () => {
    await expect(load(profiles, { ATMOS_PROFILE: 'c1' })).rejects.toMatchObject({
      code: 'INPUT_CONFIG_INVALID',
      message: 'Profile "c1" of ATMOS_PROFILE does not exist.',
      hint: 'Fix the name. Profiles here: ci, dev.',
    });
  });

  test('are left out before the checkout', async () => {
    expect(await load({}, { ATMOS_PROFILE: 'ci,"' })).toEqual({
      settings: {},
      unusable: ['ci', '"'].map((name) => ({
        location: 'ATMOS_PROFILE',
        key: `profile ${JSON.stringify(name)}`,
        reason: 'there is no atmos.yaml and no such profile here',
      })),
    });
  });

  test('are at most 50', async () => {
    await expect(load(profiles, { ATMOS_PROFILE: 'ci,'.repeat(51) })).rejects.toMatchObject({
      message: 'ATMOS_PROFILE names 51 profiles, the limit is 50.',
    });
  });

  test('in an env section that only Atmos can evaluate are reported', async () => {
    const files = { '/w/repo/atmos.yaml': `env: !include .env\n${pro('base')}` };
    expect(await load(files)).toEqual({
      settings: { workspaceId: 'base' },
      unusable: [
        {
          location: '/w/repo/atmos.yaml:1:15',
          key: 'env.ATMOS_PROFILE',
          reason: expect.stringContaining('only Atmos can evaluate !include'),
        },
      ],
    });
  });
});
