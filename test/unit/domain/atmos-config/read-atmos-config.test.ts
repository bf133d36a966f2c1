import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAtmosConfig } from '../../../../src/domain/atmos-config/read-atmos-config.ts';

const read = (text: string, environment: Record<string, string> = {}) =>
  readAtmosConfig(text, 'atmos.yaml', { environment });

const documented = `
auth:
  providers:
    atmos-pro:
      kind: atmos/pro # beside kind, as the documentation shows
      base_url: https://pro.example.com
  identities:
    atmos-pro:
      kind: atmos/pro
      via:
        provider: atmos-pro
  integrations:
    github-sts:
      kind: github/sts
      via:
        identity: atmos-pro
      spec:
        repos:
          - acme/terraform-modules
          - acme-labs/components
`;
const full = `
settings:
  pro:
    base_url: https://settings.example.com
    endpoint: api/v2
    workspace_id: ws_settings
    git_sts: {git_config_mode: file, revoke_on_exit: false}
auth:
  providers:
    other: {kind: github/oidc, spec: {audience: wrong}}
    Pro: {kind: atmos/pro, spec: {base_url: https://spec.example.com, workspace_id: ws_123, audience: me}}
    second: {kind: atmos/pro, spec: {workspace_id: ws_wrong}}
  integrations:
    ecr: {kind: aws/ecr, via: {identity: x}}
    sts:
      kind: github/sts
      via: {provider: Pro}
      spec: {repos: [acme/a], policy_name: ci, git_config_mode: env, token_env: 'GH_{{ .owner }}', revoke_on_exit: true}
`;

describe('forms', () => {
  test.each([
    ['an empty file', '', {}],
    ['comments only', '# nothing\n', {}],
    ['an empty document', '---\n', {}],
    [
      'a file of something else',
      'components: {terraform: {base_path: x}}\nsettings: {list_merge_strategy: replace}',
      {},
    ],
    [
      'settings.pro',
      'settings: {pro: {workspace_id: ws_1, base_url: "http://x"}}',
      { workspaceId: 'ws_1', baseUrl: 'http://x' },
    ],
    [
      'the documented form',
      documented,
      { baseUrl: 'https://pro.example.com', sources: ['acme/terraform-modules', 'acme-labs/components'] },
    ],
    [
      'everything, the narrower statement first',
      full,
      {
        baseUrl: 'https://spec.example.com',
        endpoint: 'api/v2',
        workspaceId: 'ws_123',
        audience: 'me',
        sources: ['acme/a'],
        policyName: 'ci',
        gitConfigMode: 'env',
        tokenEnv: 'GH_{{ .owner }}',
        revokeOnExit: true,
      },
    ],
    [
      'defaults for the integration',
      'settings: {pro: {git_sts: {git_config_mode: file, revoke_on_exit: "false"}}}',
      { gitConfigMode: 'file', revokeOnExit: false },
    ],
    [
      'a provider without an integration',
      'auth: {providers: {p: {kind: atmos/pro, spec: {workspace_id: w}}}}',
      { workspaceId: 'w' },
    ],
    [
      'spec overrides the keys next to kind',
      'auth: {providers: {p: {kind: atmos/pro, base_url: "http://a", spec: {base_url: "http://b"}}}}',
      { baseUrl: 'http://b' },
    ],
    ['an empty text is none', 'settings: {pro: {workspace_id: "", base_url: }}', {}],
    ['a number as a text', 'settings: {pro: {workspace_id: 42}}', { workspaceId: '42' }],
    ['keys in any case', 'Settings: {PRO: {Workspace_ID: Ws_1}}', { workspaceId: 'Ws_1' }],
    [
      'an anchor and a merge key',
      'x: &a {base_url: "http://a", endpoint: e}\nsettings: {pro: {<<: *a, endpoint: f}}',
      { baseUrl: 'http://a', endpoint: 'f' },
    ],
    [
      'several merge keys, the first wins',
      'x: &a {endpoint: e}\ny: &b {endpoint: f, base_url: "http://b"}\nsettings: {pro: {<<: [*a, *b]}}',
      { endpoint: 'e', baseUrl: 'http://b' },
    ],
    ['an empty list of repositories', 'auth: {integrations: {s: {kind: github/sts, spec: {repos: []}}}}', {}],
    [
      'repositories as a text',
      'auth: {integrations: {s: {kind: github/sts, spec: {repos: "a/b, c/d"}}}}',
      { sources: ['a/b', 'c/d'] },
    ],
  ])('%s', (_name, text, settings) => {
    expect(read(text)).toEqual({ settings, unusable: [] });
  });
});

