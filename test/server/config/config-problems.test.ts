/** Every way to get the configuration file wrong, with line and column. */
import { describe, expect, test } from '@jest/globals';
import { readServerConfig } from '../../../src/server/config/read-config.ts';

const minimal = 'public_url: https://pro.example.com/\nworkspaces:\n  - id: ws_acme\n    repositories: []\n';

function problemOf(text: string): string {
  try {
    readServerConfig({
      text,
      file: '/etc/atmos/atmos-pro.yaml',
      environment: {},
      readFile: (path) => {
        throw new Error(`ENOENT ${path}`);
      },
    });
  } catch (error) {
    expect(error).toMatchObject({ name: 'ActionError', code: 'INPUT_CONFIG_INVALID' });
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
}

describe('a problem has its place', () => {
  const start = 'public_url: https://pro.example.com\n';
  const repository = (rest: string) =>
    `${start}workspaces:\n  - id: ws_a\n    repositories:\n      - name: acme/infra\n${rest}`;
  test.each([
    ['YAML that does not parse', `${start}workspaces: [\n`, 3, 1, ''],
    ['a key twice', `${start}${start}workspaces: []\n`, 2, 1, 'unique'],
    [
      'an empty file',
      '',
      1,
      1,
      'missing key "public_url". Add it, such as public_url: https://atmos-pro.example.com',
    ],
    ['a list', '- a\n', 1, 1, 'expected a mapping, got a list of 1 entries'],
    ['a missing key', start, 1, 1, 'missing key "workspaces"'],
    ['an unknown key', `${minimal}databse: {}\n`, 5, 1, 'unknown key "databse". Did you mean "database"?'],
    [
      'an unknown nested key',
      `${minimal}listen: { prot: 1 }\n`,
      5,
      11,
      'listen: unknown key "prot". Did you mean "port"?',
    ],
    [
      'a wrong type',
      `${minimal}listen:\n  port: "80"\n`,
      6,
      9,
      'listen.port: expected a whole number from 0 to 65535, got the text "80". Remove the quotes.',
    ],
    [
      'a key that belongs elsewhere',
      `${minimal}app_id: 7\n`,
      5,
      1,
      'unknown key "app_id". It belongs in github.',
    ],
    [
      'a key that resembles none, with those that there are',
      `${minimal}database: { colour: red }\n`,
      5,
      13,
      'database: unknown key "colour". Known keys: path.',
    ],
    [
      'a truth value of older YAML',
      `${minimal.replace('repositories: []', 'features: { sts: yes }\n    repositories: []')}`,
      4,
      22,
      'expected true or false, got the text "yes". Write true.',
    ],
    [
      'a permission that is misspelled',
      repository('        permissions: [{ permission: ws:sts:craete }]\n'),
      6,
      37,
      'Did you mean "ws:sts:create"?',
    ],
    [
      'an alternative that does not fit, once',
      `${minimal}github: { app_id: [7] }\n`,
      5,
      19,
      'github.app_id: expected a whole number of at least 1 or text, got a list of 1 entries.',
    ],
    ['a port that is none', `${minimal}listen:\n  port: 70000\n`, 6, 9, '65535'],
    ['a public URL with a path', 'public_url: https://x.example/pro\nworkspaces: []\n', 1, 13, 'public_url'],
    [
      'a secret in a URL',
      `${minimal}github:\n  server_url: https://user:pass@ghe.example\n`,
      6,
      15,
      'github.server_url',
    ],
    ['plain HTTP to GitHub', `${minimal}github:\n  server_url: http://ghe.example\n`, 6, 15, 'must be https'],
    [
      'plain HTTP to an issuer',
      `${minimal}issuers:\n  - issuer: http://evil.example\n`,
      6,
      13,
      'must be https',
    ],
    [
      'a proxy that is everybody',
      `${minimal}trusted_proxies:\n  - 10.0.0.0/8\n  - 0.0.0.0/0\n`,
      7,
      5,
      'that does not contain all addresses',
    ],
    [
      'a proxy that is not an address',
      `${minimal}trusted_proxies: ["1.2.3"]\n`,
      5,
      19,
      'must be an IP address',
    ],
    [
      'a permission that there is none of, with those that there are',
      repository('        permissions: [{ permission: ws:locks:take }]\n'),
      6,
      37,
      'ws:locks:create',
    ],
    ['no workspace', `${start}workspaces: []\n`, 2, 13, 'workspaces'],
    [
      'an admin’s token instead of its hash',
      `${minimal}admin_tokens:\n  - { name: alice, sha256: atmos_admin_secret }\n`,
      6,
      28,
      'admin_tokens.0.sha256',
    ],
    [
      'two admins of one name',
      `${minimal}admin_tokens:\n  - { name: alice, sha256: ${'a'.repeat(64)} }\n  - { name: alice, sha256: ${'b'.repeat(64)} }\n`,
      7,
      13,
      'the name alice is a duplicate',
    ],
    [
      'one token of two admins, in another case',
      `${minimal}admin_tokens:\n  - { name: alice, sha256: ${'a'.repeat(64)} }\n  - { name: bob, sha256: ${'A'.repeat(64)} }\n`,
      7,
      26,
      'is a duplicate',
    ],
    [
      'an admin’s workspace that does not exist',
      `${minimal}admin_tokens:\n  - { name: alice, sha256: ${'a'.repeat(64)}, workspaces: [ws_acme, ws_b] }\n`,
      6,
      116,
      'the workspace ws_b does not exist',
    ],
    [
      'too many admins',
      `${minimal}admin_tokens:\n${Array.from({ length: 33 }, (_, index) => `  - { name: a${index}, sha256: ${String(index).padStart(64, '0')} }`).join('\n')}\n`,
      6,
      3,
      '32',
    ],
    ['a workspace twice', `${minimal}  - id: ws_acme\n    repositories: []\n`, 5, 9, 'is a duplicate'],
    [
      'a repository twice, in another case',
      repository('      - name: Acme/Infra\n'),
      6,
      15,
      'acme/infra is a duplicate',
    ],
    [
      'an id twice',
      repository('        id: 7\n      - name: acme/b\n        id: "7"\n'),
      8,
      13,
      'id 7 is a duplicate',
    ],
    [
      'the address of a repository',
      repository('      - name: acme/b.git\n'),
      6,
      15,
      'must not end in ".git"',
    ],
    [
      'a repository without owner',
      `${start}workspaces:\n  - id: ws_a\n    repositories:\n      - name: infra\n`,
      5,
      15,
      'repositories.0.name',
    ],
    [
      'an unknown permission',
      repository('        permissions:\n          - permission: ws:sts:destroy\n'),
      7,
      25,
      'ws:sts:create',
    ],
    [
      'a pattern that does not compile',
      repository(
        '        permissions:\n          - permission: ws:sts:create\n            branch: "main("\n',
      ),
      8,
      21,
      'RE2',
    ],
  ])('%s', (_name, text, line, column, words) => {
    const problem = problemOf(text);
    expect(problem).toContain(`/etc/atmos/atmos-pro.yaml:${line}:${column}: `);
    expect(problem).toContain(words);
  });
  test('what may be a secret in the wrong place is not quoted', () => {
    const secret = 'ghp_0123456789abcdef';
    const places = [
      `${minimal}admin_tokens:\n  - { name: alice, sha256: ${secret} }\n`,
      `${minimal}github: { app_id: 1, webhook_secret_files: ${secret} }\n`,
      `${minimal}github:\n  server_url: https://user:${secret}@ghe.example\n`,
      repository(`        permissions: [{ permission: ${secret} }]\n`),
    ];
    for (const text of places) expect(problemOf(text)).not.toContain(secret);
  });
  test('no message has the words of the validator', () => {
    const wrong = [
      '- a\n',
      `${minimal}listen: { port: x, host: "" }\n`,
      `${minimal}audiences: [a, a]\n`,
      `${minimal}clock_tolerance_seconds: 99999\n`,
      `${minimal}issuers: []\n`,
      `${minimal}audit_webhooks: [{ name: A, url: ftp://x, headers: { "a b": c } }]\n`,
      repository('        deployments: { hold: { threshold: none, cooldown: { pushes: x } } }\n'),
      repository('        deployments: { dispatch: { workflows: { "": plan } }, upload: { timeout: 5 } }\n'),
    ];
    for (const text of wrong)
      expect(problemOf(text)).not.toMatch(/must (?:be|NOT|have|match)|additional propert/);
  });
  test('aliases that expand without end are refused', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
    ].join('\n');
    expect(problemOf(bomb)).toMatch(/alias/i);
  });
  test('a file that is too large is refused', () => {
    expect(problemOf(`${minimal}#${'x'.repeat(4 * 1024 * 1024)}`)).toContain('larger than');
  });
  test('many problems are cut', () => {
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}: 1`).join('\n');
    expect(problemOf(`${minimal}${keys}\n`)).toContain('… and 20 more');
  });
});
