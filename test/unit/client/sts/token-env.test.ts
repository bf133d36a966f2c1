import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkTokenEnv,
  checkTokenNames,
  maxTokenEnvLength,
  resolveTokenEnvironment,
} from '../../../../src/client/sts/token-env.ts';
import { defaultTokenEnv } from '../../../../src/domain/credentials/decide-destination.ts';

const acme = { host: 'github.com', owner: 'acme', token: 'ghs_A' };
const labs = { host: 'ghes.example:8443', owner: 'Acme-Labs', token: 'ghs_B' };

describe('a literal name', () => {
  test.each([
    ['one token', defaultTokenEnv, [acme], { ATMOS_PRO_GITHUB_TOKEN: 'ghs_A' }],
    ['lower case is kept', 'my_token', [acme], { my_token: 'ghs_A' }],
    ['no token', defaultTokenEnv, [], {}],
    ['a token without a value', defaultTokenEnv, [{ ...acme, token: '' }], {}],
    [
      'one usable token of two',
      defaultTokenEnv,
      [acme, { ...labs, owner: '' }],
      { ATMOS_PRO_GITHUB_TOKEN: 'ghs_A' },
    ],
  ])('%s', (_name, tokenEnv, tokens, variables) => {
    expect(resolveTokenEnvironment(tokenEnv, tokens)).toEqual({ variables });
  });

  test('is not exported for several tokens, and says so', () => {
    const { variables, notice } = resolveTokenEnvironment('GH_TOKEN', [acme, labs]);
    expect(variables).toEqual({});
    expect(notice).toMatch(/2 tokens.*GH_TOKEN_\{\{ \.owner \}\}/);
    expect(notice).not.toMatch(/ghs_/);
  });

  test.each([[''], ['A=B'], ['A\nB'], ['1A'], ['A-B'], ['A B'], ['A}}']])('%j is refused', (tokenEnv) => {
    expect(() => resolveTokenEnvironment(tokenEnv, [acme])).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
  });

  test('an overlong one is refused', () => {
    expect(() => resolveTokenEnvironment('A'.repeat(maxTokenEnvLength + 1), [acme])).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
  });
});

