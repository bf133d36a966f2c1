/**
 * Time from starting the bundled validate-trust-policy step to its first output and to its end, beside a bare
 * `node -e 0`, in interleaved rounds. The checkout has one policy of 50 rules and one of a single rule; the first output is
 * what was found in the first of them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Section } from '../section.ts';
import { summarize } from '../statistics.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const rounds = 25;
const warmUps = 2;
const limit = 150;

/** A policy with `count` rules, globs and regular expressions in turn. */
function policy(name: string, count: number): string {
  const rules = Array.from({ length: count }, (_, index) => {
    const ref =
      index % 5 === 0 ? `{regex: "refs/heads/release-${index}\\\\.[0-9]+"}` : `"refs/heads/b${index}/*"`;
    return `    - match: {repository: "acme/app-${index}", ref: ${ref}}\n      permissions: {issues: write}\n`;
  });
  return `apiVersion: atmos-pro.com/v1alpha1\nkind: TrustPolicy\nmetadata: {name: ${name}}\nspec:\n  rules:\n${rules.join('')}`;
}

function writeCheckout(directory: string): Record<string, string> {
  const policies = join(directory, '.atmos/pro/sts');
  mkdirSync(policies, { recursive: true });
  writeFileSync(join(policies, 'a-large.yaml'), policy('a-large', 50));
  writeFileSync(join(policies, 'default.yaml'), policy('default', 1));
  const file = (name: string): string => {
    writeFileSync(join(directory, name), '');
    return join(directory, name);
  };
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: directory,
    RUNNER_TEMP: directory,
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    'INPUT_FAIL-ON': 'never',
  };
}

interface Times {
  readonly output: number;
  readonly end: number;
}

/** Milliseconds from spawning the process to its first byte on standard output, and to its end. */
function time(start: () => ChildProcess): Promise<Times> {
  return new Promise((done, fail) => {
    const from = performance.now();
    const child = start();
    let output = Number.NaN;
    child.stdout?.once('data', () => {
      output = performance.now() - from;
    });
    child.stdout?.resume();
    child.once('close', (code) => {
      if (code === 0) done({ output, end: performance.now() - from });
      else fail(new Error(`the process ended with ${code}`));
    });
  });
}

export const validateStartup: Section = {
  name: 'validate-startup',
  async measure() {
    const directory = mkdtempSync(join(tmpdir(), 'bench-validate-'));
    const env = writeCheckout(directory);
    const run = (...args: string[]) =>
      time(() => spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], env, cwd: directory }));
    const samples = { bare: [] as number[], output: [] as number[], end: [] as number[] };
    for (let round = -warmUps; round < rounds; round += 1) {
      const bare = await run('-e', '0');
      const step = await run(join(root, 'dist/validate-trust-policy/main.js'));
      if (round < 0) continue;
      samples.bare.push(bare.end);
      samples.output.push(step.output);
      samples.end.push(step.end);
    }
    rmSync(directory, { recursive: true, force: true });
    const [bare, output, end] = [samples.bare, samples.output, samples.end].map(summarize);
    const row = (process: string, summary: typeof bare) => ({
      process,
      'min ms': summary?.minimum ?? Number.NaN,
      'median ms': summary?.median ?? Number.NaN,
      'max ms': summary?.maximum ?? Number.NaN,
    });
    return {
      title: 'Start of validate-trust-policy to its first output',
      method: `${rounds} interleaved rounds after ${warmUps} warm-ups, wall time in ms, whole processes; a policy of 50 rules and one of 1.`,
      rows: [
        row('node -e 0, to its end', bare),
        row('validate-trust-policy, to its first output', output),
        row('validate-trust-policy, to its end', end),
      ],
      targets: [
        {
          what: 'step to its first output, over node -e 0 (medians)',
          limit,
          measured: (output?.median ?? Number.NaN) - (bare?.median ?? Number.NaN),
          unit: 'ms',
        },
      ],
    };
  },
};
