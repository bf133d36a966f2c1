/** `npm run demo` as a user runs it: what it promises to show, and that it notices when something is not as it should be. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { patience } from '../support/patience.ts';

const root = resolve(import.meta.dirname, '../..');
/** A demo takes some 6 s alone and more beside other tests; in milliseconds. */
const demoTimeout = patience(120_000);

/** Ends a script: runs the program of this machine that the script stands before. */
const passOn = `PATH="\${PATH#*:}" exec "$(basename "$0")" "$@"`;

/** Scripts that are found before the programs of this machine. */
interface Shims {
  readonly [program: string]: string;
}

interface DemoResult {
  readonly code: number | null;
  /** Standard output and error, without colours. */
  readonly output: string;
  /** Temporary files that are still there. */
  readonly leftBehind: readonly string[];
}

async function runDemo(shims: Shims = {}): Promise<DemoResult> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-test-'));
  try {
    for (const [program, script] of Object.entries(shims))
      await writeFile(join(directory, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const temporary = join(directory, 'tmp');
    await mkdir(temporary);
    const child = spawn(process.execPath, ['src/cli/main.ts', 'demo'], {
      cwd: root,
      env: { PATH: `${directory}:${process.env['PATH']}`, HOME: directory, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const code = await new Promise<number | null>((done) => child.once('close', done));
    return { code, output: stripVTControlCharacters(output), leftBehind: await readdir(temporary) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The verdicts in order, without their numbers and names. */
function verdictsOf(output: string): string[] {
  return [...output.matchAll(/^ {2}([✓✗] .*)$/gm)].map(([, line]) => line ?? '');
}

describe('npm run demo', () => {
  test(
    'plays two jobs, shows that each expectation holds, and leaves nothing behind',
    async () => {
      const { code, output, leftBehind } = await runDemo();
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('All as it should be.') });
      expect(verdictsOf(output)).toEqual([
        '✓ the job succeeded',
        '✓ it got 2 tokens, for ["acme","acme-labs"]',
        '✓ the job failed at its first step',
        '✓ it was told the reason, trust_policy_denied',
        '✓ GitHub refuses all 2 tokens of job 1 since its post step',
        '✓ no secret stands in a summary or in the log of the server',
        '✓ it tells of two exchanges and two mints, and holds no token',
      ]);
      expect(output).toContain('The token for acme-labs on github.com is revoked.');
      expect(output).not.toMatch(/ghs_\w|PRIVATE KEY|eyJ[\w-]+\./);
      expect(leftBehind).toEqual([]);
    },
    demoTimeout,
  );

  test.each<{ name: string; shims: Shims }>([
    { name: 'a git that cannot clone', shims: { git: `[ "$1" = clone ] && exit 128\n${passOn}` } },
    { name: 'a terraform that cannot init', shims: { terraform: '[ "$1" = version ]' } },
  ])(
    '$name: says what did not hold, goes on to the end, and exits with 1',
    async ({ shims }) => {
      const { code, output, leftBehind } = await runDemo(shims);
      expect(verdictsOf(output).filter((line) => line.startsWith('✗'))).toEqual(['✗ the job succeeded']);
      expect(output).toContain('1 expectations did not hold.');
      // The tokens are revoked all the same.
      expect(output).toContain('✓ GitHub refuses all 2 tokens of job 1 since its post step');
      expect(code).toBe(1);
      expect(leftBehind).toEqual([]);
    },
    demoTimeout,
  );
});