/** Expected values as Go's text/template gives them. */
describe('a template', () => {
  test.each([
    ['the owner', 'GH_TOKEN_{{ .owner }}', 'GH_TOKEN_ACME_LABS'],
    ['without blanks', 'T_{{.owner}}_{{.host}}', 'T_ACME_LABS_GHES_EXAMPLE_8443'],
    ['from the root', '{{ $.owner }}', 'ACME_LABS'],
    ['trimming', 'T_ {{- .owner -}} _X', 'T_ACME_LABS_X'],
    ['a dash that is not a trim marker', 'T-{{ .owner }}', 'T_ACME_LABS'],
    ['a comment', 'T{{/* why */}}_{{- /* }} */ -}} {{ .owner }}', 'T_ACME_LABS'],
    ['a string', '{{ "a\\tb" }}{{ `c"d` }}', 'A_BC_D'],
    ['a string with braces', '{{ "}}" }}{{ .owner }}', '__ACME_LABS'],
    ['print', '{{ print "x" .owner `y` }}', 'XACME_LABSY'],
    ['printf', '{{ printf "%s-%v%%" .owner .host }}', 'ACME_LABS_GHES_EXAMPLE_8443_'],
    ['a pipeline', '{{ .owner | printf "%s_%s" "x" | print "y" }}', 'YX_ACME_LABS'],
    ['over lines', '{{\n.owner\n}}', 'ACME_LABS'],
    ['letters beyond ASCII', 'ıſßéa{{ .owner }}', 'IS__AACME_LABS'],
    ['beyond the basic plane', '😀{{ .owner }}', '_ACME_LABS'],
  ])('%s', (_name, template, expected) => {
    expect(resolveTokenEnvironment(template, [labs])).toEqual({ variables: { [expected]: 'ghs_B' } });
  });

  test.each([
    ['an unknown field', '{{ .Owner }}'],
    ['a field of a field', '{{ .owner.name }}'],
    ['the whole data', '{{ . }}'],
    ['a condition', '{{ if .owner }}x{{ end }}'],
    ['an unknown function', '{{ .owner | upper }}'],
    ['a built-in that is not supported', '{{ len .owner }}'],
    ['a number', '{{ 3 }}'],
    ['a variable', '{{ $x := .owner }}'],
    ['parentheses', '{{ (.owner) }}'],
    ['an argument for a field', '{{ .owner .host }}'],
    ['a pipe into a field', '{{ .owner | .host }}'],
    ['a pipe from nothing', '{{ | print }}'],
    ['a pipe into nothing', '{{ .owner | }}'],
    ['an empty action', 'x{{ }}'],
    ['an open action', 'x{{ .owner'],
    ['an open string', '{{ "x }}'],
    ['an open comment', '{{/* x }}'],
    ['a comment after a blank', '{{ /* x */}}'],
    ['a strange escape', '{{ "\\x41" }}'],
    ['another verb', '{{ printf "%q" .owner }}'],
    ['too few values', '{{ printf "%s" }}'],
    ['too many values', '{{ printf "x" .owner }}'],
    ['no pattern', '{{ printf }}'],
    ['words without a blank', '{{ print"x" }}'],
  ])('%s is refused, with what may be used', (_name, template) => {
    expect(() => resolveTokenEnvironment(template, [acme])).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', hint: expect.stringContaining('{{ .owner }}') }),
    );
  });

  test('names each token; of two equal names the later wins; an empty name exports nothing', () => {
    const again = { ...acme, token: 'ghs_C' };
    expect(resolveTokenEnvironment('T_{{ .owner }}', [acme, labs, again]).variables).toEqual({
      T_ACME: 'ghs_C',
      T_ACME_LABS: 'ghs_B',
    });
    expect(resolveTokenEnvironment('{{ "" }}', [acme]).variables).toEqual({});
  });

  test('gives a name or a refusal for any text', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      ' ',
      '-',
      '.owner',
      '|',
      'print',
      '"',
      '`',
      '/*',
      '*/',
      'x',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          const { variables } = resolveTokenEnvironment(`{{.owner}}${pieces.join('')}`, [labs]);
          expect(Object.keys(variables)).toEqual([expect.stringMatching(/^ACME_LABS[A-Z0-9_]*$/)]);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INPUT_INVALID' });
        }
      }),
    );
  });

  test('a hostile template is judged quickly', () => {
    const hostile = [
      '{{'.repeat(256),
      `{{${'"'.repeat(509)}`,
      `{{${' -'.repeat(254)}`,
      `{{/*${'*/'.repeat(250)}`,
    ];
    for (const template of hostile) {
      expect(() => resolveTokenEnvironment(template, [acme])).toThrow();
    }
  });
});

describe('a name for a token', () => {
  test.each([
    'PATH',
    'BASH_ENV',
    'ENV',
    'LD_PRELOAD',
    'DYLD_INSERT_LIBRARIES',
    'NODE_OPTIONS',
    'NODE_AUTH_TOKEN',
    'PYTHONSTARTUP',
    'GIT_SSH_COMMAND',
    'GIT_TOKEN',
    'GITHUB_TOKEN',
    'GITHUB_ENV',
    'RUNNER_TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
    'HTTPS_PROXY',
    'HTTP_TOKEN_PROXY',
    'SSL_CERT_FILE',
    'INPUT_TOKEN',
    'STATE_token',
    'github_token',
    'bash_env',
    'GH_HOST',
    'PERL5OPT',
    'TOKENIZER',
  ])('is not %s', (name) => {
    expect(() => checkTokenEnv(name)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    expect(() => checkTokenNames(['A_TOKEN', name])).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringContaining(`"${name}"`) }),
    );
  });

  test.each([
    defaultTokenEnv,
    'GH_TOKEN',
    'MODULES_TOKEN',
    'GH_TOKEN_{{ .owner }}',
    'TF_VAR_github_token',
    'TF_TOKEN_example',
    'GH_PAT',
    '{{ "" }}',
  ])('may be %s', (name) => expect(() => checkTokenEnv(name)).not.toThrow());

  test('is judged for the owner that the server names', () => {
    expect(() => checkTokenEnv('{{ .owner }}_TOKEN')).not.toThrow();
    const { variables } = resolveTokenEnvironment('{{ .owner }}_TOKEN', [{ ...acme, owner: 'GITHUB' }]);
    expect(() => checkTokenNames(Object.keys(variables))).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
  });
});
