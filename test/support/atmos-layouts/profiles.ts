/** Which profiles count, and what they say. */
import { type AtmosLayout, base, ci, endpoint, pro } from './layout.ts';

export const profileLayouts: readonly AtmosLayout[] = [
  {
    title: 'a profile of ATMOS_PROFILE over the base file',
    files: { 'repo/atmos.yaml': `${base}`, 'repo/profiles/ci/atmos.yaml': pro('ws_ci') },
    environment: ci,
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'a profile that nobody asks for',
    files: { 'repo/atmos.yaml': base, 'repo/profiles/ci/atmos.yaml': pro('ws_ci') },
    expected: { workspaceId: 'ws_base' },
  },
  {
    title: 'keys that the profile does not have',
    files: { 'repo/atmos.yaml': base, 'repo/profiles/ci/pro.yaml': endpoint('from/profile') },
    environment: ci,
    expected: { workspaceId: 'ws_base', endpoint: 'from/profile' },
  },
  {
    title: 'several profiles, the last one highest',
    files: {
      'repo/atmos.yaml': base,
      'repo/profiles/a/p.yaml': `${pro('ws_a')}`,
      'repo/profiles/b/p.yaml': endpoint('of/b'),
      'repo/profiles/c/p.yaml': pro('ws_c'),
    },
    environment: { ATMOS_PROFILE: ' a , c,,b ' },
    expected: { workspaceId: 'ws_c', endpoint: 'of/b' },
  },
  {
    title: 'names between spaces, which are one name',
    files: { 'repo/atmos.yaml': base, 'repo/profiles/a/p.yaml': pro('ws_a') },
    environment: { ATMOS_PROFILE: 'a a' },
    expected: 'refused',
  },
  {
    title: '--profile before ATMOS_PROFILE',
    files: {
      'repo/atmos.yaml': base,
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
      'repo/profiles/asked/p.yaml': pro('ws_asked'),
    },
    environment: ci,
    profiles: ['asked'],
    expected: { workspaceId: 'ws_asked' },
  },
  {
    title: 'profiles.default',
    files: {
      'repo/atmos.yaml': `profiles: {default: " ci "}\n${base}`,
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
    },
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'profiles.default with an empty ATMOS_PROFILE',
    files: { 'repo/atmos.yaml': `profiles: {default: ci}\n${base}`, 'repo/profiles/ci/p.yaml': pro('ws_ci') },
    environment: { ATMOS_PROFILE: '' },
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'ATMOS_PROFILE instead of profiles.default',
    files: {
      'repo/atmos.yaml': `profiles: {default: other}\n${base}`,
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
      'repo/profiles/other/p.yaml': endpoint('of/other'),
    },
    environment: ci,
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'profiles.default as one name',
    files: {
      'repo/atmos.yaml': `profiles: {default: "a,b"}\n${base}`,
      'repo/profiles/a/p.yaml': pro('ws_a'),
      'repo/profiles/b/p.yaml': pro('ws_b'),
    },
    expected: 'refused',
  },
  {
    title: 'profiles.default from a variable',
    files: {
      'repo/atmos.yaml': `profiles: {default: !env ATMOS_WHICH}\n${base}`,
      'repo/profiles/ci/p.yaml': pro('ws_ci'),
    },
    environment: { ATMOS_WHICH: 'ci' },
    expected: { workspaceId: 'ws_ci' },
  },
  {
    title: 'profiles.default of a profile, which does not count',
    files: {
      'repo/atmos.yaml': `profiles: {default: a}\n${base}`,
      'repo/profiles/a/p.yaml': `profiles: {default: b}\n${pro('ws_a')}`,
      'repo/profiles/b/p.yaml': pro('ws_b'),
    },
    expected: { workspaceId: 'ws_a' },
  },
  {
    title: 'a profile that does not exist',
    files: { 'repo/atmos.yaml': base, 'repo/profiles/other/p.yaml': pro('ws_other') },
    environment: ci,
    expected: 'refused',
  },
  {
    title: 'a profile in other letters',
    files: { 'repo/atmos.yaml': base, 'repo/profiles/CI/p.yaml': pro('ws_ci') },
    environment: ci,
    expected: 'refused',
  },
  {
    title: 'a profile without files',
    files: { 'repo/atmos.yaml': base, 'repo/profiles/ci/README.md': 'Empty.\n' },
    environment: ci,
    expected: 'refused',
  },
  {
    title: 'a profile below a folder',
    files: { 'repo/atmos.yaml': base, 'repo/profiles/team/ci/p.yaml': pro('ws_team') },
    environment: { ATMOS_PROFILE: 'team/ci' },
    expected: { workspaceId: 'ws_team' },
  },
  {
    title: 'files of a profile by depth, then by name',
    files: {
      'repo/atmos.yaml': base,
      'repo/profiles/ci/deep/a.yaml': pro('ws_deep'),
      'repo/profiles/ci/atmos.yaml': `settings: {pro: {workspace_id: ws_atmos, endpoint: of/atmos}}\n`,
      'repo/profiles/ci/b.yaml': endpoint('of/b'),
    },
    environment: ci,
    expected: { workspaceId: 'ws_deep', endpoint: 'of/b' },
  },
  {
    title: '.yaml before .yml, hidden files, and no others',
    files: {
      'repo/atmos.yaml': base,
      'repo/profiles/ci/p.yml': pro('ws_yml'),
      'repo/profiles/ci/p.yaml': pro('ws_yaml'),
      'repo/profiles/ci/.hidden.yml': endpoint('of/hidden'),
      'repo/profiles/ci/z.txt': pro('ws_text'),
    },
    environment: ci,
    expected: { workspaceId: 'ws_yaml', endpoint: 'of/hidden' },
  },
  ...(['team', '.atmos/profiles', 'home', 'profiles'] as const).map((first, index, places) => {
    const path = (place: string) =>
      place === 'home' ? 'home/.config/atmos/profiles/ci/p.yaml' : `repo/${place}/ci/p.yaml`;
    return {
      title: `profiles of ${first} before those of ${places.slice(index + 1).join(', ') || 'no others'}`,
      files: {
        'repo/atmos.yaml': `profiles: {base_path: team}\n${base}`,
        ...Object.fromEntries(places.slice(index).map((place, way) => [path(place), pro(`ws_${way}`)])),
      },
      environment: ci,
      expected: { workspaceId: 'ws_0' },
    };
  }),
  {
    title: 'XDG_CONFIG_HOME',
    files: { 'repo/atmos.yaml': base, 'home/xdg/atmos/profiles/ci/p.yaml': pro('ws_xdg') },
    environment: { ...ci, XDG_CONFIG_HOME: '$HOME/xdg' },
    expected: { workspaceId: 'ws_xdg' },
  },
  {
    title: 'ATMOS_XDG_CONFIG_HOME before XDG_CONFIG_HOME',
    files: {
      'repo/atmos.yaml': base,
      'home/xdg/atmos/profiles/ci/p.yaml': pro('ws_xdg'),
      'home/own/atmos/profiles/ci/p.yaml': pro('ws_own'),
    },
    environment: { ...ci, XDG_CONFIG_HOME: '$HOME/xdg', ATMOS_XDG_CONFIG_HOME: '$HOME/own' },
    expected: { workspaceId: 'ws_own' },
  },
];
