/** The npm package, installed in an empty folder with the dependencies that it names and no others, and started from there. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { patience } from '../support/patience.ts';
import { endProgram, waitForLine } from '../support/programs.ts';

const root = resolve(import.meta.dirname, '../..');
/** Emitting takes seconds, and a demo some more; in milliseconds. */
const timeout = patience(120_000);

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: unknown;
  readonly scripts?: unknown;
  readonly private?: unknown;
}

let folder: string;
let manifest: Manifest;
let program: string;

function run(
  file: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, ...more };
    execFile(file, args, { cwd: folder, env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-test-'));
  // A real folder below `node_modules`, where Node strips no types; only the dependencies are links.
  const installed = join(folder, 'node_modules/atmos-pro');
  mkdirSync(dirname(installed), { recursive: true });
  const source = { ATMOS_PRO_SOURCE_REPOSITORY: 'https://github.com/acme/atmos-pro-actions' };
  const built = await run(process.execPath, [join(root, 'scripts/package.ts'), installed], source);
  expect(built).toEqual({ code: 0, output: '' });
  manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  program = join(installed, manifest.bin['atmos-pro'] ?? '');
}, timeout);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('is called atmos-pro, and has nothing that runs at installation', () => {
  expect(manifest).toMatchObject({ name: 'atmos-pro', engines: { node: '>=24' } });
  // npm refuses provenance of another repository than the one that is named.
  expect(manifest).toMatchObject({
    repository: { type: 'git', url: 'git+https://github.com/acme/atmos-pro-actions.git' },
  });
  for (const key of ['scripts', 'devDependencies', 'private'] as const) expect(manifest[key]).toBeUndefined();
  expect(Object.keys(manifest.dependencies)).not.toContain('@actions/core');
});

test(
  'plays the demo: simulator, server and action',
  async () => {
    const { code, output } = await run(process.execPath, [program, 'demo']);
    expect(output).toContain('All checks passed');
    expect(code).toBe(0);
  },
  timeout,
);

test(
  'serves',
  async () => {
    const config =
      'public_url: http://127.0.0.1:8080\nlisten: {port: 0}\nworkspaces: [{id: ws_1, repositories: []}]\n';
    writeFileSync(join(folder, 'atmos-pro.yaml'), config);
    const child = spawn(process.execPath, [program, 'serve'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await waitForLine(child, (line) => {
      const entry = JSON.parse(line) as { readonly msg: string; readonly url: string };
      return entry.msg === 'serving' ? entry.url : undefined;
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    // The container's check, which has no shell to ask with.
    expect(await run(process.execPath, [program, 'health', '--url', url])).toEqual({ code: 0, output: '' });
    expect((await fetch(`${url}/schemas/v1alpha1/trust-policy.json`)).status).toBe(200);
    expect(await endProgram(child, 'SIGTERM')).toEqual([0, null]);
    expect((await run(process.execPath, [program, 'health', '--url', url])).code).toBe(1);
  },
  timeout,
);

test('says which Node it needs on an older one', async () => {
  const older = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})';
  const { code, output } = await run(process.execPath, ['--import', older, program, '--help']);
  expect({ code, output }).toEqual({
    code: 2,
    output: 'atmos-pro needs Node 24 or later; this is 20.1.0.\n',
  });
});
