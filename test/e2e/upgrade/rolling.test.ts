/**
 * A rolling upgrade as docs/upgrade.md describes it: the server from before the last change of the schema, and that of today, on one
 * PostgreSQL. The actions of that time work with both.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { knownSteps } from '../../../src/server/database/migrate.ts';
import { soundPolicy } from '../../cli/run-cli.ts';
import { checkOutCommit, findCommitBefore } from '../../support/earlier-version.ts';
import { findFreePort } from '../../support/free-port.ts';
import { type PostgresDatabase, startPostgres } from '../../support/postgres.ts';
import { runAction } from '../../support/run-action.ts';
import { exchange, idTokenOf } from '../../support/server.ts';
import { startSimulator, type TestSimulator } from '../../support/simulator.ts';
import { projectFiles, root } from '../../support/source-files.ts';
import { describePostgres } from '../../support/stores.ts';
import { until } from '../../support/until.ts';

const lastStep = knownSteps.at(-1) ?? '';
const stepFile =
  projectFiles().find((file) => file.startsWith(`src/server/database/migrations/${lastStep}`)) ?? '';
const commit = findCommitBefore(stepFile);
// A shallow clone has no earlier commit.
const describeUpgrade = commit === undefined ? describe.skip : describePostgres;

interface Replica {
  readonly url: string;
  readonly lines: readonly string[];
  readonly process: ChildProcess;
}

describeUpgrade('a rolling upgrade', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  const started: ChildProcess[] = [];
  let simulator: TestSimulator;
  let database: PostgresDatabase;
  let earlier: ReturnType<typeof checkOutCommit>;
  let old: Replica;
  let fresh: Replica;

  /** A command of the program in `checkout`. */
  function spawnCommand(checkout: string, ...args: string[]) {
    const env = { PATH: process.env['PATH'], HOME: folder, DATABASE_URL: database.url };
    const child = spawn(process.execPath, [join(checkout, 'src/cli/main.ts'), ...args], { cwd: folder, env });
    started.push(child);
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n')));
    return { process: child, lines };
  }

  async function runCommand(checkout: string, ...args: string[]): Promise<{ code: number; text: string }> {
    const { process: child, lines } = spawnCommand(checkout, ...args);
    const [code]: unknown[] = await once(child, 'close');
    return { code: Number(code), text: lines.join('\n') };
  }

  async function serve(checkout: string): Promise<Replica> {
    const [port, metricsPort] = [await findFreePort(), await findFreePort()];
    const [app] = simulator.world.apps.values();
    const file = join(folder, `${port}.yaml`);
    const config = {
      public_url: 'https://atmos-pro.test',
      listen: { port },
      metrics: { port: metricsPort },
      github: { server_url: simulator.urls.server, app_id: app?.id, private_key_file: 'app.pem' },
      workspaces: [
        {
          id: 'ws_acme',
          features: { sts: true },
          repositories: [
            {
              name: 'acme/infra',
              permissions: ['ws:sts:create', 'ws:locks:create', 'ws:locks:delete'].map((permission) => ({
                permission,
              })),
            },
            { name: 'acme/terraform-modules' },
          ],
        },
      ],
    };
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(config));
    const replica = spawnCommand(checkout, 'serve', '--config', file);
    await until(() => {
      if (replica.process.exitCode !== null) throw new Error(replica.lines.join('\n'));
      return replica.lines.some((line) => line.includes('"msg":"serving"'));
    });
    return { ...replica, url: `http://127.0.0.1:${port}` };
  }

  const step = (
    job: string,
    checkout: string,
    server: Replica,
    action: string,
    inputs: Record<string, string>,
  ) =>
    runAction(action, 'main', {
      inputs,
      checkout,
      environment: {
        ...simulator.jobEnvironment(job),
        ATMOS_PRO_BASE_URL: server.url,
        ATMOS_PRO_WORKSPACE_ID: 'ws_acme',
      },
    });
  const lock = { stack: 'prod', component: 'vpc' };
  const take = (job: string, checkout: string, server: Replica) =>
    step(job, checkout, server, 'lock-stack', { ...lock, heartbeat: 'false' });
  const sessionOf = async (server: Replica) => {
    const { status, body } = await exchange(server, await idTokenOf(simulator, 'plan'), 'ws_acme');
    return { status, token: String(body.data?.['token']) };
  };
  const accepts = async (server: Replica, token: string) =>
    (await fetch(`${server.url}/api/v1/permissions/check`, { headers: { authorization: `Bearer ${token}` } }))
      .status;

  beforeAll(async () => {
    earlier = checkOutCommit(commit ?? '');
    database = await startPostgres();
    simulator = await startSimulator({
      seed: {
        accounts: [{ login: 'acme', id: 71 }],
        repositories: [
          { name: 'acme/infra', id: 1001 },
          {
            name: 'acme/terraform-modules',
            id: 1002,
            files: { '.atmos/pro/sts/default.yaml': soundPolicy() },
          },
        ],
        apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read', actions: 'read' } }],
        installations: [{ app: 'atmos-pro', account: 'acme' }],
        runs: ['plan', 'rival'].map((name, index) => ({
          repository: 'acme/infra',
          id: 501 + index,
          workflow: '.github/workflows/plan.yml',
          jobs: [{ name, permissions: { 'id-token': 'write' } }],
        })),
      },
    });
    const [app] = simulator.world.apps.values();
    writeFileSync(join(folder, 'app.pem'), app?.privateKey ?? '', { mode: 0o600 });
    old = await serve(earlier.folder);
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    await simulator?.stop();
    await database?.stop();
    earlier?.[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the new version migrates while the old one serves, and no request fails', async () => {
    const statuses: number[] = [];
    let isMigrating = true;
    const requests = (async () => {
      while (isMigrating) statuses.push((await sessionOf(old)).status);
    })();
    const { code, text } = await runCommand(
      root,
      'migrate',
      '--config',
      join(folder, `${new URL(old.url).port}.yaml`),
    );
    isMigrating = false;
    await requests;
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining(lastStep) });
    expect(statuses.length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test('both versions serve, and accept each other’s sessions', async () => {
    fresh = await serve(root);
    const [ofOld, ofNew] = [await sessionOf(old), await sessionOf(fresh)];
    expect([ofOld.status, ofNew.status]).toEqual([200, 200]);
    expect(await Promise.all([accepts(fresh, ofOld.token), accepts(old, ofNew.token)])).toEqual([200, 200]);
  });

  test('a lock that the old version granted is held at the new one, until its holder releases it there', async () => {
    expect(await take('plan', earlier.folder, old)).toMatchObject({ exitCode: 0 });
    const rival = await take('rival', root, fresh);
    expect(rival).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('501') });
    expect(await step('plan', earlier.folder, fresh, 'unlock-stack', lock)).toMatchObject({ exitCode: 0 });
    const next = await take('rival', root, fresh);
    expect(next).toMatchObject({ exitCode: 0 });
    expect(Number(next.outputs['fencing-token'])).toBeGreaterThan(1);
    expect(await take('plan', earlier.folder, old)).toMatchObject({ exitCode: 1 });
  });

  test('the actions of the old version work with the new server', async () => {
    const { exitCode, outputs } = await step('plan', earlier.folder, fresh, 'setup-sts', {
      sources: 'acme/terraform-modules',
    });
    expect([exitCode, outputs['token'] === undefined]).toEqual([0, false]);
  });

  test('a replica of the old version does not start again', async () => {
    await expect(serve(earlier.folder)).rejects.toThrow(lastStep);
  });

  test('the old replica ends, and the new one continues with its sessions', async () => {
    const { token } = await sessionOf(old);
    const ended = once(old.process, 'exit');
    old.process.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
    expect(await accepts(fresh, token)).toBe(200);
    expect((await sessionOf(fresh)).status).toBe(200);
  });
});
