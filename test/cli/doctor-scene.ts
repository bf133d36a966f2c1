/** A world, a configuration file and a database for the doctor, each of which a test may spoil. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CheckResult } from '../../src/cli/doctor/check.ts';
import { examine } from '../../src/cli/doctor/examine.ts';
import { programFile } from '../../src/cli/program-file.ts';
import type { FilesSeed, WorldSeed } from '../../src/simulator/seed/seed-types.ts';
import { startSimulator, type TestSimulator } from '../support/simulator.ts';
import { openStore } from '../support/store.ts';
import { type CliResult, type CliScene, makeCliScene, soundPolicy } from './run-cli.ts';

export const policyFile = '.atmos/pro/sts/default.yaml';
export const soundFiles: FilesSeed = {
  [policyFile]: soundPolicy(),
  CODEOWNERS: '/.atmos/pro/sts/ @acme/security\n',
};

export interface DoctorWorld {
  readonly files?: FilesSeed;
  readonly world?: Partial<WorldSeed>;
}

export interface DoctorScene extends AsyncDisposable {
  readonly simulator: TestSimulator;
  readonly cli: CliScene;
  /** Of the configuration file; what a test changes here is written at the next run. */
  readonly document: Record<string, unknown>;
  run(args?: readonly string[], environment?: Readonly<Record<string, string>>): Promise<CliResult>;
  /** Runs the command and calls `onText` with each part of its output. Returns the exit code. */
  watch(environment: Readonly<Record<string, string>>, onText: (part: string) => void): Promise<number>;
  /** What `--format json` prints, in this process: a program for each fault would take too long. */
  examine(
    variables?: Readonly<Record<string, string>>,
    options?: { readonly fix?: boolean },
  ): Promise<readonly CheckResult[]>;
}

export async function startDoctorScene({
  files = soundFiles,
  world,
}: DoctorWorld = {}): Promise<DoctorScene> {
  const simulator = await startSimulator({
    verifyResponses: false,
    seed: {
      accounts: [{ login: 'acme', id: 71 }],
      repositories: [
        { name: 'acme/infra', id: 1001, files: { 'main.tf': '# infra\n' } },
        { name: 'acme/modules', id: 1002, files },
      ],
      apps: [{ slug: 'atmos-pro', permissions: { contents: 'read', metadata: 'read', actions: 'read' } }],
      installations: [{ app: 'atmos-pro', account: 'acme' }],
      ...world,
    },
  });
  const [app] = simulator.world.apps.values();
  const cli = makeCliScene({ 'app.pem': app?.privateKey ?? '' });
  const document: Record<string, unknown> = {
    // Nothing listens there unless a test lets it.
    public_url: 'http://127.0.0.1:9',
    github: { server_url: simulator.urls.server, app_id: app?.id, private_key_file: 'app.pem' },
    workspaces: [
      {
        id: 'ws_acme',
        features: { sts: true },
        repositories: [
          {
            name: 'acme/infra',
            id: 1001,
            permissions: [{ permission: 'ws:sts:create' }, { permission: 'ws:locks:create' }],
          },
          { name: 'acme/modules', id: 1002 },
        ],
      },
    ],
  };
  const write = () => cli.write('atmos-pro.yaml', JSON.stringify(document));
  return {
    simulator,
    cli,
    document,
    run(args = [], environment = {}) {
      write();
      return cli.run(['doctor', ...args], environment);
    },
    async watch(environment, onText) {
      write();
      const env = { PATH: process.env['PATH'] ?? '', ...environment };
      const child = spawn(process.execPath, [programFile, 'doctor'], { cwd: cli.directory, env });
      child.stdout.setEncoding('utf8').on('data', onText);
      const [code]: unknown[] = await once(child, 'close');
      return Number(code);
    },
    examine(variables = {}, { fix = false } = {}) {
      write();
      const file = join(cli.directory, 'atmos-pro.yaml');
      return examine(file, variables, { fetch: globalThis.fetch, now: () => Date.now(), fix });
    },
    async [Symbol.asyncDispose]() {
      await simulator.stop();
      cli[Symbol.dispose]();
    },
  };
}

/** The SQLite database of the scene. */
export function databaseFile({ cli }: DoctorScene): string {
  return join(cli.directory, 'atmos-pro.db');
}

/** Creates a database with the current schema and one audit entry. */
export async function makeDatabase(scene: DoctorScene): Promise<void> {
  const store = await openStore({ kind: 'sqlite', path: databaseFile(scene) });
  await store.audit.append({ event: 'session.exchange', outcome: 'allowed', traceId: 'one', details: {} });
  await store.close();
}

/** Changes a part of the configuration file. */
export function config(scene: DoctorScene, part: 'github', change: object): void {
  scene.document[part] = { ...(scene.document[part] as object), ...change };
}
