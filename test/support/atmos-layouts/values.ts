/** Values of variables and YAML functions, imports, and links. */
import { type AtmosLayout, base, ci, endpoint, pro } from './layout.ts';

export const valueLayouts: readonly AtmosLayout[] = [
  {
    title: 'a profile that the env section of the configuration chooses',
    files: {
      'repo/atmos.yaml': `env: {ATMOS_PROFILE: "a,b"}\nprofiles: {default: c}\n${base}`,
      'repo/profiles/a/p.yaml': endpoint('of/a'),
      'repo/profiles/b/p.yaml': pro('ws_b'),
      'repo/profiles/c/p.yaml': pro('ws_c'),
    },
    expected: { workspaceId: 'ws_b', endpoint: 'of/a' },
  },
  {
    title: 'the env section of an import',
    files: {
      'repo/atmos.yaml': `import: [extra.yaml]\n${base}`,
      'repo/extra.yaml': 'env: {ATMOS_PROFILE: ci}\n',
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
    },
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'the env section in small letters, which names another variable',
    files: {
      'repo/atmos.yaml': `env: {atmos_profile: ci}\n${base}`,
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
    },
    expected: { workspaceId: 'ws_base' },
  },
  {
    title: 'an empty ATMOS_PROFILE before the env section',
    files: {
      'repo/atmos.yaml': `env: {ATMOS_PROFILE: ci}\n${base}`,
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
    },
    environment: { ATMOS_PROFILE: '' },
    expected: { workspaceId: 'ws_base' },
  },
  {
    title: 'settings in the env section over settings.pro',
    files: {
      'repo/atmos.yaml': `env: {ATMOS_PRO_WORKSPACE_ID: ws_env, ATMOS_PRO_ENDPOINT: of/env}\nprofiles: {default: ci}\n${base}`,
      'repo/profiles/ci/p.yaml': `env: {ATMOS_PRO_ENDPOINT: of/ci}\n${pro('ws_ci')}`,
    },
    expected: { workspaceId: 'ws_env', endpoint: 'of/env' },
  },
  {
    title: '!env of an import, which a plain value does not replace',
    files: {
      'repo/atmos.yaml': `import: [extra.yaml]\n${base}`,
      'repo/extra.yaml': pro('!env ATMOS_X'),
    },
    environment: { ATMOS_X: 'ws_x' },
    expected: { workspaceId: 'ws_x' },
  },
  {
    title: '!env of atmos.d, which a plain value does not replace',
    files: {
      'repo/atmos.yaml': `import: [extra.yaml]\n${base}`,
      'repo/extra.yaml': pro('ws_extra'),
      'repo/atmos.d/more.yaml': pro('!env ATMOS_X'),
    },
    environment: { ATMOS_X: 'ws_x' },
    expected: { workspaceId: 'ws_x' },
  },
  {
    title: '!env of an import, which another !env replaces',
    files: {
      'repo/atmos.yaml': `import: [extra.yaml]\n${pro('!env ATMOS_M')}`,
      'repo/extra.yaml': pro('!env ATMOS_X'),
    },
    environment: { ATMOS_X: 'ws_x', ATMOS_M: 'ws_m' },
    expected: { workspaceId: 'ws_m' },
  },
  {
    title: '!env of a lower configuration, which a plain value replaces',
    files: { 'home/.atmos/atmos.yaml': pro('!env ATMOS_X'), 'repo/atmos.yaml': base },
    environment: { ATMOS_X: 'ws_x' },
    expected: { workspaceId: 'ws_base' },
  },
  {
    title: '!env of a profile, which a plain value of a later one does not replace',
    files: {
      'repo/atmos.yaml': base,
      'repo/profiles/a/p.yaml': pro('!env ATMOS_X'),
      'repo/profiles/b/p.yaml': pro('ws_b'),
    },
    environment: { ATMOS_X: 'ws_x', ATMOS_PROFILE: 'a,b' },
    expected: { workspaceId: 'ws_x' },
  },
  {
    title: 'a profile with imports, which a later one without does not replace',
    files: {
      'repo/atmos.yaml': base,
      'repo/extra.yaml': `settings: {pro: {workspace_id: ws_extra, endpoint: of/extra}}\n`,
      'repo/profiles/a/p.yaml': `import: [extra.yaml]\n${pro('ws_a')}`,
      'repo/profiles/b/p.yaml': `settings: {pro: {workspace_id: ws_b, endpoint: of/b}}\n`,
    },
    environment: { ATMOS_PROFILE: 'a,b' },
    expected: { workspaceId: 'ws_a', endpoint: 'of/b' },
  },
  {
    title: 'imports of a profile relative to it',
    files: {
      'repo/atmos.yaml': base,
      'repo/profiles/ci/p.yaml': `import: [./extra/e.yml]\nbase_path: "."\n`,
      'repo/profiles/ci/extra/e.yml': pro('ws_near'),
    },
    environment: ci,
    expected: { workspaceId: 'ws_near' },
  },
  {
    title: 'profiles.base_path outside of the directory of the configuration',
    files: {
      'repo/config/atmos.yaml': `profiles: {base_path: ../shared}\n${base}`,
      'repo/shared/ci/p.yaml': pro('ws_shared'),
    },
    environment: { ...ci, ATMOS_CLI_CONFIG_PATH: 'config' },
    expected: { workspaceId: 'ws_shared' },
  },
  {
    title: 'profiles.base_path of an import, relative to the configuration',
    files: {
      'repo/atmos.yaml': `import: [sub/extra.yaml]\n${base}`,
      'repo/sub/extra.yaml': 'profiles: {base_path: own}\n',
      'repo/sub/own/ci/p.yaml': pro('ws_sub'),
      'repo/own/ci/p.yaml': pro('ws_own'),
    },
    environment: ci,
    expected: { workspaceId: 'ws_own' },
  },
  {
    title: 'links within the checkout',
    files: {
      'repo/atmos.yaml': base,
      'repo/other/p.yaml': pro('ws_other'),
      'repo/profiles/ci': '-> ../other',
    },
    environment: ci,
    expected: { workspaceId: 'ws_other' },
  },
];
