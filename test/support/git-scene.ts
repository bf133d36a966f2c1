/**
 * A job directory next to a simulated GitHub: granted repositories, a checkout with whatever credentials some release of
 * actions/checkout leaves behind, and git with the configuration under test.
 *
 *     await using scene = await openScene('github.com');
 *     await scene.prepareCheckout('includeIf');
 *     const git = await scene.configure('env', [scene.grants.mod]);
 *     (await git(['ls-remote', …], scene.workspace)).ok
 *
 * Tokens: `ambient` (the job's own, writes to acme/app only), `mod` (reads acme/mod), `mod2` (writes to acme/mod-2).
 */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGitConfig } from '../../src/domain/git-config/build-git-config.ts';
import { appendToEnvironment } from '../../src/domain/git-config/environment.ts';
import type { GitConfigGrant } from '../../src/domain/git-config/grant.ts';
import {
  includeGitConfigFile,
  renderGitConfigFile,
} from '../../src/domain/git-config/render-git-config-file.ts';
import { mainRuleFile } from '../../src/domain/git-config/rule-files.ts';
import { readScopedUrlRules } from '../../src/domain/git-config/url-rules.ts';
import { writeGitConfigFile, writeGitRules } from '../../src/git/git-config-file.ts';
import { hashToken } from '../../src/simulator/transports/journal.ts';
import { cleanGitEnvironment, type RealGitResult, runGit } from './real-git.ts';
import { startSimulator } from './simulator.ts';

export type Generation = 'local header' | 'includeIf' | 'global include' | 'ssh rewrite';
export type Git = (
  args: readonly string[],
  directory: string,
  environment?: Readonly<Record<string, string>>,
) => Promise<RealGitResult>;

const repositories = ['acme/app', 'acme/mod', 'acme/mod-2', 'acme/mod-3', 'acme/modules', 'Labs/Tools'];
const tokens = {
  ambient: 'ghs_ambientAmbientAmbientAmbientAmbient01',
  mod: 'ghs_modModModModModModModModModModModMod02',
  mod2: 'ghs_mod2mod2mod2mod2mod2mod2mod2mod2mod203',
} as const;

