/** Rows of the server's permission table against values that strangers choose: the names of branches. */
import { describe, expect, test } from '@jest/globals';
import { readServerConfig } from '../../../src/server/config/read-config.ts';

function read(branch: string): unknown {
  const permissions = [{ permission: 'ws:locks:create', branch }];
  const workspace = { id: 'ws_acme', repositories: [{ name: 'acme/infra', permissions }] };
  const document = { public_url: 'https://atmos-pro.example', workspaces: [workspace] };
  return readServerConfig({
    text: JSON.stringify(document),
    file: '/nowhere/atmos-pro.yaml',
    environment: {},
    readFile: () => '',
  });
}

describe('costly permission row', () => {
  test.each([
    '(?:.*x){60}',
    '(?:\\pL{0,40}){20}',
    `${'(?:a?b?c?)*'.repeat(20)}z`,
    `(?:${'[a-z]*'.repeat(36)})+z`,
  ])('costly permission row: %j does not reach a decision, the configuration is refused', (branch) => {
    expect(() => read(branch)).toThrow(/steps per character/);
  });

  test.each(['main', 'release/.+', '(?:feature|fix)/[a-z0-9-]+', '(?i)main'])('%j is taken', (branch) => {
    expect(() => read(branch)).not.toThrow();
  });
});
