/** `atmos-pro github-app create`: GitHub's manifest flow, with a browser that is plain HTTP. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { compileCache } from '../support/compile-cache.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';
import { makeCliScene } from './run-cli.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

function unescapeHtml(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

function readForm(page: string, base: string): Form {
  const action = unescapeHtml(/<form method="post" action="([^"]*)">/.exec(page)?.[1] ?? '');
  const fields = [...page.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, unescapeHtml(value)],
  );
  return { action: new URL(action, base).href, fields: new URLSearchParams(fields) };
}

async function submit({ action, fields }: Form): Promise<Response> {
  return fetch(action, { method: 'POST', body: fields, redirect: 'manual' });
}

interface Flow extends Disposable {
  readonly url: string;
  readonly output: () => string;
  /** The exit code. */
  readonly ended: Promise<number>;
  kill(): void;
}

const acme = ['--organization', 'acme', '--accounts', 'one'];

async function startFlow(
  directory: string,
  simulator: TestSimulator,
  args: readonly string[] = acme,
): Promise<Flow> {
  const child = spawn(
    process.execPath,
    [
      ...[cli, 'github-app', 'create', '--public-url', 'https://atmos.example.com'],
      ...['--server-url', simulator.urls.server, ...args],
    ],
    { cwd: directory, env: { PATH: process.env['PATH'] ?? '', ...compileCache } },
  );
  let output = '';
  const ended = once(child, 'close').then(([code]) => Number(code));
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\b/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(output)));
  });
  return {
    url,
    output: () => output,
    ended,
    kill: () => void child.kill('SIGINT'),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

async function startGitHub(): Promise<TestSimulator> {
  return startSimulator({
    seed: { accounts: [{ login: 'acme' }, { login: 'other' }, { login: 'octocat', type: 'User' }] },
  });
}

/** Walks through both forms. Resolves with where GitHub sends the browser. */
async function clickThrough(flow: Flow): Promise<string> {
  const start = await fetch(flow.url);
  const form = readForm(await start.text(), flow.url);
  const page = await submit(form);
  const confirm = readForm(await page.text(), form.action);
  confirm.fields.set('as', 'octocat');
  const created = await submit(confirm);
  return created.headers.get('location') ?? `${created.status}`;
}

test('registers the App with the organization, and keeps its secrets in files for this user alone', async () => {
  await using simulator = await startGitHub();
  using scene = makeCliScene();
  using flow = await startFlow(scene.directory, simulator, [...acme, '--for', 'deployments']);
  const back = await clickThrough(flow);
  const shown = await (await fetch(back)).text();
  expect(await flow.ended).toBe(0);
  const [app] = simulator.world.apps.values();
  expect(app).toMatchObject({
    slug: 'atmos-pro',
    isPublic: false,
    permissions: { contents: 'read', checks: 'write' },
    webhook: { url: 'https://atmos.example.com/webhooks/github' },
  });
  expect(simulator.world.accounts.get(app?.ownerId ?? 0)?.login).toBe('acme');
  const read = (name: string) => readFileSync(join(scene.directory, name), 'utf8');
  for (const name of ['app.pem', 'webhook-secret', 'github-app.yaml'])
    expect(statSync(join(scene.directory, name)).mode & 0o777).toBe(0o600);
  expect(read('app.pem')).toBe(app?.privateKey);
  expect(read('webhook-secret').trim()).toBe(app?.webhook?.secret);
  expect(read('github-app.yaml')).toContain(`app_id: ${app?.id}`);
  for (const text of [flow.output(), shown]) {
    expect(text).not.toContain('PRIVATE KEY');
    expect(text).not.toContain(app?.webhook?.secret);
    expect(text).not.toContain(new URL(back).searchParams.get('code'));
  }
  expect(flow.output()).toContain(`/apps/atmos-pro/installations/new`);
});

test('writes no webhook secret for an App without events, and makes it public for several accounts', async () => {
  await using simulator = await startGitHub();
  using scene = makeCliScene();
  using flow = await startFlow(scene.directory, simulator, ['--user', '--accounts', 'several']);
  await fetch(await clickThrough(flow));
  expect(await flow.ended).toBe(0);
  const [app] = simulator.world.apps.values();
  expect(app?.isPublic).toBe(true);
  expect(simulator.world.accounts.get(app?.ownerId ?? 0)?.login).toBe('octocat');
  expect(readdirSync(scene.directory).sort()).toEqual(['app.pem', 'github-app.yaml']);
});

test('registers the callback URL of the dashboard, and keeps the client secret for `config init`', async () => {
  await using simulator = await startGitHub();
  using scene = makeCliScene();
  using flow = await startFlow(scene.directory, simulator, [...acme, '--for', 'locks', 'dashboard']);
  await fetch(await clickThrough(flow));
  expect(await flow.ended).toBe(0);
  const [app] = simulator.world.apps.values();
  expect(app?.callbackUrls).toEqual(['https://atmos.example.com/sign-in/callback']);
  expect(app?.permissions).toMatchObject({ members: 'read' });
  const file = join(scene.directory, 'client-secret');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').trim()).toBe(app?.clientSecret);
  expect(flow.output()).not.toContain(app?.clientSecret);
  const init = [
    '--public-url',
    'https://atmos.example.com',
    '--workspace',
    'ws_acme',
    '--repository',
    'acme/infra',
  ];
  const { code, stdout } = await scene.run(['config', 'init', ...init]);
  expect(code).toBe(0);
  expect(stdout).toContain('give people roles');
  const config = readFileSync(join(scene.directory, 'atmos-pro.yaml'), 'utf8');
  expect(config).toContain(`client_id: ${app?.clientId}`);
  expect(config).toContain('client_secret_file: client-secret');
});

async function statusWithHost(url: string, host: string): Promise<number | undefined> {
  const [response] = await once(get(url, { headers: { host } }), 'response');
  response.resume();
  return response.statusCode;
}

test('takes no code without the state of its form, and still waits for the right one', async () => {
  await using simulator = await startGitHub();
  using scene = makeCliScene();
  using flow = await startFlow(scene.directory, simulator);
  const back = new URL(await clickThrough(flow));
  const forged = new URL(back);
  forged.searchParams.set('state', '0'.repeat(64));
  expect((await fetch(forged)).status).toBe(400);
  forged.searchParams.delete('state');
  expect((await fetch(forged)).status).toBe(400);
  // A web page whose name was pointed at this machine, and a program that only knows the port.
  expect(await statusWithHost(flow.url, 'evil.example')).toBe(404);
  expect((await fetch(new URL('/', back))).status).toBe(404);
  expect((await fetch(back)).status).toBe(200);
  expect(await flow.ended).toBe(0);
});

test('exchanges a code once: GitHub has no second answer', async () => {
  await using simulator = await startGitHub();
  using scene = makeCliScene();
  using flow = await startFlow(scene.directory, simulator);
  const back = new URL(await clickThrough(flow));
  const code = back.searchParams.get('code') ?? '';
  const convert = () =>
    fetch(`${simulator.urls.api}/app-manifests/${code}/conversions`, {
      method: 'POST',
      headers: { 'user-agent': 'thief' },
    });
  expect((await convert()).status).toBe(201);
  expect((await convert()).status).toBe(404);
  expect((await fetch(back)).status).toBe(502);
  expect(await flow.ended).toBe(1);
  expect(flow.output()).not.toContain(code);
  expect(readdirSync(scene.directory)).toEqual([]);
});

test('refuses an App that landed on another account, and keeps nothing of it', async () => {
  await using simulator = await startGitHub();
  using scene = makeCliScene();
  using flow = await startFlow(scene.directory, simulator);
  const form = readForm(await (await fetch(flow.url)).text(), flow.url);
  const elsewhere = form.action.replace('/organizations/acme', '/organizations/other');
  const confirm = readForm(await (await submit({ ...form, action: elsewhere })).text(), form.action);
  confirm.fields.set('as', 'octocat');
  await fetch((await submit(confirm)).headers.get('location') ?? '');
  expect(await flow.ended).toBe(2);
  expect(flow.output()).toContain('/organizations/other/settings/apps/atmos-pro/advanced');
  expect(readdirSync(scene.directory)).toEqual([]);
});

test('leaves no file behind when it is interrupted', async () => {
  await using simulator = await startGitHub();
  using scene = makeCliScene();
  using flow = await startFlow(scene.directory, simulator);
  flow.kill();
  expect(await flow.ended).toBe(2);
  expect(readdirSync(scene.directory)).toEqual([]);
});

test.each(['app.pem', 'webhook-secret', 'github-app.yaml'])('changes no %s that exists', async (name) => {
  using scene = makeCliScene();
  writeFileSync(join(scene.directory, name), 'mine');
  const args = ['github-app', 'create', '--public-url', 'https://atmos.example.com', ...acme];
  const { code, stderr } = await scene.run(args);
  expect(code).toBe(2);
  expect(stderr).toContain(`INPUT_FILE_UNUSABLE: ${name} already exists`);
  expect(readFileSync(join(scene.directory, name), 'utf8')).toBe('mine');
  expect(existsSync(join(scene.directory, name === 'app.pem' ? 'webhook-secret' : 'app.pem'))).toBe(false);
});
