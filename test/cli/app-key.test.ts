/** Where `atmos-pro serve` gets the App's key from besides a file that stays, and how it takes another one while it runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runKeyCommand } from '../../src/cli/run-key-command.ts';
import { patience } from '../support/patience.ts';
import { exchange, idTokenOf } from '../support/server.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';
import { until } from '../support/until.ts';
import { type CliScene, makeCliScene } from './run-cli.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const otherKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

let simulator: TestSimulator;
beforeAll(async () => {
  simulator = await startSimulator({
    seed: {
      accounts: [{ login: 'acme', id: 71 }],
      repositories: [{ name: 'acme/infra', id: 1001 }],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read' } }],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
      runs: [{ repository: 'acme/infra', workflow: 'plan.yml', jobs: [{ name: 'plan' }] }],
    },
  });
});
afterAll(() => simulator?.stop());

describe('a server', () => {
  let cli: CliScene;
  let server: ChildProcess | undefined;
  let lines: string[];
  const app = () => {
    const [first] = simulator.world.apps.values();
    if (first === undefined) throw new Error('the world has no App');
    return first;
  };

  beforeEach(() => {
    cli = makeCliScene();
    lines = [];
  });
  afterEach(() => {
    server?.kill('SIGKILL');
    cli[Symbol.dispose]();
  });

  async function waitFor(text: string): Promise<string> {
    const find = () => lines.find((line) => line.includes(text));
    await until(
      () => find() !== undefined,
      () => lines,
    );
    return find() ?? '';
  }

  async function serve(
    keyFile: boolean,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const github = { server_url: simulator.urls.server, app_id: app().id };
    const document = {
      public_url: 'http://127.0.0.1:9',
      listen: { port: 0 },
      github: keyFile ? { ...github, private_key_file: 'app.pem' } : github,
      issuers: [{ issuer: simulator.urls.issuer }],
      // No id: the App has to be asked who that is.
      workspaces: [{ id: 'ws_acme', repositories: [{ name: 'acme/infra' }] }],
    };
    cli.write('atmos-pro.yaml', JSON.stringify(document));
    const env = { PATH: process.env['PATH'] ?? '', ...environment };
    server = spawn(process.execPath, [main, 'serve'], { cwd: cli.directory, env });
    createInterface({ input: server.stdout as NodeJS.ReadableStream }).on('line', (line) => lines.push(line));
    return JSON.parse(await waitFor('"serving"')).url;
  }

  async function logIn(url: string): Promise<number> {
    return (await exchange({ url }, await idTokenOf(simulator, 'plan'), 'ws_acme')).status;
  }

  test('takes the key that a command prints, and on SIGHUP the one that it prints then', async () => {
    cli.write(
      'print-key.mjs',
      'import { readFileSync } from "node:fs"; process.stdout.write(readFileSync("now.pem"));',
    );
    cli.write('now.pem', otherKey);
    const url = await serve(false, {
      ATMOS_PRO_GITHUB_APP_PRIVATE_KEY_COMMAND: `${process.execPath} print-key.mjs`,
    });
    expect(await logIn(url)).toBe(503);
    cli.write('now.pem', 'no key at all');
    server?.kill('SIGHUP');
    expect(await waitFor('key not reloaded')).not.toContain('no key at all');
    // Both, the wrong one first, as during a rotation.
    cli.write('now.pem', otherKey + app().privateKey);
    server?.kill('SIGHUP');
    await waitFor('key reloaded');
    // GitHub is asked again a moment after it refused.
    await until(async () => (await logIn(url)) === 200);
    expect(await waitFor('github app: using another key')).toMatch(
      /"fingerprint":"SHA256:[A-Za-z0-9+/]{43}="/,
    );
    const exited = once(server as ChildProcess, 'exit');
    server?.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(lines.join('\n')).not.toContain('PRIVATE KEY');
  });

  test('takes another key when its file changes', async () => {
    cli.write('app.pem', otherKey);
    const url = await serve(true);
    cli.write('app.pem', app().privateKey);
    expect(await waitFor('key reloaded')).toContain('"reason":"key file changed"');
    expect(await logIn(url)).toBe(200);
  });
});

describe('a command that brings no key', () => {
  const node = process.execPath;
  test.each<{ name: string; command: string; words: string; timeoutMs?: number }>([
    { name: 'ends with a code', command: `${node} -e process.exit(7)`, words: 'it ended with 7' },
    { name: 'does not exist', command: '/nowhere/at-all --get', words: 'it ended with ENOENT' },
    {
      name: 'does not end',
      command: `${node} -e setTimeout(()=>{},1e6)`,
      words: 'it ran longer than 2 s',
      timeoutMs: 2_000,
    },
    {
      name: 'prints without end',
      command: `${node} -e for(;;)console.log("CANARY".repeat(99))`,
      words: 'it printed more than 32768 bytes',
    },
  ])('that $name', async ({ command, words, timeoutMs = patience(10_000) }) => {
    const failure = await runKeyCommand(command, timeoutMs).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'INPUT_CONFIG_INVALID' });
    expect(String(failure)).toContain(words);
    expect(String(failure)).not.toContain('CANARY');
  });
});
