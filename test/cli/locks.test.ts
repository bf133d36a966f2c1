/** `atmos-pro locks` as a process, against a server and a simulated GitHub. No process of a test has a terminal. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAdminLockServer } from '../../src/cli/locks/lock-server.ts';
import { createAdminToken, hashAdminToken } from '../../src/server/access/admin-token.ts';
import { systemFetch } from '../../src/server/system-ports.ts';
import { type LockScene, lockKey, lockOf, startLockScene } from '../server/locks/scene.ts';
import { type CliResult, type CliScene, makeCliScene } from './run-cli.ts';

const token = createAdminToken();
const narrow = createAdminToken();
const hashOf = (text: string) => hashAdminToken(text).toString('hex');

let scene: LockScene;
let cli: CliScene;
beforeAll(async () => {
  cli = makeCliScene();
  scene = await startLockScene({
    adminTokens: [
      { name: 'alice', sha256: hashOf(token) },
      { name: 'narrow', sha256: hashOf(narrow), workspaces: ['ws_2'] },
    ],
    workspaces: [{ id: 'ws_2', repositories: [] }],
  });
});
afterAll(async () => {
  cli?.[Symbol.dispose]();
  await scene?.[Symbol.asyncDispose]();
});

const variables = { ATMOS_PRO_ADMIN_TOKEN: token };
function locks(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = variables,
): Promise<CliResult> {
  const [command = '', ...rest] = args;
  const where = ['--url', scene.server.url, '--workspace', 'ws_1'];
  return cli.run(['locks', command, ...where, ...rest], environment);
}

describe('list', () => {
  beforeAll(async () => {
    for (const path of ['list/vpc', 'list/eks', 'list/old']) await scene.take('deploy', path);
    await scene.release('deploy', 'list/old');
    await scene.call('foreign', 'POST', '/locks', { key: 'acme/other/list/vpc', ttl: 60 });
  });

  test('is a table of what is held, for people', async () => {
    const { code, stdout, stderr } = await locks(['list', '--prefix', 'list/']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(head.split(/ {2,}/)).toEqual(['KEY', 'STATE', 'HOLDER', 'SINCE', 'UNTIL', 'ID']);
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
      [lockKey('list/eks'), 'held', 'run 501 by octocat'],
      [lockKey('list/vpc'), 'held', 'run 501 by octocat'],
      ['acme/other/list/vpc', 'held', expect.stringMatching(/^run 504/)],
    ]);
    for (const row of rows) expect(row.indexOf('held')).toBe(head.indexOf('STATE'));
  });
  test.each<[string, string[], string[]]>([
    ['free ones', ['--state', 'free'], [lockKey('list/old')]],
    ['one repository', ['--repository', 'acme/other'], ['acme/other/list/vpc']],
    ['a longer prefix', ['--prefix', 'list/e', '--state', 'all'], [lockKey('list/eks')]],
    ['none', ['--prefix', 'nothing/'], []],
  ])('%s, as JSON lines', async (_name, args, keys) => {
    const { code, stdout } = await locks(['list', '--format', 'json', '--prefix', 'list/', ...args]);
    expect(code).toBe(0);
    const lines = stdout.split('\n').filter((line) => line !== '');
    expect(lines.map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(keys);
  });
  test('pages through to the end, in the server’s order', async () => {
    const connection = { url: scene.server.url, workspace: 'ws_1', token, isLocal: true };
    const server = createAdminLockServer(connection, { fetch: systemFetch });
    const read = async (pageSize: number) => {
      const keys: string[] = [];
      for await (const { key } of server.list({ prefix: 'list/' }, pageSize)) keys.push(key);
      return keys;
    };
    const all = await read(100);
    expect(all).toHaveLength(4);
    for (const pageSize of [1, 2, 3, 4]) expect(await read(pageSize)).toEqual(all);
  });
  test('says so when there are none, and not on standard output', async () => {
    expect(await locks(['list', '--prefix', 'nothing/'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No locks.\n',
    });
  });
});

describe('show', () => {
  test('by key in another case of its repository, and by id', async () => {
    const lock = lockOf(await scene.take('rival', 'show/vpc', { lockMessage: 'a\u001b[31m red\nline' }));
    await scene.take('deploy', 'show/vpc/nested');
    const text = await locks(['show', 'ACME/infra/show/vpc']);
    expect(text.code).toBe(0);
    for (const part of [
      lock.key,
      lock.id,
      lock.holder.runUrl,
      '(in progress)',
      lock.holder.actor,
      lock.expiresAt,
    ]) {
      expect(text.stdout).toContain(part);
    }
    expect(text.stdout).toMatch(/^message +a \[31m red line$/m);
    const json = await locks(['show', lock.id, '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      id: lock.id,
      run: 'live',
      lockMessage: 'a\u001b[31m red\nline',
    });
  });
  test('asks the server and the workspace that the environment names', async () => {
    const lock = lockOf(await scene.take('deploy', 'show/environment'));
    const { code, stdout } = await cli.run(['locks', 'show', lock.id], {
      ATMOS_PRO_ADMIN_TOKEN: variables.ATMOS_PRO_ADMIN_TOKEN,
      ATMOS_PRO_BASE_URL: scene.server.url,
      ATMOS_PRO_WORKSPACE_ID: 'ws_1',
    });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(lock.id) });
  });
  test.each([
    ['an unknown key', lockKey('show/nothing'), 1, 'Lock not found'],
    ['the start of a key', lockKey('show/vp'), 1, 'Lock not found'],
    ['an unknown id', 'nothing', 1, 'Lock not found'],
    ['an id that is none', '..', 1, 'REMOTE_'],
    ['an invalid key', 'show/vpc', 2, 'owner/repo/stack/component'],
  ])('%s is code %#', async (_name, name, code, words) => {
    const result = await locks(['show', name]);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(words);
  });
});

describe('force-unlock', () => {
  const unlock = (name: string, ...more: string[]) =>
    locks(['force-unlock', name, '--reason', 'runner is gone', ...more]);

  // Lock guarantee: forced
  test('of a live run is refused without a terminal and without --yes, and names the victim', async () => {
    const lock = lockOf(await scene.take('rival', 'unlock/live'));
    const refused = await unlock(lock.key);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    for (const part of ['DENIED_LOCK', ' is in progress.', lock.holder.runUrl, lock.holder.actor, '--yes']) {
      expect(refused.stderr).toContain(part);
    }
    expect(await scene.take('deploy', 'unlock/live')).toMatchObject({ status: 409 });
  });
  test('with --yes is done, says whose it was, and is on record', async () => {
    const lock = lockOf(await scene.take('deploy', 'unlock/yes'));
    const done = await unlock(lock.key, '--yes');
    expect(done.code).toBe(0);
    for (const part of [lock.key, 'run 501', 'attempt 1', 'acme/infra', 'octocat', lock.holder.runUrl]) {
      expect(done.stdout).toContain(part);
    }
    const entries = await scene.server.store.audit.list({ event: 'lock.force_released' });
    expect(entries.at(-1)).toMatchObject({
      actor: 'admin:alice',
      details: { reason: 'runner is gone', victim: { id: lock.id } },
    });
    expect(await scene.take('rival', 'unlock/yes')).toMatchObject({ status: 200 });
    const shown = await cli.run(
      ['audit', 'list', '--url', scene.server.url, '--workspace', 'ws_1', '--event', 'lock.force_released'],
      { ATMOS_PRO_ADMIN_TOKEN: token },
    );
    expect(shown.stdout).toContain('unlock/yes, from run 501 of octocat');
  });
  test('of a run that is over asks for no confirmation', async () => {
    const { id } = lockOf(await scene.take('foreign', '', { key: 'acme/other/unlock/over' }));
    scene.finishRun(504);
    const done = await unlock(id, '--format', 'json');
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ id, held: false, endedBy: 'forced' });
  });
  test('of what is free already fails, and says so', async () => {
    await scene.take('deploy', 'unlock/free');
    await scene.release('deploy', 'unlock/free');
    const result = await unlock(lockKey('unlock/free'), '--yes');
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('REMOTE_REFUSED: acme/infra/unlock/free ');
  });
  test.each([
    ['no reason', []],
    ['a blank reason', ['--reason', ' ']],
  ])('%s is a mistake of the command line', async (_name, more) => {
    const { key } = lockOf(await scene.take('deploy', 'unlock/reason'));
    const result = await locks(['force-unlock', key, '--yes', ...more]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('--reason');
    expect(await scene.take('rival', 'unlock/reason')).toMatchObject({ status: 409 });
  });
});

describe('the door', () => {
  const atHome = ['--workspace', 'ws_1'];
  test.each<[string, string[], string]>([
    ['plain http elsewhere', ['--url', 'http://pro.example.com', ...atHome], 'must be https'],
    [
      'http to a name that only begins as loopback',
      ['--url', 'http://localhost.example', ...atHome],
      'must be https',
    ],
    [
      'a password in the address',
      ['--url', 'https://user:hunter2@pro.example.com', ...atHome],
      'INPUT_INVALID',
    ],
    ['another scheme', ['--url', 'ftp://127.0.0.1', ...atHome], 'INPUT_INVALID'],
    ['no address', ['--url', 'pro', ...atHome], 'INPUT_INVALID'],
    ['no --url', atHome, '--url'],
    ['no --workspace', ['--url', 'https://pro.example.com'], '--workspace'],
    [
      'the token as an argument',
      ['--url', 'https://pro.example.com', ...atHome, '--token', token],
      'unknown option',
    ],
  ])('%s is code 2', async (_name, args, words) => {
    const result = await cli.run(['locks', 'list', ...args], variables);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(words);
    expect(result.stderr).not.toContain('hunter2');
  });
  test.each<[string, Record<string, string>, number, string]>([
    ['no token', {}, 2, 'INPUT_MISSING'],
    ['an empty token', { ATMOS_PRO_ADMIN_TOKEN: ' ' }, 2, 'INPUT_MISSING'],
    ['the path of a file', { ATMOS_PRO_ADMIN_TOKEN: '/run/admin-token' }, 2, 'INPUT_INVALID'],
    ['a token of two lines', { ATMOS_PRO_ADMIN_TOKEN: `${token}\n${token}` }, 2, 'INPUT_INVALID'],
    ['an unknown token', { ATMOS_PRO_ADMIN_TOKEN: createAdminToken() }, 3, 'DENIED_ADMIN'],
    ['the token of another workspace', { ATMOS_PRO_ADMIN_TOKEN: narrow }, 3, 'DENIED_ADMIN'],
  ])('%s', async (_name, environment, code, words) => {
    const result = await locks(['list'], environment);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(words);
    for (const secret of Object.values(environment)) {
      if (secret.trim() !== '') expect(result.stderr).not.toContain(secret.trim());
    }
  });
  test('a line end after the token is not part of it', async () => {
    expect(await locks(['list'], { ATMOS_PRO_ADMIN_TOKEN: `${token}\n` })).toMatchObject({ code: 0 });
  });
  test('an unreachable server is code 1', async () => {
    const args = ['locks', 'list', '--url', 'http://127.0.0.1:1', ...atHome];
    const result = await cli.run(args, variables);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('REMOTE_UNREACHABLE');
  });
  test('a loopback address is reached past any proxy', async () => {
    const proxy = 'http://127.0.0.1:1';
    const environment = { ...variables, HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy };
    expect(await locks(['list'], environment)).toMatchObject({ code: 0 });
  });
  test('help has the exit codes and where the token comes from', async () => {
    const { code, stdout } = await cli.run(['locks', 'force-unlock', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Exit codes: 0 .* 1 .* 2 .* 3 /);
    expect(stdout).toContain('ATMOS_PRO_ADMIN_TOKEN');
  });
});
