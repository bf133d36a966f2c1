/** Where configuration and profiles are. */
import { type AtmosLayout, base, ci, endpoint, pro } from './layout.ts';

export const fileLayouts: readonly AtmosLayout[] = [
  {
    title: 'the configuration of a parent directory',
    files: {
      'repo/atmos.yaml': base,
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
      'repo/sub/deep/README.md': '',
    },
    directory: 'sub/deep',
    environment: ci,
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'profiles beside the configuration that ATMOS_CLI_CONFIG_PATH names',
    files: {
      'repo/config/atmos.yaml': `profiles: {base_path: own}\n${base}`,
      'repo/config/own/ci/p.yaml': pro('ws_config'),
      'repo/own/ci/p.yaml': pro('ws_repo'),
      'repo/profiles/ci/p.yaml': pro('ws_repo'),
    },
    environment: { ...ci, ATMOS_CLI_CONFIG_PATH: 'config' },
    expected: { workspaceId: 'ws_config' },
  },
  {
    title: 'profiles beside the highest configuration alone',
    files: {
      'home/.atmos/atmos.yaml': pro('ws_home'),
      'home/.atmos/profiles/ci/p.yaml': pro('ws_home_ci'),
      'repo/atmos.yaml': base,
    },
    environment: ci,
    expected: 'refused',
  },
  {
    title: 'the profiles of a home directory',
    files: { 'home/.atmos/atmos.yaml': pro('ws_home'), 'home/.atmos/profiles/ci/p.yaml': pro('ws_home_ci') },
    environment: ci,
    expected: { workspaceId: 'ws_home_ci' },
  },
  {
    title: 'a profile without any other configuration',
    files: { 'repo/profiles/ci/p.yaml': pro('ws_ci') },
    environment: ci,
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'profiles of each file of ATMOS_CONFIG, base_path of the one that has it',
    files: {
      'repo/a/one.yaml': base,
      'repo/b/two.yaml': 'profiles: {base_path: own}\n',
      'repo/a/profiles/ci/p.yaml': pro('ws_a'),
      'repo/b/own/ci/p.yaml': pro('ws_own'),
    },
    environment: { ...ci, ATMOS_CONFIG: 'a/one.yaml,b/two.yaml' },
    expected: { workspaceId: 'ws_own' },
  },
  {
    title: 'profiles beside the second file of ATMOS_CONFIG',
    files: {
      'repo/a/one.yaml': base,
      'repo/b/two.yaml': endpoint('of/two'),
      'repo/b/profiles/ci/p.yaml': pro('ws_b'),
    },
    environment: { ...ci, ATMOS_CONFIG: 'a/one.yaml,b/two.yaml' },
    expected: { workspaceId: 'ws_b', endpoint: 'of/two' },
  },
  {
    title: 'imports of a file of ATMOS_CONFIG, which lie over it, and no atmos.d',
    files: {
      'repo/one.yaml': `import: [extra.yaml]\n${base}`,
      'repo/extra.yaml': pro('ws_extra'),
      'repo/atmos.d/more.yaml': endpoint('of/more'),
    },
    environment: { ATMOS_CONFIG: 'one.yaml' },
    expected: { workspaceId: 'ws_extra' },
  },
  {
    title: 'imports of a file of ATMOS_CONFIG_PATH, which lie under it',
    files: {
      'repo/config/atmos.yaml': `import: [extra.yaml]\n${base}`,
      'repo/extra.yaml': `settings: {pro: {workspace_id: ws_extra, endpoint: of/extra}}\n`,
    },
    environment: { ATMOS_CONFIG_PATH: 'config' },
    expected: { workspaceId: 'ws_base', endpoint: 'of/extra' },
  },
  {
    title: '.atmos.d over atmos.d of the git root, without any atmos.yaml',
    files: {
      'repo/atmos.d/low.yaml': `settings: {pro: {workspace_id: ws_low, endpoint: of/low}}\n`,
      'repo/.atmos.d/deep/high.yaml': pro('ws_high'),
      'repo/sub/.atmos.d/other.yaml': pro('ws_sub'),
    },
    directory: 'sub',
    expected: { workspaceId: 'ws_high', endpoint: 'of/low' },
  },
  {
    title: 'a profile that only .atmos.d names',
    files: {
      'repo/.atmos.d/x.yaml': 'profiles: {default: ci}\n',
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
    },
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'a profile that does not exist, with .atmos.d alone',
    files: { 'repo/.atmos.d/x.yaml': base },
    environment: ci,
    expected: 'refused',
  },
  {
    title: 'imports of .atmos.d, without any atmos.yaml',
    files: {
      'repo/.atmos.d/x.yaml': `import: [extra.yaml]\n${base}`,
      'repo/extra.yaml': endpoint('of/extra'),
    },
    expected: { workspaceId: 'ws_base' },
  },
];
