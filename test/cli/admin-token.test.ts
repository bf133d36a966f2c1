/** `atmos-pro admin-token create`: the printed token admits its bearer, and every one is different. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAdminTokens } from '../../src/server/access/admin-tokens.ts';
import { readServerConfig } from '../../src/server/config/read-config.ts';
import { type CliScene, makeCliScene } from './run-cli.ts';

let cli: CliScene;
beforeAll(() => {
  cli = makeCliScene();
});
afterAll(() => cli?.[Symbol.dispose]());

function readConfig(adminTokens: string) {
  const workspaces = ['ws_1', '1e3'].map((id) => `  - { id: "${id}", repositories: [] }`).join('\n');
  return readServerConfig({
    text: `public_url: https://pro.example.com\nworkspaces:\n${workspaces}\n${adminTokens}`,
    file: '/nowhere/atmos-pro.yaml',
    environment: {},
    readFile: () => '',
  });
}

async function create(...args: string[]) {
  const { code, stdout } = await cli.run(['admin-token', 'create', ...args]);
  const token = /^atmos_admin_\S+$/m.exec(stdout)?.[0] ?? '';
  const entry = stdout.slice(stdout.indexOf('admin_tokens:'));
  return { code, stdout, token, entry };
}

test('the lines to paste are valid, hold the hash alone, and admit the token', async () => {
  const { code, stdout, token, entry } = await create('alice');
  expect(code).toBe(0);
  expect(stdout.split(token)).toHaveLength(2);
  expect(entry).not.toContain(token);
  // 32 bytes in base64url.
  expect(token).toMatch(/^atmos_admin_[\w-]{43}$/);
  expect(createAdminTokens(readConfig(entry)).recognise(token)).toEqual({
    name: 'alice',
    workspaces: undefined,
  });
});

test('each time it is another token', async () => {
  const [one, other] = await Promise.all([create('alice'), create('alice')]);
  expect(one.token).not.toBe(other.token);
});

test('names and workspaces that YAML would read as numbers stay texts', async () => {
  const { token, entry } = await create('1234', '--workspace', '1e3', 'ws_1');
  const admin = createAdminTokens(readConfig(entry)).recognise(token);
  expect(admin).toEqual({ name: '1234', workspaces: ['1e3', 'ws_1'] });
});

test.each([['two words'], ['ünder'], ['_x'], ['x'.repeat(65)], ['a"b'], ['']])(
  'the name %j is refused',
  async (name) => {
    const { code, stdout } = await create(name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  },
);
