/** Measures the cost of the git configuration for other commands: `git status` in a checkout, with repositories configured and without. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGitConfig } from '../../src/domain/git-config/build-git-config.ts';
import { appendToEnvironment } from '../../src/domain/git-config/environment.ts';
import { chooseGitConfigMode } from '../../src/domain/git-config/mode.ts';
import {
  includeGitConfigFile,
  renderGitConfigFile,
} from '../../src/domain/git-config/render-git-config-file.ts';
import { mainRuleFile } from '../../src/domain/git-config/rule-files.ts';
import { writeGitRules } from '../../src/git/git-config-file.ts';
import type { Section } from '../section.ts';

const rounds = 40;
const counts = [1, 2, 8, 10, 50, 51, 200, 500];
const limits = new Map([
  [1, 2],
  [2, 2],
  [8, 2],
  [50, 2],
  [500, 4],
]);

type Variables = Readonly<Record<string, string>>;

function createCheckout(directory: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: directory, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git(
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@example.com',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'x',
  );
  git('remote', 'add', 'origin', 'https://github.com/acme/app');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('config', 'branch.main.remote', 'origin');
  git('config', 'branch.main.merge', 'refs/heads/main');
}

/** As setup-sts does by default, with tokens of today's length. */
async function configure(count: number, directory: string): Promise<{ mode: string; variables: Variables }> {
  const repositories = Array.from({ length: count }, (_, index) => `acme/module-${index}`);
  const grant = { host: 'github.com', owner: 'acme', token: `ghs_${'x'.repeat(36)}`, repositories };
  const { headers, rules } = buildGitConfig([grant]);
  const at = join(directory, `rules-${count}`);
  await writeGitRules(
    at,
    rules.map(({ name, entries }) => ({ name, content: renderGitConfigFile(entries) })),
  );
  const { mode } = chooseGitConfigMode({ requested: undefined, repositories: count, platform: 'linux' });
  const file = join(directory, `tokens-${count}.config`);
  writeFileSync(file, renderGitConfigFile(headers));
  const tokens = mode === 'env' ? headers : includeGitConfigFile(file, directory);
  const entries = [...tokens, ...includeGitConfigFile(join(at, mainRuleFile), directory)];
  return { mode, variables: appendToEnvironment(entries, {}).variables };
}

/** Milliseconds of `git status`. */
function measureStatus(directory: string, variables: Variables): number {
  const from = performance.now();
  spawnSync('git', ['status', '--short', '--branch'], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', HOME: directory, ...variables },
    stdio: 'ignore',
  });
  return performance.now() - from;
}

export const gitStatus: Section = {
  name: 'git-status',
  async measure() {
    const directory = mkdtempSync(join(tmpdir(), 'bench-git-'));
    try {
      createCheckout(directory);
      const candidates = [{ repositories: 0, mode: '–', variables: {} as Variables }];
      for (const repositories of counts) {
        candidates.push({ repositories, ...(await configure(repositories, directory)) });
      }
      const fastest = candidates.map(() => Number.POSITIVE_INFINITY);
      for (let round = 0; round < rounds; round += 1) {
        candidates.forEach(({ variables }, index) => {
          fastest[index] = Math.min(fastest[index] ?? 0, measureStatus(directory, variables));
        });
      }
      const [none = 0] = fastest;
      const ratioOf = (index: number) => Math.round(((fastest[index] ?? 0) / none) * 100) / 100;
      return {
        title: 'git status with configured repositories',
        method: `fastest of ${rounds} interleaved rounds; the ratio is to no configuration in the same run`,
        rows: candidates.map(({ repositories, mode }, index) => ({
          repositories,
          carrier: mode,
          ms: (fastest[index] ?? 0).toFixed(2),
          ratio: ratioOf(index),
        })),
        targets: candidates.flatMap(({ repositories }, index) => {
          const limit = limits.get(repositories);
          return limit === undefined
            ? []
            : [{ what: `ratio at ${repositories}`, limit, measured: ratioOf(index), unit: '×' }];
        }),
      };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
