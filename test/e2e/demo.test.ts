/** `npm run demo` as a user runs it: every check passes, and a fault makes one fail. */
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
  /** Standard output and error, without colors. */
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
    'runs two jobs, shows that each check passes, and leaves nothing behind',
    async () => {
      const { code, output, leftBehind } = await runDemo();
      expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/All checks passed\n$/) });
      const verdicts = verdictsOf(output);
      expect(verdicts.map((line) => line[0])).toEqual(Array.from({ length: 7 }, () => '✓'));
      for (const fact of ['2 tokens, for ["acme","acme-labs"]', 'trust_policy_denied', 'rejects both tokens'])
        expect(verdicts).toContainEqual(expect.stringContaining(fact));
      expect(output).toMatch(/acme-labs on github\.com .*revoked/i);
      expect(output).not.toMatch(/ghs_\w|PRIVATE KEY|eyJ[\w-]+\./);
      expect(leftBehind).toEqual([]);
    },
    demoTimeout,
  );

  test.each<{ name: string; shims: Shims }>([
    { name: 'a git that cannot clone', shims: { git: `[ "$1" = clone ] && exit 128\n${passOn}` } },
    { name: 'a terraform that cannot init', shims: { terraform: '[ "$1" = version ]' } },
  ])(
    '$name: names the failed check, continues to the end, and exits with 1',
    async ({ shims }) => {
      const { code, output, leftBehind } = await runDemo(shims);
      expect(verdictsOf(output).filter((line) => line.startsWith('✗'))).toHaveLength(1);
      expect(verdictsOf(output)).toHaveLength(7);
      // Only that one failed: the tokens are revoked.
      expect(output).toMatch(/Failed checks: job-1-succeeds\n$/);
      expect(code).toBe(1);
      expect(leftBehind).toEqual([]);
    },
    demoTimeout,
  );
});
