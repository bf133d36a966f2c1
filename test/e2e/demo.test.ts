/** `npm run demo` as a user runs it: every check passes, and a fault makes one fail. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { patience } from '../support/patience.ts';

const root = resolve(import.meta.dirname, '../..');
/** A demo takes some 30 s alone and more beside other tests; in milliseconds. */
const demoTimeout = patience(120_000);

/** Ends a script: runs the program of this machine that the script stands before. */
const passOn = `PATH="\${PATH#*:}" exec "$(basename "$0")" "$@"`;

/** Scripts that are found before the programs of this machine. */
interface Shims {
  readonly [program: string]: string;
}

interface RunOptions {
  readonly shims?: Shims | undefined;
  /** Called with all of it, whenever more comes. */
  readonly onOutput?: ((output: string, stop: () => void) => void) | undefined;
}

interface DemoResult {
  readonly code: number | null;
  /** Standard output and error, without colors. */
  readonly output: string;
  /** Temporary files that are still there. */
  readonly leftBehind: readonly string[];
}

async function runDemo(
  args: readonly string[],
  { shims = {}, onOutput }: RunOptions = {},
): Promise<DemoResult> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-test-'));
  try {
    for (const [program, script] of Object.entries(shims))
      await writeFile(join(directory, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const temporary = join(directory, 'tmp');
    await mkdir(temporary);
    const child = spawn(process.execPath, ['src/cli/main.ts', 'demo', ...args], {
      cwd: root,
      env: { PATH: `${directory}:${process.env['PATH']}`, HOME: directory, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        onOutput?.(stripVTControlCharacters(output), () => child.kill('SIGINT'));
      });
    const code = await new Promise<number | null>((done) => child.once('close', done));
    return { code, output: stripVTControlCharacters(output), leftBehind: await readdir(temporary) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface CommandsResult {
  readonly failed: readonly string[];
  readonly shown: string;
}

/** Runs each line that looks like a command, in one shell of the checkout. */
async function runCommands(text: string): Promise<CommandsResult> {
  const commands = [...text.matchAll(/^ {4}(\S.*)$/gm)].map(([, command = '']) => command);
  const script = commands.map((command, index) => `${command} || echo "failed ${index}"; echo`).join('\n');
  const child = spawn('bash', ['--norc', '-c', script], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let shown = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      shown += part;
    });
  await new Promise((done) => child.once('close', done));
  const failed = [...shown.matchAll(/^failed (\d+)$/gm)].map(([, index]) => commands[Number(index)] ?? '');
  return { failed: commands.length < 8 ? ['there are too few'] : failed, shown };
}

/** Commands that sign in as alice and print the status of every page whose address stands at the end of a line. */
function visitPages(text: string): string {
  const pages = [...text.matchAll(/: (http:\/\/127\.0\.0\.1:\d+\/w\/\S*)$/gm)].map(([, page]) => page);
  const curl = 'curl -sS -b "$jar" -c "$jar" -o /dev/null';
  return [
    'jar=$(mktemp)',
    `place=$(${curl} -w '%{redirect_url}' "$ATMOS_PRO_BASE_URL/sign-in?to=/w")`,
    `${curl} -L -d "\${place#*\\?}&as=alice" "\${place%%\\?*}"`,
    ...pages.map((page) => `${curl} -w 'page %{http_code}\\n' '${page}'`),
    'rm "$jar"',
  ]
    .map((command) => `    ${command}\n`)
    .join('');
}

/** The verdicts in order, without their numbers and names. */
function verdictsOf(output: string): string[] {
  return [...output.matchAll(/^ {2}([✓✗] .*)$/gm)].map(([, line]) => line ?? '');
}

const nextChapter = '\n\nWhat to read next\n';

describe('npm run demo', () => {
  test(
    'plays all acts, shows that each check passes, and leaves nothing behind',
    async () => {
      const { code, output, leftBehind } = await runDemo([]);
      const passed = expect.stringContaining(`\nAll checks passed${nextChapter}`);
      expect({ code, output }).toEqual({ code: 0, output: passed });
      const verdicts = verdictsOf(output);
      expect(verdicts.map((line) => line[0])).toEqual(Array.from({ length: 20 }, () => '✓'));
      for (const fact of ['2 tokens, for ["acme","acme-labs"]', 'trust_policy_denied', 'rejects both tokens'])
        expect(verdicts).toContainEqual(expect.stringContaining(fact));
      expect(output).toMatch(/acme-labs on github\.com .*revoked/i);
      expect(output).not.toMatch(/ghs_\w|PRIVATE KEY|eyJ[\w-]+\.|atmos_admin_/);
      // The policy, its finding and its fix.
      expect(output).toMatch(/repository: "acme\*"\n.*\^{7}[\s\S]*no findings in 1 file/);
      expect(output).toMatch(/fencing token 1\.[\s\S]*Waiting [\s\S]*fencing token 2\./);
      expect(leftBehind).toEqual([]);
    },
    demoTimeout,
  );

  test(
    'deployments: runs come in order, and the comment is shown as a person sees it',
    async () => {
      const { code, output } = await runDemo(['--act', 'deployments']);
      expect(code).toBe(0);
      const started = [...output.matchAll(/▶ (.*)/g)].map(([, run]) => run);
      const applied = started.slice(started.lastIndexOf('affected.yaml') + 1);
      expect(applied.slice(0, 2).sort()).toEqual(['apply.yaml dns in prod', 'apply.yaml vpc in dev']);
      expect(applied.slice(2)).toEqual(['apply.yaml vpc in dev', 'apply.yaml eks in dev']);
      expect(output).toContain('VpcLimitExceeded');
      const comments = output.split('The comment of the pull request:').slice(1);
      expect(comments[0]).toMatch(/plan of [0-9a-f]{7} · 3 succeeded/);
      expect(comments[0]).toMatch(/ ✅ +dev +eks +changes +#\d+$/m);
      expect(comments[1]).toMatch(/ ⛔ +dev +eks +not started: vpc in dev failed$/m);
      expect(comments[1]).toMatch(/☐ Retry failed/);
      expect(comments[2]).toMatch(/ ✅ +dev +vpc +applied +#\d+$/m);
      expect(comments.join('')).not.toMatch(/<!--|<details|```|^ *│ \|/m);
    },
    demoTimeout,
  );

  test(
    'drift: three stacks have one cause, are remediated, and the badge turns',
    async () => {
      const { code, output, leftBehind } = await runDemo(['--act', 'drift']);
      const verdicts = verdictsOf(output);
      expect({ code, verdicts: verdicts.map((line) => line[0]) }).toEqual({
        code: 0,
        verdicts: ['✓', '✓', '✓', '✓'],
      });
      const started = [...output.matchAll(/▶ (.*)/g)].map(([, run]) => run);
      const each = (workflow: string) =>
        ['dev', 'prod', 'staging'].map((stack) => `${workflow} storage in ${stack}`);
      expect(started[0]).toBe('inventory.yaml');
      expect(started.slice(1, 4).sort()).toEqual(each('detect.yaml'));
      expect(started.slice(4).sort()).toEqual(each('remediate.yaml'));
      expect(output).toMatch(
        /CAUSE .*\n +([0-9a-f]{16}) +3 +1 +`tags\.CostCenter` of `aws_s3_bucket` changed outside Terraform, 3 instances/,
      );
      expect(output.match(/^ +remediated +acme\/stacks +\w+ +storage /gm)).toHaveLength(3);
      expect(output).toContain('No drift.');
      const badges = [...output.matchAll(/badge of storage in prod says: (.*)/g)].map(([, text]) => text);
      expect(badges).toEqual(['drift: Drift detected', 'drift: Remediated']);
      expect(output).not.toContain('finance');
      expect(leftBehind).toEqual([]);
    },
    demoTimeout,
  );

  test(
    'drift: names the failed checks where plans cannot be read',
    async () => {
      // `bin/atmos` of the repository reads the changed tag with it.
      const { code, output } = await runDemo(['--act', 'drift'], { shims: { cat: 'exit 1' } });
      expect(code).toBe(1);
      expect(output).toMatch(/\nFailed checks: drift-one-cause, drift-without-values\b/);
    },
    demoTimeout,
  );

  test.each<{ name: string; shims: Shims }>([
    { name: 'a git that cannot clone', shims: { git: `[ "$1" = clone ] && exit 128\n${passOn}` } },
    { name: 'a terraform that cannot init', shims: { terraform: '[ "$1" = version ]' } },
  ])(
    '$name: names the failed check, continues to the end, and exits with 1',
    async ({ shims }) => {
      const { code, output, leftBehind } = await runDemo(['--act', 'tokens'], { shims });
      expect(verdictsOf(output).filter((line) => line.startsWith('✗'))).toHaveLength(1);
      expect(verdictsOf(output)).toHaveLength(7);
      // Only that one failed: the tokens are revoked.
      expect(output).toContain(`\nFailed checks: job-1-succeeds${nextChapter}`);
      expect(code).toBe(1);
      expect(leftBehind).toEqual([]);
    },
    demoTimeout,
  );

  test(
    '--keep: every command that it prints works as it is, and Ctrl-C leaves nothing behind',
    async () => {
      let tried: Promise<CommandsResult> | undefined;
      const { code, output, leftBehind } = await runDemo(['--act', 'locks', '--keep'], {
        onOutput(text, stop) {
          // The last line.
          if (tried !== undefined || !/\/journal"\n[\s\S]*Sign in as alice.*\n$/.test(text)) return;
          const printed = text.slice(text.indexOf('keep running'));
          tried = runCommands(printed + visitPages(printed)).finally(stop);
        },
      });
      const { failed, shown } = (await tried) ?? {};
      expect(failed).toEqual([]);
      expect(shown).toMatch(/lock\.released[\s\S]*intact: [\s\S]*"number":1[\s\S]*affected\.yaml"/);
      expect(shown).toMatch(/`tags\.CostCenter` of `aws_s3_bucket` changed outside Terraform, 1 instance/);
      expect(shown).toMatch(/Started the remediation of storage in dev: batch \d+\./);
      expect(output).toContain('\nAll checks passed\n');
      expect(output).toMatch(/dashboard in a browser: http:\/\/127\.0\.0\.1:\d+\/w\/ws_acme\n/);
      expect(output).toMatch(
        /storage in dev: http:\/\/127\.0\.0\.1:\d+\/w\/ws_acme\/instances\/\d+\/dev\/storage\n/,
      );
      expect([...(shown ?? '').matchAll(/^page (\d+)$/gm)].map(([, status]) => status)).toEqual([
        ...['200', '200', '200', '200'],
      ]);
      expect({ code, leftBehind }).toEqual({ code: 0, leftBehind: [] });
    },
    demoTimeout,
  );

  test(
    'stopped while it plays: exits with 1 and leaves nothing behind',
    async () => {
      let isStopped = false;
      const { code, leftBehind } = await runDemo(['--act', 'deployments'], {
        onOutput(text, stop) {
          if (isStopped || !text.includes('▶ affected.yaml')) return;
          isStopped = true;
          stop();
        },
      });
      expect({ isStopped, code, leftBehind }).toEqual({ isStopped: true, code: 1, leftBehind: [] });
    },
    demoTimeout,
  );
});
