/** `atmos-pro doctor`: a sound installation, what the program prints, and peers that are not as they should be. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { startTestServer } from '../support/server.ts';
import { config, makeDatabase, startDoctorScene } from './doctor-scene.ts';

async function listen(answer: RequestListener): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a sound installation', () => {
  test('has nothing to mend and nothing to look at', async () => {
    await using scene = await startDoctorScene();
    await using server = await startTestServer({
      simulator: scene.simulator,
      config: { workspaces: [{ id: 'ws_acme', repositories: [] }] },
    });
    scene.document['public_url'] = server.url;
    await makeDatabase(scene);
    const { code, stdout, stderr } = await scene.run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toMatch(/^(?:warn|FAIL)/m);
    for (const line of [
      /^ok {4}config .*1 workspace, 2 repositories\.$/m,
      /^ok {4}database .*append-only/m,
      /^ok {4}clock .*agrees/m,
      /^ok {4}app .*atmos-pro/m,
      /^ok {4}installations .*acme, all repositories/m,
      /^ok {4}repositories .*acme\/modules: its default trust policy is sound, and CODEOWNERS protects it\.$/m,
      /^ok {4}public-url .*ready/m,
    ])
      expect(stdout).toMatch(line);
    expect(stdout).toMatch(/\n\d+ ok, 0 to look at, 0 to mend\.\n$/);
  });

  test('shows no key and no password', async () => {
    await using scene = await startDoctorScene();
    const environment = { DATABASE_URL: 'postgres://atmos:hunter2-canary@127.0.0.1:9/atmos' };
    const { stdout, stderr } = await scene.run([], environment);
    expect(JSON.parse((await scene.run(['--json'], environment)).stdout)).toContainEqual(
      expect.objectContaining({ check: 'database', status: 'fail' }),
    );
    expect(stdout).toMatch(/^FAIL {2}database .*PostgreSQL does not answer \(ECONNREFUSED\)/m);
    expect(stdout + stderr).not.toMatch(/canary|PRIVATE KEY|eyJ/);
  });
});

test('a configuration that is not valid: exit code 2, and nothing else is looked at', async () => {
  await using scene = await startDoctorScene();
  scene.document['colour'] = 'red';
  const { code, stdout } = await scene.run();
  expect(code).toBe(2);
  expect(stdout).toMatch(/^FAIL {2}config .*unknown key "colour"/m);
  expect(stdout).not.toContain('database');
});

describe('finds', () => {
  test.each<[string, number, 'warn' | 'fail', RegExp]>([
    ['fast', 200_000, 'fail', /ahead of GitHub's: .*refused/],
    ['slow', -200_000, 'fail', /behind GitHub's/],
    ['a little off', 10_000, 'warn', /ahead of GitHub's\.$/],
  ])('a clock that is %s', async (_name, aheadMs, status, message) => {
    await using scene = await startDoctorScene();
    await using gitHub = await listen((_request, response) => {
      response.setHeader('date', new Date(Date.now() - aheadMs).toUTCString());
      response.writeHead(404).end();
    });
    config(scene, 'github', { server_url: gitHub.url });
    expect(await scene.examine()).toContainEqual(
      expect.objectContaining({ check: 'clock', status, message: expect.stringMatching(message) }),
    );
  });

  test('a destination of the audit that answers, and one that does not; neither gets anything', async () => {
    await using scene = await startDoctorScene();
    const seen: string[] = [];
    await using receiver = await listen((request, response) => {
      seen.push(`${request.method} ${Object.keys(request.headers).sort()}`);
      response.writeHead(405).end();
    });
    const gone = await listen(() => undefined);
    await gone[Symbol.asyncDispose]();
    scene.document['audit_webhooks'] = [receiver, gone].map(({ url }, index) => ({
      name: `siem-${index}`,
      url: `${url}/in`,
      headers: { 'x-team': 'platform' },
      allow_private_network: true,
    }));
    expect((await scene.examine()).filter(({ check }) => check === 'webhooks')).toMatchObject([
      { status: 'ok', message: expect.stringContaining('siem-0') },
      { status: 'fail', message: expect.stringMatching(/siem-1 .*ECONNREFUSED/) },
    ]);
    expect(seen).toEqual(['HEAD connection,content-length,host']);
  });

  test('a GitHub that cannot be reached', async () => {
    await using scene = await startDoctorScene();
    const gone = await listen(() => undefined);
    await gone[Symbol.asyncDispose]();
    config(scene, 'github', { server_url: gone.url });
    const { code, stdout } = await scene.run();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}clock .*ECONNREFUSED/m);
    expect(stdout).toMatch(/^FAIL {2}app /m);
  });

  test.each<[string, RequestListener, RegExp]>([
    ['redirects', (_request, response) => response.writeHead(302, { location: '/login' }).end(), /redirects/],
    ['is something else', (_request, response) => response.end('<html>'), /not as this server does/],
    [
      'is not ready',
      (_request, response) =>
        response.writeHead(503).end(JSON.stringify({ success: false, errorMessage: 'no database' })),
      /is not ready: no database/,
    ],
  ])('a public address that %s', async (_name, answer, message) => {
    await using scene = await startDoctorScene();
    await using front = await listen(answer);
    scene.document['public_url'] = front.url;
    expect(await scene.examine()).toContainEqual(
      expect.objectContaining({
        check: 'public-url',
        status: 'fail',
        message: expect.stringMatching(message),
      }),
    );
  });
});
