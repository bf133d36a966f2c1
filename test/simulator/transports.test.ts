/** The two shapes of a simulator, over HTTP and TLS, with unmodified programs as clients. */
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import { createGitUser } from '../support/git-user.ts';
import { startSimulator } from '../support/simulator.ts';

const run = promisify(execFile);
const seed: WorldSeed = {
  repositories: [{ name: 'acme/open', visibility: 'public', files: { 'README.md': 'hello\n' } }],
};

/** A program of Node's own, as an action or a server would run. */
async function fetchInChild(url: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const script = `fetch(${JSON.stringify(url)}).then(async (r) => console.log(r.status, await r.text()), (e) => console.log(String(e.cause)))`;
  const { stdout } = await run(process.execPath, ['-e', script], { env: { ...environment } });
  return stdout;
}

describe('an enterprise host', () => {
  test.each([
    ['plain HTTP', false],
    ['TLS', true],
  ])('serves everything below one origin, over %s', async (_name, tls) => {
    await using simulator = await startSimulator({ seed, tls });
    const { urls, origin, environment } = simulator;
    expect(urls).toEqual({
      server: origin,
      api: `${origin}/api/v3`,
      graphql: `${origin}/api/graphql`,
      issuer: `${origin}/_services/token`,
      runner: `${origin}/_services/runner`,
    });
    expect(environment).toMatchObject({ GITHUB_SERVER_URL: urls.server, GITHUB_API_URL: urls.api });
    await using user = await createGitUser(environment);
    expect(await user.git(['clone', '-q', `${origin}/acme/open`])).toMatchObject({ code: 0, stderr: '' });
    const keys = await fetchInChild(`${urls.issuer}/.well-known/jwks`, environment);
    expect(keys).toMatch(/^200 .*"kty":"RSA"/);
  });

  test('is not trusted without its certificate authority', async () => {
    await using simulator = await startSimulator({ seed, tls: true });
    expect(await fetchInChild(`${simulator.urls.issuer}/.well-known/jwks`, {})).toContain('certificate');
  });
});

describe('github.com', () => {
  test('is reached by its own names through the proxy', async () => {
    await using simulator = await startSimulator({ seed, shape: 'github.com' });
    const { environment } = simulator;
    await using user = await createGitUser(environment);
    for (const address of ['https://github.com/acme/open.git', 'https://github.com:443/acme/open']) {
      expect(await user.git(['ls-remote', address, 'HEAD'])).toMatchObject({ code: 0, stderr: '' });
    }
    const discovery = 'https://token.actions.githubusercontent.com/.well-known/openid-configuration';
    expect(await fetchInChild(discovery, environment)).toContain(
      '"issuer":"https://token.actions.githubusercontent.com"',
    );
    const hosts = simulator.journal.entries().map(({ host }) => host);
    expect(new Set(hosts)).toEqual(new Set(['github.com', 'token.actions.githubusercontent.com']));
    // The names do not resolve otherwise, and nothing but GitHub is behind the proxy.
    const other = await user.git(['ls-remote', 'https://gitlab.com/acme/open']);
    expect(other.stderr).toContain('403');
  });

  async function askProxy(proxyUrl: string | undefined, request: string): Promise<string> {
    const socket = connect(Number(new URL(proxyUrl ?? '').port), '127.0.0.1');
    socket.end(request);
    return text(socket);
  }

  test.each([
    ['another host', 'CONNECT example.com:443'],
    ['a name that ends like one of GitHub’s', 'CONNECT evilgithub.com:443'],
    ['a name that starts like one', 'CONNECT github.com.example.com:443'],
    ['another port of GitHub’s', 'CONNECT github.com:22'],
    ['another port of this machine', 'CONNECT 127.0.0.1:1'],
    ['no address', 'CONNECT :'],
    ['a plain request', 'GET http://github.com/'],
  ])('the proxy refuses %s', async (_name, request) => {
    await using simulator = await startSimulator({ seed: {}, shape: 'github.com' });
    const answer = await askProxy(simulator.proxyUrl, `${request} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });
});

test('takes the port that is asked for, and says when it is taken', async () => {
  await using first = await startSimulator({ seed: {} });
  const port = Number(new URL(first.origin).port);
  await expect(startSimulator({ seed: {}, port })).rejects.toThrow('EADDRINUSE');
});

test('tells the time of its world', async () => {
  const clock = { now: () => Date.UTC(2030, 0, 1), sleep: async () => undefined };
  await using simulator = await startSimulator({ seed: {}, clock });
  const response = await fetch(`${simulator.urls.issuer}/.well-known/jwks`);
  expect(response.headers.get('date')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
});

test('refuses a body that is too large, and stays alive', async () => {
  await using simulator = await startSimulator({ seed: {} });
  const send = (bytes: number) =>
    fetch(`${simulator.urls.graphql}`, { method: 'POST', body: new Uint8Array(bytes) });
  expect((await send(64 * 1024 * 1024 + 1)).status).toBe(413);
  expect((await send(1)).status).toBeLessThan(500);
});

test('what the simulator does not know shows, and fails the test that asked for it', async () => {
  const simulator = await startSimulator({ seed: {} });
  const response = await fetch(`${simulator.urls.api}/repos/acme/infra/unheard-of`);
  expect(response.status).toBe(501);
  expect(await response.text()).toContain('/unheard-of');
  await expect(simulator.stop()).rejects.toThrow('does not know GET /api/v3/repos/acme/infra/unheard-of');
});
