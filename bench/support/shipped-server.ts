/** The server as users run it: the package, compiled once in a run, with the flags and the environment of the image. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isRecord } from '../../src/base/text.ts';
import { endProgram, waitForLine } from '../../test/support/programs.ts';
import { peakMemory, readImageEnvironment, readImageFlags } from './image.ts';

/** How a section describes such a server. */
export const shippedServer = `server process (the compiled package, with the flags ${readImageFlags().join(' ')} and the environment of the image)`;

export interface ShippedServer {
  readonly url: string;
  /** Highest resident memory so far, in MiB. */
  memory(): number;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
/** In the repository, whose `node_modules` has what the package depends on. */
const folder = join(root, 'build/bench-package');
let built: Promise<unknown> | undefined;

const run = promisify(execFile);

async function compile(): Promise<void> {
  await run(process.execPath, [join(root, 'scripts/package.ts'), folder], { cwd: root });
  // Else the first commits of a database on this disk wait until the package is written.
  await run('sync');
}

async function buildPackage(): Promise<string> {
  built ??= compile();
  await built;
  return join(folder, 'bin/atmos-pro.js');
}

function readUrl(line: string): string | undefined {
  const entry: unknown = line.startsWith('{') ? JSON.parse(line) : undefined;
  return isRecord(entry) && entry['msg'] === 'serving' ? String(entry['url']) : undefined;
}

/** `document`: the configuration file. `environment`: besides that of the image. */
export async function startShippedServer(
  document: object,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ShippedServer> {
  const program = await buildPackage();
  const directory = mkdtempSync(join(tmpdir(), 'bench-server-'));
  const config = join(directory, 'atmos-pro.yaml');
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(document));
  const child = spawn(process.execPath, [...readImageFlags(), program, 'serve', '--config', config], {
    env: { ...readImageEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    url: await waitForLine(child, readUrl),
    memory: () => peakMemory(child),
    async stop(signal = 'SIGTERM') {
      await endProgram(child, signal);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
