/** `atmos-pro tokens` as processes, against a server and a simulated GitHub. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAdminToken } from '../../src/server/access/admin-token.ts';
import { type PageScene, startPageScene } from '../support/page-scene.ts';
import { type CliResult, type CliScene, makeCliScene } from './run-cli.ts';

const admin = createAdminToken();
let scene: PageScene;
let cli: CliScene;

beforeAll(async () => {
  cli = makeCliScene();
  const sha256 = createHash('sha256').update(admin).digest('hex');
  scene = await startPageScene({
    ...{ replicas: 1, config: { admin_tokens: [{ name: 'alice', sha256 }] } },
    environment: { ATMOS_PRO_TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('base64') },
  });
});
afterAll(async () => {
  cli?.[Symbol.dispose]();
  await scene?.[Symbol.asyncDispose]();
});

function run(command: string, ...args: readonly string[]): Promise<CliResult> {
  const where = ['--url', scene.server.url, '--workspace', 'ws_acme'];
  return cli.run(['tokens', command, ...where, ...args], { ATMOS_PRO_ADMIN_TOKEN: admin });
}

test('lists, and revokes by the hash in either form', async () => {
  expect(await run('list')).toMatchObject({ code: 0, stdout: '', stderr: 'No tokens.\n' });
  const [one, other] = [await scene.mint(), await scene.mint()];
  const listed = await run('list');
  expect(listed.stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['SHA-256', 'STATE'],
    [other.sha256, 'revocable'],
    [one.sha256, 'revocable'],
    [''],
  ]);
  const revoked = await run('revoke', one.sha256.toUpperCase(), '--reason', 'in a log');
  expect(revoked).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Revoked the token ${one.sha256}`),
  });
  const asGitHubHasIt = await run(
    'revoke',
    Buffer.from(other.sha256, 'hex').toString('base64'),
    '--format',
    'json',
  );
  expect(JSON.parse(asGitHubHasIt.stdout)).toMatchObject({ state: 'revoked' });
  const lines = (await run('list', '--format', 'json')).stdout.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).state)).toEqual(['revoked', 'revoked']);
  expect(scene.simulator.world.tokens.get(one.token)?.revoked).toBe(true);
  expect(scene.simulator.world.tokens.get(other.token)?.revoked).toBe(true);
});

test('refuses what is not a hash without repeating it, and one that the workspace does not have', async () => {
  const { token } = await scene.mint();
  const wrong = await run('revoke', token);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('not the SHA-256')]);
  expect(wrong.stderr).not.toContain(token);
  const missing = await run('revoke', '0'.repeat(64));
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('atmos-pro tokens list')]);
  expect((await run('revoke', '0'.repeat(64), '--reason', ' ')).code).toBe(2);
});
