/** Runs the command line as a process in a directory, with nothing of the test's own environment but the path. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCache } from '../support/compile-cache.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliScene extends Disposable {
  readonly directory: string;
  write(path: string, text: string): void;
  /** @param cwd the scene's directory when left out. */
  run(
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
    cwd?: string,
  ): Promise<CliResult>;
}

/** A directory of its own, removed when disposed of. */
export function makeCliScene(files: Readonly<Record<string, string>> = {}): CliScene {
  const directory = mkdtempSync(join(tmpdir(), 'atmos-cli-'));
  function write(path: string, text: string): void {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    // As `github-app create` writes its files.
    writeFileSync(join(directory, path), text, { mode: 0o600 });
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    directory,
    write,
    run: (args, environment = {}, cwd = directory) =>
      new Promise((resolve) => {
        const env = { PATH: process.env['PATH'] ?? '', ...compileCache, ...environment };
        execFile(process.execPath, [cli, ...args], { cwd, env }, (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
        });
      }),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A valid policy that allows acme/infra on main; `edit` replaces its first text by the second. */
export function soundPolicy(...edit: readonly [string, string] | readonly []): string {
  const text = `# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json
apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: default
spec:
  rules:
    - match:
        repository: "acme/infra"
        ref: "refs/heads/main"
`;
  const [search, replacement] = edit;
  return search === undefined ? text : text.replace(search, replacement ?? '');
}
