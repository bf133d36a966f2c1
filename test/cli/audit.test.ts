/** `atmos-pro audit list` and `export` as processes, against a server, and against one that breaks off. */
import { readFileSync, statSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAdminToken, hashAdminToken } from '../../src/server/access/admin-token.ts';
import { sealAudit } from '../../src/server/audit/seal-audit.ts';
import { type LockScene, startLockScene } from '../server/locks/scene.ts';
import { type CliResult, type CliScene, makeCliScene } from './run-cli.ts';

const token = createAdminToken();
const narrow = createAdminToken();
const hashOf = (text: string) => hashAdminToken(text).toString('hex');
const variables = { ATMOS_PRO_ADMIN_TOKEN: token };

interface Entry {
  readonly id: number;
  readonly event: string;
}

let scene: LockScene;
let cli: CliScene;
/** What is sealed before the first export, as the route streams it. */
let exported: string[];

beforeAll(async () => {
  cli = makeCliScene();
  scene = await startLockScene({
    adminTokens: [
      { name: 'alice', sha256: hashOf(token) },
      { name: 'narrow', sha256: hashOf(narrow), workspaces: ['ws_2'] },
    ],
    workspaces: [{ id: 'ws_2', repositories: [] }],
  });
  await scene.take('deploy', 'prod/a');
  await scene.take('rival', 'prod/a');
  await scene.release('deploy', 'prod/a');
  await scene.call('foreign', 'POST', '/locks', { key: 'acme/other/prod/b', ttl: 60 });
  await sealAudit(scene.server.store);
  const answer = await fetch(`${scene.server.url}/api/v1/audit/export?workspace=ws_1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  exported = linesOf(await answer.text());
  expect(exported.length).toBeGreaterThan(6);
});
afterAll(async () => {
  cli?.[Symbol.dispose]();
  await scene?.[Symbol.asyncDispose]();
});

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
const entriesOf = (text: string) => linesOf(text).map((line) => JSON.parse(line) as Entry);
const idOf = (line: string | undefined) => String((JSON.parse(line ?? '{}') as Entry).id);
/** Each export leaves an entry, which a later one has once it is sealed. */
const linesBesideExports = (text: string) =>
  linesOf(text).filter((line) => (JSON.parse(line) as Entry).event !== 'audit.exported');

function audit(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = variables,
  url = scene.server.url,
): Promise<CliResult> {
  const [command = '', ...rest] = args;
  return cli.run(['audit', command, '--url', url, '--workspace', 'ws_1', ...rest], environment);
}

describe('list', () => {
  test('is a table for people, newest first', async () => {
    const { code, stdout, stderr } = await audit(['list', '--event', 'lock.*']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head = '', ...rows] = linesOf(stdout);
    expect(head.split(/ {2,}/)).toEqual([
      'TIME',
      'OUTCOME',
      'EVENT',
      'REPOSITORY',
      'ACTOR',
      'RUN',
      'TRACE',
      'WHAT',
    ]);
    expect(rows.map((row) => row.split(/ {2,}/)[7])).toEqual([
      'prod/b',
      'prod/a',
      'prod/a, held by run 501',
      'prod/a',
    ]);
    expect(rows.map((row) => row.split(/ {2,}/).slice(1, 4))).toEqual([
      ['allowed', 'lock.created', 'acme/other'],
      ['allowed', 'lock.released', 'acme/infra'],
      ['denied', 'lock.denied', 'acme/infra'],
      ['allowed', 'lock.created', 'acme/infra'],
    ]);
    expect(rows.at(-1)).toMatch(/ octocat +501 /);
  });
  test('takes the filters of the route, as JSON lines', async () => {
    const filters = [
      '--outcome',
      'denied',
      '--repository',
      'ACME/infra',
      '--run',
      '502',
      '--event',
      'lock.*',
    ];
    const { code, stdout } = await audit(['list', '--format', 'json', ...filters]);
    expect(code).toBe(0);
    expect(entriesOf(stdout).map(({ event }) => event)).toEqual(['lock.denied']);
  });
  test.each(['newest', 'oldest'])('pages %s first, and says how to continue', async (order) => {
    const page = (...more: string[]) =>
      audit(['list', '--format', 'json', '--event', 'lock.*', '--order', order, '--limit', '3', ...more]);
    const first = await page();
    const [, after = ''] = /--after (\d+)/.exec(first.stderr) ?? [];
    const ids = [...entriesOf(first.stdout), ...entriesOf((await page('--after', after)).stdout)].map(
      ({ id }) => id,
    );
    const oldest = exported
      .map((line) => JSON.parse(line) as Entry)
      .filter(({ event }) => /^lock\./.test(event));
    expect(ids).toEqual(oldest.map(({ id }) => id).toSorted((a, b) => (order === 'oldest' ? a - b : b - a)));
  });
  test('says so when there are none, and not on standard output', async () => {
    const { code, stdout, stderr } = await audit(['list', '--actor', 'nobody']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'No entries.\n' });
  });
});

describe('export', () => {
  test('writes every sealed entry to standard output, oldest first, and the cursor beside it', async () => {
    const { code, stdout, stderr } = await audit(['export']);
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(linesBesideExports(stdout)).toEqual(exported);
    expect(stderr).toMatch(new RegExp(`^${lines.length} .*--after ${idOf(lines.at(-1))}$`, 'm'));
  });
  test('continues from a cursor, and keeps to filters', async () => {
    const { stdout } = await audit(['export', '--after', idOf(exported[2])]);
    expect(linesBesideExports(stdout)).toEqual(exported.slice(3));
    const locks = await audit(['export', '--event', 'lock.*', '--to', '2100-01-01T00:00:00Z']);
    expect(entriesOf(locks.stdout)).toHaveLength(4);
    expect((await audit(['export', '--from', '2100-01-01T00:00:00Z'])).stdout).toBe('');
  });
  test('into a file that only its owner may read, and never over an existing one', async () => {
    const file = join(cli.directory, 'audit.ndjson');
    expect(await audit(['export', '--output', file])).toMatchObject({ code: 0, stdout: '' });
    const written = readFileSync(file, 'utf8');
    expect(linesBesideExports(written)).toEqual(exported);
    expect(statSync(file).mode & 0o077).toBe(0);
    const again = await audit(['export', '--output', file]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--append');
    expect(readFileSync(file, 'utf8')).toBe(written);
  });
  test.each([
    ['an absent file', undefined],
    ['a file whose last line is whole', () => `${exported.slice(0, 4).join('\n')}\n`],
    ['a file that ends within a line', () => exported.slice(0, 4).join('\n').slice(0, -5)],
    ['a file that ends within its first line', () => exported[0]?.slice(0, 20)],
  ])('--append makes %s whole, without an entry twice', async (name, content) => {
    const file = `${name.replaceAll(' ', '-')}.ndjson`;
    if (content !== undefined) cli.write(file, content() ?? '');
    expect((await audit(['export', '--append', '--output', file])).code).toBe(0);
    const whole = readFileSync(join(cli.directory, file), 'utf8');
    expect(linesBesideExports(whole)).toEqual(exported);
    const ids = entriesOf(whole).map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
  });
  test.each<[string, string[], string]>([
    ['--append without a file', ['--append'], '--output'],
    ['--append with --after', ['--append', '--output', 'x', '--after', '3'], '--after'],
    ['a time without a zone', ['--from', '2026-11-25T08:00:00.000'], 'RFC 3339'],
    ['a folder that does not exist', ['--output', 'none/x'], 'INPUT_FILE_UNUSABLE'],
  ])('%s is code 2', async (_name, args, words) => {
    const result = await audit(['export', ...args]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(words);
  });
  test('--append to a file of something else changes nothing', async () => {
    cli.write('other.txt', 'mine\n');
    expect(await audit(['export', '--append', '--output', 'other.txt'])).toMatchObject({ code: 2 });
    expect(readFileSync(join(cli.directory, 'other.txt'), 'utf8')).toBe('mine\n');
  });
});

/** A server of the test's own at the export's address. */
async function fakeServer(listener: RequestListener) {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://fake'));
    listener(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
const ndjson = { 'content-type': 'application/x-ndjson' };

test.each([
  ['list', ['order', 'limit']],
  ['export', []],
])('%s hands every filter on', async (command, more) => {
  await using fake = await fakeServer((_request, response) =>
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end('{"success":false,"errorMessage":"No."}'),
  );
  const names = ['after', 'event', 'outcome', 'repository', 'actor', 'run', 'trace', 'from', 'to'];
  const args = names.flatMap((name) => [`--${name}`, name === 'outcome' ? 'failed' : `a ${name}`]);
  expect(await audit([command, ...args], variables, fake.url)).toMatchObject({ code: 2, stdout: '' });
  const [url] = fake.asked;
  expect([...(url?.searchParams.keys() ?? [])].toSorted()).toEqual(
    ['workspace', ...names, ...more].toSorted(),
  );
  for (const name of names.filter((one) => one !== 'outcome'))
    expect(url?.searchParams.get(name)).toBe(`a ${name}`);
});

describe('an export that breaks off', () => {
  test('continues after the last whole line, and has each entry once', async () => {
    await using fake = await fakeServer((request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://fake').searchParams.get('after') ?? 0);
      const rest = exported.filter((line) => Number(idOf(line)) > after);
      response.writeHead(200, ndjson);
      // Two lines and a half, until little is left.
      if (rest.length <= 2) response.end(rest.map((line) => `${line}\n`).join(''));
      else
        response.write(`${rest.slice(0, 2).join('\n')}\n${rest[2]?.slice(0, 9)}`, () => response.destroy());
    });
    const { code, stdout, stderr } = await audit(['export'], variables, fake.url);
    expect({ code, lines: linesOf(stdout) }).toEqual({ code: 0, lines: exported });
    expect(fake.asked.length).toBeGreaterThan(2);
    expect(stderr).not.toContain('REMOTE_');
  });
  test('and never comes on ends with code 1 and the cursor, whole lines alone', async () => {
    await using fake = await fakeServer((request, response) => {
      if (request.url?.includes('after=') === true) {
        response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '0' });
        response.end('{"success":false,"errorMessage":"Busy."}');
      } else {
        response
          .writeHead(200, ndjson)
          .write(`${exported[0]}\n${exported[1]?.slice(0, 7)}`, () => response.destroy());
      }
    });
    const { code, stdout, stderr } = await audit(['export'], variables, fake.url);
    expect({ code, stdout }).toEqual({ code: 1, stdout: `${exported[0]}\n` });
    expect(stderr).toContain(`--after ${idOf(exported[0])}`);
    expect(stderr).toContain('Busy.');
  });
  test.each<[string, number, Record<string, string>, string, string]>([
    ['a page of HTML', 200, { 'content-type': 'text/html' }, '<html>', 'REMOTE_MALFORMED'],
    ['a line that is not an entry', 200, ndjson, '{"id":"x"}\n', 'REMOTE_MALFORMED'],
    ['an entry twice', 200, ndjson, '{"id":2}\n{"id":2}\n', 'REMOTE_MALFORMED'],
    ['an end within a line', 200, ndjson, '{"id":2', 'REMOTE_MALFORMED'],
    ['a redirect', 302, { location: 'http://127.0.0.1:1/' }, '', 'REMOTE_REFUSED'],
  ])('%s is code 1 at once', async (_name, status, headers, body, words) => {
    await using fake = await fakeServer((_request, response) =>
      response.writeHead(status, headers).end(body),
    );
    const result = await audit(['export'], variables, fake.url);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(words);
    expect(fake.asked).toHaveLength(1);
  });
  test('a line without an end is not kept in memory', async () => {
    await using fake = await fakeServer((_request, response) => {
      response.writeHead(200, ndjson);
      const chunk = 'x'.repeat(1024 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    const result = await audit(['export'], variables, fake.url);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('longer than');
  });
});

describe('the door', () => {
  test.each<[string, Record<string, string>, string, number, string]>([
    ['no token', {}, 'list', 2, 'INPUT_MISSING'],
    ['no token', {}, 'export', 2, 'INPUT_MISSING'],
    ['an unknown token', { ATMOS_PRO_ADMIN_TOKEN: createAdminToken() }, 'export', 3, 'DENIED_ADMIN'],
    ['the token of another workspace', { ATMOS_PRO_ADMIN_TOKEN: narrow }, 'list', 3, 'DENIED_ADMIN'],
  ])('%s', async (_name, environment, command, code, words) => {
    const result = await audit([command], environment);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(words);
    for (const secret of Object.values(environment)) expect(result.stderr).not.toContain(secret);
  });
  test('a subcommand gets its own options, also where the family has one of that name', async () => {
    for (const command of ['verify', 'prune']) {
      const result = await cli.run(['audit', command, '--config', 'elsewhere.yaml']);
      expect(result.code).toBe(2);
      expect(result.stderr).toContain('elsewhere.yaml');
    }
  });
  test.each(['audit verify', 'keys list', 'github-app manifest', 'admin-token create'])(
    '%s with an unknown option is code 2',
    async (command) => {
      expect(await cli.run([...command.split(' '), '--bogus'])).toMatchObject({ code: 2, stdout: '' });
    },
  );
  test('help tells the commands that ask a server from those that open the database', async () => {
    const { stdout } = await cli.run(['audit', '--help']);
    for (const command of ['list', 'export', 'verify', 'prune'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    for (const command of ['export'])
      expect((await cli.run(['audit', command, '--help'])).stdout).toContain('ATMOS_PRO_ADMIN_TOKEN');
  });
});

// Last: it adds an entry of its own.
describe('a source', () => {
  test('asks for the mints of one source, and says first what became of that', async () => {
    const none = await audit(['list', '--source', 'acme/infra']);
    expect(none).toMatchObject({ code: 0, stderr: 'No entries.\n' });
    const granted = ['acme/a', 'acme/b', 'acme/c', 'acme/other'].map((source) => ({
      source,
      outcome: 'granted',
      ...(source === 'acme/other' ? { repositoryId: '1002' } : {}),
    }));
    await scene.server.store.audit.append({
      event: 'token.mint',
      outcome: 'allowed',
      workspaceId: 'ws_1',
      traceId: 'a mint',
      details: { sources: granted },
    });
    const { stdout } = await audit(['list', '--source', 'ACME/other']);
    expect(stdout).toMatch(/ acme\/other: granted, acme\/a: granted, acme\/b: granted, 1 more$/m);
  });
});
