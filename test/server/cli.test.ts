/** The command line as a process: help, errors, exit codes, and a stop that breaks no request. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitForLine } from '../support/programs.ts';
import { openStore } from '../support/store.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const config = `public_url: http://127.0.0.1:8080
listen: { port: 0 }
workspaces:
  - id: ws_acme
    repositories: [{ name: acme/infra, id: 1001 }]
`;

let folder: string;
let server: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atmos-cli-'));
  writeFileSync(join(folder, 'atmos-pro.yaml'), config);
});
afterEach(() => {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test.each<[string, string[], number, string]>([
  ['--help', ['--help'], 0, 'serve'],
  ['help of a command', ['serve', '--help'], 0, '--config'],
  ['an unknown command', ['fly'], 2, 'unknown command'],
  ['an unknown option', ['serve', '--fast'], 2, 'unknown option'],
  ['a missing file', ['serve', '--config', 'nope.yaml'], 2, 'INPUT_CONFIG_INVALID'],
])('%s', async (_name, args, code, words) => {
  const result = await run(...args);
  expect(result.code).toBe(code);
  expect(result.stdout + result.stderr).toContain(words);
});

test('a wrong file is one message with code, place and hint', async () => {
  writeFileSync(join(folder, 'wrong.yaml'), `${config}colour: red\n`);
  const { code, stderr } = await run('serve', '--config', 'wrong.yaml');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^atmos-pro: INPUT_CONFIG_INVALID: .*wrong\.yaml:6:1: unknown key "colour"\.\n {2}hint: /,
  );
});

test('migrate makes the database, and a second time finds it current', async () => {
  expect(await run('migrate')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/ 0001-initial\b.*\n$/),
  });
  const again = await run('migrate');
  expect(again.code).toBe(0);
  expect(again.stdout).not.toMatch(/\d{4}-/);
});

test('audit prints what the database holds, for people and as JSON, without the App’s key', async () => {
  writeFileSync(join(folder, 'atmos-pro.yaml'), `${config}github: { app_id: 1001 }\n`);
  const store = await openStore({ kind: 'sqlite', path: join(folder, 'atmos-pro.db') });
  const entry = { workspaceId: 'ws_acme', repository: 'acme/infra', actor: 'octocat', runId: '7' };
  const source = { source: 'acme/modules', outcome: 'trust_policy_denied', explanation: 'No rule\nmatched.' };
  const details = { sources: [source], tokens: [] };
  await store.audit.append({
    event: 'session.exchange',
    outcome: 'allowed',
    traceId: 'one',
    details: {},
    ...entry,
  });
  await store.audit.append({ event: 'token.mint', outcome: 'denied', traceId: 'two', details, ...entry });
  await store.close();

  const text = await run('audit');
  expect(text.code).toBe(0);
  expect(
    text.stdout.replaceAll(/^\S+Z/gm, 'TIME'),
  ).toBe(`TIME allowed session.exchange acme/infra by octocat run 7
TIME denied  token.mint acme/infra by octocat run 7
    acme/modules: trust_policy_denied
      No rule
      matched.
`);
  const json = await run('audit', '--format', 'json', '--event', 'token.mint', '--workspace', 'ws_acme');
  const lines = json.stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ id: 2, event: 'token.mint', details }]);
  expect((await run('audit', '--trace', 'three')).stdout).toBe('');
  const tokens = await run('audit', '--format', 'json', '--event', 'token.*');
  expect(tokens.stdout).toBe(json.stdout);
  expect(await run('audit', '--event', 'tokens.*')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Unknown audit event "tokens.*"'),
  });
});

test('SIGTERM: the request under way is answered, then the process ends with 0', async () => {
  server = spawn(process.execPath, [cli, 'serve'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const reader = createInterface({ input: server.stdout as NodeJS.ReadableStream });
  const serving = waitForLine(server, (line) => {
    const entry = JSON.parse(line) as { msg: string; url: string };
    return entry.msg === 'serving' ? entry.url : undefined;
  });
  reader.on('line', (line) => lines.push(line));
  const { hostname, port } = new URL(await serving);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const body = '{"token":"x","workspaceId":"w"}';
  const head = `POST /api/v1/auth/github-oidc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body.slice(0, 5));
  // The server has the start of the request once a later one on another connection is answered.
  await (await fetch(`http://${hostname}:${port}/healthz`)).text();
  const stopping = new Promise<void>((resolve) => {
    reader.on('line', (line) => line.includes('"stopping"') && resolve());
  });
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  await stopping;
  socket.write(body.slice(5));
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 401 .*IdTokenRefused/s);
  expect(await exited).toEqual([0, null]);
  expect(lines.at(-1)).toContain('"stopped"');
});

test('an address in use, and a database that does not exist, say what to do', async () => {
  await using other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  writeFileSync(join(folder, 'taken.yaml'), config.replace('port: 0', `port: ${port}`));
  const taken = await run('serve', '--config', 'taken.yaml');
  expect(taken.code).toBe(1);
  expect(taken.stderr).toMatch(/EADDRINUSE.*\n {2}hint: .*`listen\.port`/);
  const down = await new Promise<string>((resolve) => {
    const env = { ...process.env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    execFile(process.execPath, [cli, 'migrate'], { cwd: folder, env }, (_error, _stdout, stderr) =>
      resolve(stderr),
    );
  });
  expect(down).toMatch(
    /^atmos-pro: REMOTE_STORE: The database did not answer\.\n {2}hint: Check DATABASE_URL/,
  );
});