describe('!env', () => {
  test.each([
    ['a variable', '!env ATMOS_WS', { ATMOS_WS: 'ws_1' }, 'ws_1'],
    ['quoted', '!env "ATMOS_WS"', { ATMOS_WS: 'ws_1' }, 'ws_1'],
    ['a default', '!env ATMOS_WS ws_2', {}, 'ws_2'],
    ['a default that is not needed', '!env ATMOS_WS ws_2', { ATMOS_WS: 'ws_1' }, 'ws_1'],
    ['an empty variable beats the default', '!env ATMOS_WS ws_2', { ATMOS_WS: '' }, undefined],
    ['neither', '!env ATMOS_WS', {}, undefined],
    ['a quoted default', "!env ATMOS_WS 'a ''b'", {}, "a 'b"],
    ['a value with blanks around', '!env ATMOS_WS', { ATMOS_WS: ' ws_1\n' }, 'ws_1'],
  ])('%s', (_name, value, environment: Record<string, string>, expected) => {
    const { settings } = read(`settings:\n  pro:\n    workspace_id: ${value}\n`, environment);
    expect(settings.workspaceId).toBe(expected);
  });

  test.each([['!env'], ['!env a b c'], ["!env ATMOS_WS 'x"], ['!env [ATMOS_WS]']])(
    '%s is refused',
    (value) => {
      expect(() => read(`settings:\n  pro:\n    workspace_id: ${value}\n`)).toThrow(
        expect.objectContaining({
          code: 'INPUT_CONFIG_INVALID',
          message: expect.stringMatching(/^atmos\.yaml:3:\d+: !env/),
        }),
      );
    },
  );

  test.each([
    ['a secret of the job', 'AWS_SECRET_ACCESS_KEY'],
    ['a secret among Atmos’ own variables', 'ATMOS_PRO_GITHUB_TOKEN'],
    ['the OIDC endpoint', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
    ['another variable of the runner', 'GITHUB_TOKEN'],
    ['a lower-case name', 'atmos_ws'],
    ['a name that only begins so', 'ATMOS_WS.x'],
  ])('does not read %s', (_name, variable) => {
    for (const text of [variable, `"${variable}"`, `${variable} fallback`]) {
      const found = read(`settings: {pro: {workspace_id: !env '${text}'}}`, { [variable]: 'secret value' });
      expect(found.settings).toEqual({});
      expect(found.unusable).toMatchObject([{ key: 'settings.pro.workspace_id' }]);
      expect(JSON.stringify(found)).not.toContain('secret value');
    }
  });

  test('reads the name of the repository', () => {
    const environment = { GITHUB_REPOSITORY_OWNER: 'acme', GITHUB_REPOSITORY: 'acme/infra' };
    const text = 'settings: {pro: {workspace_id: !env GITHUB_REPOSITORY_OWNER}}';
    expect(read(text, environment).settings).toEqual({ workspaceId: 'acme' });
  });
});

describe('what only Atmos can work out is reported', () => {
  test.each([
    ['a command', 'settings: {pro: {base_url: !exec "echo x"}}', 'settings.pro.base_url', /!exec/],
    [
      'a git function',
      'settings: {pro: {workspace_id: !git.owner ""}}',
      'settings.pro.workspace_id',
      /!git\.owner/,
    ],
    ['a template', 'settings: {pro: {base_url: "https://{{ .x }}"}}', 'settings.pro.base_url', /template/],
    ['an included section', 'settings: {pro: !include pro.yaml}', 'settings.pro.base_url', /!include/],
    ['an included section higher up', 'auth: !include auth.yaml', 'auth.integrations', /!include/],
    [
      'a repository in a list',
      'auth: {integrations: {s: {kind: github/sts, spec: {repos: [a/b, !exec x]}}}}',
      'auth.integrations.s.spec.repos.1',
      /!exec/,
    ],
    [
      'a list with a function',
      'auth: {integrations: {s: {kind: github/sts, spec: {repos: !append [a/b]}}}}',
      'auth.integrations.s.spec.repos',
      /!append/,
    ],
    [
      'several integrations',
      'auth: {integrations: {s: {kind: github/sts}, t: {kind: github/sts}}}',
      'auth.integrations',
      /s, t/,
    ],
    [
      'several providers',
      'auth: {providers: {p: {kind: atmos/pro}, q: {kind: atmos/pro}}}',
      'auth.providers',
      /p, q/,
    ],
  ])('%s', (_name, text, key, reason) => {
    const { settings, unusable } = read(text);
    expect(settings).toEqual({});
    expect(unusable).toContainEqual({
      key,
      location: expect.stringMatching(/^atmos\.yaml:1:\d+$/),
      reason: expect.stringMatching(reason),
    });
  });

  test('a list with a hole is not used at all', () => {
    const text = 'auth: {integrations: {s: {kind: github/sts, spec: {repos: [a/b, !exec x]}}}}';
    expect(read(text).settings.sources).toBeUndefined();
  });

  test('elsewhere it is ignored', () => {
    expect(read('base_path: !repo-root\nlogs: {level: !env X}\nsettings: {other: !exec x}').unusable).toEqual(
      [],
    );
  });

  test('!unset takes a value away', () => {
    expect(read('settings: {pro: {base_url: !unset }}')).toEqual({ settings: {}, unusable: [] });
  });
});

describe('mistakes are refused with the place', () => {
  test.each([
    ['no YAML', 'settings: [', /^atmos\.yaml:1:\d+: /],
    ['a tab', 'settings:\n\tpro: x', /^atmos\.yaml:2:/],
    ['a duplicate key', 'settings: {}\nsettings: {}', /^atmos\.yaml:2:1: .*unique/i],
    ['two documents', 'a: 1\n---\nb: 2', /^atmos\.yaml:\d:/],
    ['a list', '- a', /^atmos\.yaml:1:1: .*mapping/],
    ['a text', 'hello', /^atmos\.yaml:1:1: .*mapping/],
    [
      'a list for a text',
      'settings:\n  pro:\n    base_url: [x]',
      /^atmos\.yaml:3:15: settings\.pro\.base_url must be a text/,
    ],
    [
      'a map for a list',
      'auth: {integrations: {s: {kind: github/sts, spec: {repos: {a: b}}}}}',
      /repos must be a list/,
    ],
    ['a truth value for a text', 'settings: {pro: {workspace_id: true}}', /must be a text; put it in quotes/],
    ['a fraction for a text', 'settings: {pro: {workspace_id: 1.5}}', /must be a text/],
    ['a word for a truth value', 'settings: {pro: {git_sts: {revoke_on_exit: maybe}}}', /true or false/],
    ['a list for a truth value', 'settings: {pro: {git_sts: {revoke_on_exit: []}}}', /must be/],
    ['an unknown mode', 'settings: {pro: {git_sts: {git_config_mode: none}}}', /"none".*"env" or "file"/],
    ['an unknown alias', 'settings: *x', /^atmos\.yaml:1:11: /],
    ['a text over the bound', `settings: {pro: {base_url: "${'x'.repeat(3000)}"}}`, /at most 2048/],
    ['nesting over the bound', `${'{a: '.repeat(70)}1${'}'.repeat(70)}`, /nested deeper than 64/],
    ['a bomb of aliases', bomb(), /more than 100000 values/],
  ])('%s', (_name, text, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'INPUT_CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });

  test('any text gives settings or a refusal', () => {
    const piece = fc.constantFrom(
      'settings:',
      '\n',
      '  ',
      'pro:',
      '- ',
      '!env X',
      '&a ',
      '*a',
      '{',
      '}',
      '[',
      '"',
      ': ',
      '<<',
      '!unset',
      'x',
      '|\n',
      '? ',
      '%',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        try {
          expect(read(pieces.join(''))).toHaveProperty('settings');
        } catch (error) {
          expect(error).toMatchObject({ code: 'INPUT_CONFIG_INVALID' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Eight lists, each ten times the one before. */
function bomb(): string {
  const lines = ['a0: &a0 [x]'];
  for (let level = 1; level < 8; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return lines.join('\n');
}
