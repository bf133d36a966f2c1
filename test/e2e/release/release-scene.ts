/**
 * The release workflow on this machine: a clone with an origin, in which the shell lines of each job run as they stand. Programs that would reach
 * other machines (`gh`, `docker`, `npm publish`) are replaced by one that notes its arguments.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { projectFiles, root } from '../../support/source-files.ts';

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly input: string;
}

/** Notes a call, and does the little that the next line of the workflow relies on. */
const recorder = `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const { basename } = require('node:path');
const { spawnSync } = require('node:child_process');
const program = basename(process.argv[1]);
const args = process.argv.slice(2);
const isReal = program === 'npm' && !['ci', 'view', 'publish'].includes(args[0]);
if (isReal) process.exit(spawnSync(process.env.REAL_NPM, args, { stdio: 'inherit' }).status ?? 1);
const input = program === 'docker' && args[0] === 'login' ? readFileSync(0, 'utf8') : '';
appendFileSync(process.env.CALLS, JSON.stringify({ program, args, input }) + '\\n');
const metadata = args.indexOf('--metadata-file');
if (metadata >= 0) writeFileSync(args[metadata + 1], JSON.stringify({ 'containerimage.digest': process.env.DIGEST }));
const published = process.env.PUBLISHED === 'true';
// These calls ask whether something is published already.
if (program === 'npm' && args[0] === 'view' && published) console.log('9.9.9');
const asks = program === 'gh' && (args[1] === 'view' || (args[0] === 'api' && !args.includes('--method')));
process.exitCode = asks && !published ? 1 : 0;
`;

export const digest = `sha256:${'d'.repeat(64)}`;
export const repository = 'acme/atmos-pro-actions';

export function openReleaseScene(version: string) {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  const clone = join(folder, 'clone');
  const temp = join(folder, 'temp');
  const calls = join(folder, 'calls');
  const bin = join(folder, 'bin');
  for (const path of [temp, bin]) mkdirSync(path);
  for (const program of ['npm', 'docker', 'gh']) {
    writeFileSync(join(bin, program), recorder);
    chmodSync(join(bin, program), 0o755);
  }
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git');
  git(folder, 'init', '--quiet', '--initial-branch=main', 'clone');
  for (const file of projectFiles()) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    copyFileSync(join(root, file), join(clone, file));
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  writeFileSync(join(clone, '.git/info/exclude'), 'node_modules\n');
  git(clone, 'remote', 'add', 'origin', '../origin.git');
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '--message', 'Before the release');

  const environment = (more: Readonly<Record<string, string>>) => ({
    PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: folder,
    CALLS: calls,
    DIGEST: digest,
    REAL_NPM: execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim(),
    // It asks the registry whether there is a newer npm.
    npm_config_update_notifier: 'false',
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_OWNER: 'Acme',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTOR: 'octocat',
    GITHUB_SHA: git(clone, 'rev-parse', 'HEAD').trim(),
    ...more,
  });
  /** Of the expressions that the workflow uses. */
  const evaluate = (text: string) =>
    text.replace(/\$\{\{ (.+?) \}\}/g, (_, name: string) => {
      const values: Readonly<Record<string, string>> = {
        'github.ref_name': `v${version}`,
        'github.token': 'token-of-the-job',
        'github.server_url': 'https://github.com',
        'github.repository': repository,
      };
      if (values[name] === undefined) throw new Error(`the rehearsal has no value of ${name}`);
      return values[name];
    });

  return {
    clone,
    temp,
    git: (...args: string[]) => git(clone, ...args),
    read: (file: string) => readFileSync(join(clone, file), 'utf8'),
    write: (file: string, text: string) => writeFileSync(join(clone, file), text),
    /** Runs a command in the clone. */
    run(command: string) {
      return spawnSync('bash', ['-e', '-c', command], { cwd: clone, env: environment({}), encoding: 'utf8' });
    },
    /** Runs the shell lines of a job, but for the gates, in `cwd`. Returns the result of the last step that ran. */
    runJob(name: string, { cwd = clone, published = false } = {}) {
      const { jobs } = parse(readFileSync(join(clone, '.github/workflows/release.yml'), 'utf8')) as {
        readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
      };
      let last = { status: 0 as number | null, output: '' };
      for (const step of jobs[name]?.steps ?? []) {
        if (step.run === undefined || step.run === '.ci/run') continue;
        const env = Object.entries(step.env ?? {}).map(([key, value]) => [key, evaluate(value)]);
        const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', evaluate(step.run)], {
          cwd,
          env: environment({ ...Object.fromEntries(env), PUBLISHED: String(published) }),
          encoding: 'utf8',
        });
        last = { status, output: `${step.name}: ${stdout}${stderr}` };
        if (status !== 0) break;
      }
      return last;
    },
    /** Calls since the last time, which are forgotten. */
    takeCalls(): readonly Call[] {
      const text = spawnSync('cat', [calls], { encoding: 'utf8' }).stdout;
      rmSync(calls, { force: true });
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Call);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
