/** The image in a container as `deploy/compose.yaml` runs it, but in the host's network, where the simulated GitHub is. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patience } from '../../support/patience.ts';

/** Name of an image that was built; without it there is nothing to test. */
export const image = process.env['ATMOS_PRO_TEST_IMAGE'];
/** A program with docker's command line, and words before its own, such as `podman --runtime runc`. */
const [program = 'docker', ...words] = (process.env['ATMOS_PRO_TEST_ENGINE'] ?? 'docker').split(' ');

/** An engine that hangs is ended after this, in milliseconds. */
const commandTimeoutMs = patience(30_000);

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function engine(...args: readonly string[]): Promise<Result> {
  return new Promise((done) => {
    execFile(program, [...words, ...args], { timeout: commandTimeoutMs }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

async function succeed(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await engine(...args);
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${stderr}`);
  return stdout.trim();
}

export interface Container extends AsyncDisposable {
  /** Runs JavaScript in it: there is no shell to ask with. */
  evaluate(script: string): Promise<Result>;
  exec(...command: readonly string[]): Promise<Result>;
  log(): Promise<string>;
  /** Sends SIGTERM, waits, and gives the exit code. */
  stop(): Promise<number>;
  start(): Promise<void>;
}

/** Its root is read-only, nothing is granted to it, and it has the memory that compose gives it. */
export async function runContainer(config: string, privateKey: string): Promise<Container> {
  const folder = mkdtempSync(join(tmpdir(), 'image-test-'));
  // The account in the container is another one than ours.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'atmos-pro.yaml'), config, { mode: 0o644 });
  writeFileSync(join(folder, 'app.pem'), privateKey, { mode: 0o644 });
  const id = await succeed(
    ...'run --detach --network host --read-only --cap-drop ALL --security-opt no-new-privileges'.split(' '),
    // The test asks for itself; some engines want systemd for it.
    '--no-healthcheck',
    ...'--memory 512m --pids-limit 100'.split(' '),
    ...['--volume', `${folder}/atmos-pro.yaml:/etc/atmos-pro/atmos-pro.yaml:ro`],
    ...['--volume', `${folder}/app.pem:/run/secrets/github-app.pem:ro`],
    image ?? '',
  );
  const exec = (...command: readonly string[]) => engine('exec', id, ...command);
  return {
    exec,
    evaluate: (script) => exec('/nodejs/bin/node', '--eval', script),
    async log() {
      const { stdout, stderr } = await engine('logs', id);
      return stdout + stderr;
    },
    async stop() {
      await succeed('stop', '--time', '15', id);
      return Number(await succeed('inspect', '--format', '{{.State.ExitCode}}', id));
    },
    async start() {
      await succeed('start', id);
    },
    async [Symbol.asyncDispose]() {
      await engine('rm', '--force', '--volumes', id);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
