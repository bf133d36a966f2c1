/**
 * The container image, run as it is meant to be: not root, on a read-only file system, with no shell. It takes an engine and an
 * image that was built: `ATMOS_PRO_TEST_IMAGE=atmos-pro npm run test:slow -- test/e2e/image`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { soundPolicy } from '../../cli/run-cli.ts';
import { findFreePort } from '../../support/free-port.ts';
import { patience } from '../../support/patience.ts';
import { runAction } from '../../support/run-action.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';
import { type Container, engine, image, runContainer } from './container.ts';

// Most machines have no engine, and an image takes minutes to build; CI has a job of its own for it. The title says so then.
const suite = image === undefined ? describe.skip : describe;
/** Containers start slowly where the machine is busy; in milliseconds. */
const timeout = patience(60_000);

/** Of an image; Docker has the check in one place and Podman in another. */
interface Declared {
  readonly Config: { readonly Healthcheck?: Check };
  readonly Healthcheck?: Check;
}
interface Check {
  readonly Test?: readonly string[];
}

const seed = {
  repositories: [
    { name: 'acme/infra', id: 1001 },
    { name: 'acme/terraform-modules', id: 1002, files: { '.atmos/pro/sts/default.yaml': soundPolicy() } },
  ],
  apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read' } }],
  installations: [{ app: 'atmos-pro', account: 'acme' }],
  runs: [{ repository: 'acme/infra', jobs: [{ name: 'plan', permissions: { 'id-token': 'write' } }] }],
} as const;

suite(image === undefined ? 'the image (skipped: ATMOS_PRO_TEST_IMAGE names none)' : 'the image', () => {
  let simulator: TestSimulator;
  let container: Container;
  let url: string;

  async function untilReady(): Promise<void> {
    const isReady = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    for (const end = Date.now() + timeout / 2; !(await isReady()); await sleep(100))
      if (Date.now() > end) throw new Error(`It does not serve:\n${await container.log()}`);
  }

  beforeAll(async () => {
    simulator = await startSimulator({ seed });
    const [app] = simulator.world.apps.values();
    if (app === undefined) throw new Error('The seed has an App.');
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    const config = {
      public_url: url,
      listen: { host: '127.0.0.1', port },
      database: { path: '/var/lib/atmos-pro/atmos-pro.db' },
      github: {
        server_url: simulator.urls.server,
        app_id: app.id,
        private_key_file: '/run/secrets/github-app.pem',
      },
      issuers: [{ issuer: simulator.urls.issuer }],
      workspaces: [
        {
          id: 'ws_acme',
          features: { sts: true },
          repositories: [
            { name: 'acme/infra', permissions: [{ permission: 'ws:sts:create' }] },
            { name: 'acme/terraform-modules' },
          ],
        },
      ],
    };
    container = await runContainer(JSON.stringify(config), app.privateKey);
    await untilReady();
  }, timeout);
  afterAll(async () => {
    await container[Symbol.asyncDispose]();
    await simulator.stop();
  }, timeout);

  const setUpSts = () =>
    runAction('setup-sts', 'main', {
      inputs: { sources: 'acme/terraform-modules' },
      environment: {
        ...simulator.jobEnvironment('plan'),
        ATMOS_PRO_BASE_URL: url,
        ATMOS_PRO_WORKSPACE_ID: 'ws_acme',
      },
    });

  test('mints a token', async () => {
    const { exitCode, stdout, stderr } = await setUpSts();
    expect({ exitCode, output: exitCode === 0 ? '' : stdout + stderr }).toEqual({ exitCode: 0, output: '' });
    expect(simulator.journal.entries({ route: 'apps/create-installation-access-token' })).not.toEqual([]);
  });

  test('runs as an account without a name or a right', async () => {
    const who = 'const {getuid,getgid}=process;console.log(getuid.call(process),getgid.call(process))';
    expect((await container.evaluate(who)).stdout.trim()).toBe('65532 65532');
    const status = await container.evaluate(
      "console.log(require('fs').readFileSync('/proc/self/status','utf8'))",
    );
    expect(status.stdout).toMatch(/^CapEff:\s+0+$/m);
    expect(status.stdout).toMatch(/^NoNewPrivs:\s+1$/m);
  });

  test.each(['/app/x', '/app/node_modules/x', '/var/lib/x', '/etc/x'])('cannot write %s', async (path) => {
    const { code, stderr } = await container.evaluate(`require('fs').writeFileSync('${path}','')`);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/EROFS|EACCES|ENOENT/);
  });

  test.each(['/bin/sh', '/bin/bash', '/usr/bin/env', '/usr/bin/npm'])('has no %s', async (path) => {
    expect((await container.evaluate(`process.exit(require('fs').existsSync('${path}')?0:9)`)).code).toBe(9);
  });

  test('holds the program and what it imports, and nothing of the workshop', async () => {
    const list = await container.evaluate(
      "console.log(JSON.stringify([require('fs').readdirSync('/app'),require('fs').readdirSync('/app/node_modules')]))",
    );
    const [files, packages] = JSON.parse(list.stdout) as [string[], string[]];
    expect(files).toEqual(expect.arrayContaining(['bin', 'package.json', 'node_modules', 'LICENSE']));
    expect(files.filter((name) => /^\.|test|pem$|\.db|^bench|^docs$/.test(name))).toEqual([]);
    expect(packages).toContain('fastify');
    for (const name of ['typescript', 'jest', '@biomejs', 'node']) expect(packages).not.toContain(name);
  });

  test('is healthy by the check that it declares', async () => {
    const [declared] = JSON.parse((await engine('image', 'inspect', image ?? '')).stdout) as [Declared];
    const { Test: [kind, ...command] = [] } = declared.Config.Healthcheck ?? declared.Healthcheck ?? {};
    expect(kind).toBe('CMD');
    const here = command.map((word) => word.replace('http://127.0.0.1:8080', url));
    expect(here).toContain(url);
    expect(await container.exec(...here)).toMatchObject({ code: 0 });
  });

  test(
    'ends in peace, and knows afterwards what it knew before',
    async () => {
      const audit = () =>
        container.exec(
          ...['/nodejs/bin/node', '/app/bin/atmos-pro.js', 'audit'],
          ...['--config', '/etc/atmos-pro/atmos-pro.yaml', '--format', 'json'],
        );
      const before = (await audit()).stdout;
      expect(before).toContain('"token.mint"');
      expect(await container.stop()).toBe(0);
      await container.start();
      await untilReady();
      expect((await audit()).stdout.startsWith(before)).toBe(true);
      expect((await setUpSts()).exitCode).toBe(0);
    },
    timeout,
  );
});
