/** A shell in which a reader of the operators' pages would type what they say. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
/** What the pages call the server. */
export const pageUrl = 'https://atmos-pro.example.com';
export const operatorPages = [
  'docs/self-hosting.md',
  'docs/server-reference.md',
  'docs/operation.md',
  'docs/key-rotation.md',
  'docs/audit.md',
];

interface ShellResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Shell {
  run(
    script: string,
    more?: { readonly input?: string; readonly environment?: Readonly<Record<string, string>> },
  ): Promise<ShellResult>;
  readonly environment: Readonly<Record<string, string>>;
}

/** In `directory`, with `atmos-pro` on the path as an installed package has it. */
export function openShell(directory: string): Shell {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  const program = join(bin, 'atmos-pro');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(program, 0o755);
  const environment = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: directory };
  return {
    environment,
    run: (script, { input = '', environment: more = {} } = {}) =>
      new Promise((done) => {
        const options = { cwd: directory, env: { ...environment, ...more } };
        const child = execFile('bash', ['--norc', '-eu', '-c', script], options, (error, stdout, stderr) =>
          done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        );
        // A script may end before it reads what it is given.
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input);
      }),
  };
}
