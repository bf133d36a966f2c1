/** `atmos-pro doctor`: a healthy installation, what the program prints, and servers that fail. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { DoctorFinding } from '../../src/cli/doctor/findings.ts';
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
  test('has no errors and no warnings', async () => {
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
      /^ok {4}repositories .*acme\/modules: .* no findings, .*CODEOWNERS/m,
      /^ok {4}public-url .*ready/m,
    ])
      expect(stdout).toMatch(line);
    expect(stdout).toMatch(/\n\d+ passed, 0 warnings, 0 errors\n$/);
  });

  test('shows no key and no password', async () => {
    await using scene = await startDoctorScene();
    const environment = { DATABASE_URL: 'postgres://atmos:hunter2-canary@127.0.0.1:9/atmos' };
    const { stdout, stderr } = await scene.run([], environment);
    const json = await scene.run(['--format', 'json'], environment);
    expect(
      json.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toContainEqual(expect.objectContaining({ check: 'database', status: 'fail' }));
    expect(stdout).toMatch(/^FAIL {2}database .*PostgreSQL does not answer \(ECONNREFUSED\)/m);
    expect(stdout + stderr).not.toMatch(/canary|PRIVATE KEY|eyJ/);
  });
});

test('each result is printed when it is known, in color if that is forced', async () => {
  await using scene = await startDoctorScene();
  let answered: string | undefined;
  // The last check waits here until the results before it were printed.
  await using front = await listen(async (_request, response) => {
    await printed;
    answered = text;
    response.end('<html>');
  });
  scene.document['public_url'] = front.url;
  let text = '';
  let onText: () => void = () => {};
  const printed = new Promise<void>((resolve) => {
    onText = () => {
      if (text.includes('repositories')) resolve();
    };
  });
  const code = await scene.watch({ FORCE_COLOR: '1' }, (part) => {
    text += part;
    onText();
  });
  expect(code).toBe(1);
  expect(answered).toMatch(/config/);
  expect(answered).not.toMatch(/public-url/);
  expect(text).toContain('\u001b[32mok');
  expect(text).toContain('\u001b[31mFAIL');
  const { stdout } = await scene.run([], { FORCE_COLOR: '1', NO_COLOR: '1' });
  expect(stdout).not.toContain('\u001b');
});

test.each([
  ['', 0],
  ['graphql', 502],
])('revokes the tokens that it minted, also when GitHub fails (%j)', async (route, status) => {
  await using scene = await startDoctorScene();
  await makeDatabase(scene);
  if (route !== '') scene.simulator.faults.add({ route, fault: { kind: 'status', status } });
  await scene.run();
  const routes = scene.simulator.journal.entries().map((entry) => entry.route);
  expect(routes).toContain('apps/create-installation-access-token');
  const live = [...scene.simulator.world.tokens.values()].filter(({ revoked }) => !revoked);
  expect(live).toEqual([]);
});

test('a configuration that is not valid: exit code 2, and no other check runs', async () => {
  await using scene = await startDoctorScene();
  scene.document['colour'] = 'red';
  const { code, stdout } = await scene.run();
  expect(code).toBe(2);
  expect(stdout).toMatch(/^FAIL {2}config .*unknown key "colour"/m);
  expect(stdout).not.toContain('database');
});

describe('finds', () => {
  test.each([
    { name: 'fast', aheadMs: 200_000, finding: 'clock-wrong', side: 'ahead of' },
    { name: 'slow', aheadMs: -200_000, finding: 'clock-wrong', side: 'behind' },
    { name: 'a little off', aheadMs: 10_000, finding: 'clock-off', side: 'ahead of' },
  ])('a clock that is $name', async ({ aheadMs, finding, side }) => {
    await using scene = await startDoctorScene();
    await using gitHub = await listen((_request, response) => {
      response.setHeader('date', new Date(Date.now() - aheadMs).toUTCString());
      response.writeHead(404).end();
    });
    config(scene, 'github', { server_url: gitHub.url });
    expect(await scene.examine()).toContainEqual(
      expect.objectContaining({
        check: 'clock',
        status: finding === 'clock-wrong' ? 'fail' : 'warn',
        finding,
        message: expect.stringContaining(side),
      }),
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

  test.each<{ name: string; answer: RequestListener; finding: DoctorFinding; fact: string }>([
    {
      name: 'redirects',
      answer: (_request, response) => response.writeHead(302, { location: '/login' }).end(),
      finding: 'public-url-redirects',
      fact: '302',
    },
    {
      name: 'is something else',
      answer: (_request, response) => response.end('<html>'),
      finding: 'public-url-foreign',
      fact: '200',
    },
    {
      name: 'is not ready',
      answer: (_request, response) =>
        response.writeHead(503).end(JSON.stringify({ success: false, errorMessage: 'no database' })),
      finding: 'public-url-not-ready',
      fact: 'no database',
    },
  ])('a public address that $name', async ({ answer, finding, fact }) => {
    await using scene = await startDoctorScene();
    await using front = await listen(answer);
    scene.document['public_url'] = front.url;
    expect(await scene.examine()).toContainEqual(
      expect.objectContaining({
        check: 'public-url',
        status: 'fail',
        finding,
        message: expect.stringContaining(fact),
      }),
    );
  });
});
