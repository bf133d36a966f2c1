/** The destinations of the audit in the configuration file: what is read, and every way to get it wrong. */
import { describe, expect, test } from '@jest/globals';
import type { WebhookDestination } from '../../../src/domain/audit/destination.ts';
import { readServerConfig } from '../../../src/server/config/read-config.ts';

const files: Readonly<Record<string, string>> = {
  '/etc/atmos/secret': `${'s'.repeat(32)}\n`,
  '/etc/atmos/short': 'too-short',
  '/etc/atmos/blank': 'two words that are long enough for a secret',
  '/etc/atmos/empty': '\n',
  '/run/key': 'dd-key',
};

function read(webhooks: readonly object[]): readonly WebhookDestination[] {
  const document = {
    public_url: 'https://pro.example.com',
    workspaces: [{ id: 'ws_acme', repositories: [] }],
    audit_webhooks: webhooks,
  };
  return readServerConfig({
    text: JSON.stringify(document),
    file: '/etc/atmos/atmos-pro.yaml',
    environment: {},
    readFile(path) {
      const text = files[path];
      if (text === undefined) throw new Error(`ENOENT ${path}`);
      return text;
    },
  }).webhooks;
}

const siem = { name: 'siem', url: 'https://siem.example.com/in' };

test('defaults and secrets from files', () => {
  expect(read([])).toEqual([]);
  expect(read([siem])).toEqual([
    {
      ...siem,
      format: 'cloudevents',
      secrets: [],
      headers: {},
      workspaces: undefined,
      events: undefined,
      allowPrivateNetwork: false,
    },
  ]);
  const full = {
    ...siem,
    format: 'datadog',
    secret_files: ['secret'],
    headers: { 'X-Team': 'platform' },
    header_files: { 'DD-API-KEY': '/run/key' },
    workspaces: ['ws_acme'],
    events: ['lock.*', 'token.mint', '*'],
    allow_private_network: true,
  };
  expect(read([full])).toMatchObject([
    {
      secrets: ['s'.repeat(32)],
      headers: { 'x-team': 'platform', 'dd-api-key': 'dd-key' },
      workspaces: ['ws_acme'],
      events: ['lock.*', 'token.mint', '*'],
      allowPrivateNetwork: true,
    },
  ]);
});

describe('refuses', () => {
  test.each<[name: string, webhooks: readonly object[], words: string]>([
    ['plain http to the internet', [{ ...siem, url: 'http://siem.example.com/' }], 'must be https'],
    ['another scheme', [{ ...siem, url: 'file:///etc/passwd' }], 'url'],
    ['a password in the address', [{ ...siem, url: 'https://user:pass@siem.example.com/' }], 'url'],
    ['an address that is none', [{ ...siem, url: 'https://[/' }], 'is not a URL'],
    ['a name twice', [siem, siem], 'the name siem is a duplicate'],
    ['a name with a path in it', [{ ...siem, name: '../x' }], 'name'],
    ['an unknown workspace', [{ ...siem, workspaces: ['ws_b'] }], 'the workspace ws_b does not exist'],
    ['an unknown format', [{ ...siem, format: 'xml' }], 'format'],
    ['a pattern that fits no event', [{ ...siem, events: ['lock.*', 'token.mnt'] }], 'matches no event'],
    ['a pattern that is none', [{ ...siem, events: ['*.created'] }], 'events'],
    ['a header of the server', [{ ...siem, headers: { 'Content-Type': 'x' } }], 'is set by the server'],
    [
      'the signature',
      [{ ...siem, header_files: { 'x-webhook-signature': 'secret' } }],
      'is set by the server',
    ],
    [
      'a header twice',
      [{ ...siem, headers: { 'x-a': '1' }, header_files: { 'X-A': 'secret' } }],
      'the header x-a is a duplicate',
    ],
    ['a line end in a header', [{ ...siem, headers: { 'x-a': 'a\r\nb: c' } }], 'x-a'],
    ['three secrets', [{ ...siem, secret_files: ['secret', 'secret', 'secret'] }], 'secret_files'],
    ['a secret file that does not exist', [{ ...siem, secret_files: ['none'] }], 'cannot be read'],
    ['a short secret', [{ ...siem, secret_files: ['short'] }], 'shorter than 32 characters'],
    ['a secret with blanks', [{ ...siem, secret_files: ['blank'] }], 'holds blanks'],
    ['an empty secret', [{ ...siem, header_files: { 'x-a': 'empty' } }], 'is empty'],
    [
      'seventeen destinations',
      Array.from({ length: 17 }, (_, index) => ({ ...siem, name: `n${index}` })),
      '16',
    ],
  ])('%s', (_name, webhooks, words) => {
    expect(() => read(webhooks)).toThrow(words);
    expect(() => read(webhooks)).toThrow(expect.objectContaining({ code: 'INPUT_CONFIG_INVALID' }));
    expect(() => read(webhooks)).not.toThrow(/too-short|two words that/);
  });
});