export async function openScene(
  shape: 'enterprise' | 'github.com',
  options: { readonly tls?: boolean } = {},
) {
  const files = { 'main.tf': 'output "x" { value = 1 }\n' };
  const simulator = await startSimulator({
    shape,
    ...options,
    seed: {
      repositories: [
        ...repositories.map((name) => ({ name, files })),
        { name: 'acme/open', visibility: 'public' as const, files },
      ],
    },
  });
  const directory = await mkdtemp(join(tmpdir(), 'git-scene-'));
  const [home, clean, workspace, temp] = ['home', 'clean', 'workspace', 'temp'].map((name) =>
    join(directory, name),
  );
  if (home === undefined || clean === undefined || workspace === undefined || temp === undefined)
    throw new Error();
  await Promise.all([home, clean, workspace, temp].map((path) => mkdir(path)));
  const { server } = simulator.urls;
  const base = { ...cleanGitEnvironment(home), ...simulator.environment, RUNNER_TEMP: temp };

  function allow(token: string, repository: string, level: 'read' | 'write'): void {
    const [owner, name] = repository.split('/');
    const { accounts } = simulator.world;
    const found = [...simulator.world.repositories.values()].find(
      (candidate) => candidate.name === name && accounts.get(candidate.ownerId)?.login === owner,
    );
    if (found === undefined) throw new Error(`no ${repository}`);
    simulator.world.tokens.set(token, {
      token,
      kind: 'job',
      installationId: undefined,
      accountId: found.ownerId,
      repositoryIds: [...(simulator.world.tokens.get(token)?.repositoryIds ?? []), found.id],
      permissions: { contents: level, metadata: 'read' },
      mintedAt: simulator.world.clock.now(),
      expiresAt: simulator.world.clock.now() + 3_600_000,
      revoked: false,
    });
  }
  allow(tokens.ambient, 'acme/app', 'write');
  allow(tokens.mod, 'acme/mod', 'read');
  allow(tokens.mod2, 'acme/mod-2', 'write');

  const grant = (token: string, repository: string): GitConfigGrant => ({
    host: new URL(server).host,
    owner: repository.split('/')[0] ?? '',
    token,
    repositories: [repository],
  });
  const basic = Buffer.from(`x-access-token:${tokens.ambient}`).toString('base64');
  const header = `AUTHORIZATION: basic ${basic}`;

  /** A checkout of acme/app, and what the given generation of actions/checkout adds to it. */
  async function prepareCheckout(generation: Generation): Promise<void> {
    const git: Git = (args, at) => runGit(args, at, base);
    const key = `http.${server}/.extraheader`;
    await git(['init', '-q', '-b', 'main', workspace ?? ''], directory);
    await git(['remote', 'add', 'origin', `${server}/acme/app`], workspace ?? '');
    const fetched = await git(
      ['-c', `${key}=${header}`, 'fetch', '-q', 'origin', '+refs/heads/main:refs/remotes/origin/main'],
      workspace ?? '',
    );
    const checkedOut = await git(
      ['checkout', '-q', '-B', 'main', 'refs/remotes/origin/main'],
      workspace ?? '',
    );
    if (!fetched.ok || !checkedOut.ok) {
      throw new Error(`The checkout failed: ${fetched.stderr}${checkedOut.stderr}`);
    }
    const included = join(temp ?? '', 'git-credentials.config');
    await git(['config', '-f', included, key, header], directory);
    switch (generation) {
      case 'local header': // up to v5
        await git(['config', '--local', key, header], workspace ?? '');
        break;
      case 'includeIf': // v6 and v7
        for (const suffix of ['', '/worktrees/*']) {
          await git(
            ['config', '--local', `includeIf.gitdir:${workspace}/.git${suffix}.path`, included],
            workspace ?? '',
          );
        }
        break;
      case 'global include': // any, while it fetches submodules
        await git(['config', '--global', 'include.path', included], directory);
        await git(
          ['config', '--global', `url.${server}/.insteadOf`, `git@${new URL(server).hostname}:`],
          directory,
        );
        break;
      case 'ssh rewrite': // with ssh-key, and a machine that prefers SSH
        await git(['config', '--local', key, header], workspace ?? '');
        await git(
          ['config', '--global', `url.ssh://git@${new URL(server).hostname}/.insteadOf`, `${server}/`],
          directory,
        );
        break;
    }
  }

  /** The environment of the steps after ours. `before`: variables that an earlier step exported. */
  async function environmentAfter(
    mode: 'env' | 'file',
    grants: readonly GitConfigGrant[],
    before: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, string>>> {
    const listed = await runGit(['config', '--list', '--show-scope', '-z'], workspace ?? '', {
      ...base,
      ...before,
    });
    const jobRules = readScopedUrlRules(listed.stdout);
    const { headers, rules } = buildGitConfig(grants, { serverUrl: server, jobRules });
    const at = join(directory, `rules-${randomUUID()}`);
    await writeGitRules(
      at,
      rules.map(({ name, entries }) => ({ name, content: renderGitConfigFile(entries) })),
    );
    const tokenEntries =
      mode === 'env'
        ? headers
        : includeGitConfigFile(await writeGitConfigFile(temp ?? '', renderGitConfigFile(headers)), temp);
    const carried = [
      ...tokenEntries,
      ...(rules.length === 0 ? [] : includeGitConfigFile(join(at, mainRuleFile), temp)),
    ];
    const { variables } = appendToEnvironment(carried, before);
    return { ...base, ...before, ...variables };
  }

  /** Git of the steps after ours. */
  async function configure(...given: Parameters<typeof environmentAfter>): Promise<Git> {
    const environment = await environmentAfter(...given);
    return (args, at, more = {}) => runGit(args, at, { ...environment, ...more });
  }

  return {
    simulator,
    server,
    directory,
    clean,
    workspace,
    home,
    tokens,
    allow,
    grants: { mod: grant(tokens.mod, 'acme/mod'), mod2: grant(tokens.mod2, 'acme/mod-2') },
    bareGit: ((args, at, more = {}) => runGit(args, at, { ...base, ...more })) as Git,
    /** Of a job without us. */
    environment: base,
    prepareCheckout,
    environmentAfter,
    configure,
    /** Callers that asked for a repository since `clear`: a name of a token, or `anonymous`. */
    askedFor(repository: string): readonly string[] {
      const names = new Map(
        Object.entries(tokens).map(([name, token]) => [`token:${hashToken(token)}`, name]),
      );
      return simulator.journal
        .entries()
        .filter(({ path }) => path.startsWith(`/${repository}/`) || path.startsWith(`/${repository}.git/`))
        .map(({ who }) => names.get(who) ?? who);
    },
    async [Symbol.asyncDispose]() {
      await simulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export type GitScene = Awaited<ReturnType<typeof openScene>>;
