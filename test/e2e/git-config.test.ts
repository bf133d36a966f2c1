/** Real git, real tokens of a simulated github.com: every spelling of an address, in every place where a step runs git. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Generation, type Git, type GitScene, openScene } from '../support/git-scene.ts';

/** How the configuration is carried makes no difference to most places: the file is tried in the two that include files. */
const generations: readonly Generation[] = ['local header', 'includeIf', 'global include', 'ssh rewrite'];
const modes = ['env', 'file'] as const;

describe.each(modes)('a clean directory, carried by %s', (mode) => {
  let scene: GitScene;
  let git: Git;
  let gitForTwo: Git;
  beforeAll(async () => {
    scene = await openScene('github.com');
    gitForTwo = await scene.configure(mode, [scene.grants.mod, scene.grants.mod2]);
    git = gitForTwo;
  });
  afterAll(() => scene[Symbol.asyncDispose]());
  beforeEach(() => scene.simulator.journal.clear());

  test.each([
    ['https', 'https://github.com/acme/mod'],
    ['https with .git', 'https://github.com/acme/mod.git'],
    ['https with a trailing slash', 'https://github.com/acme/mod/'],
    ['a user', 'https://git@github.com/acme/mod.git'],
    ['the ambient token', 'https://x-access-token:ghs_ambient@github.com/acme/mod'],
    ['the port', 'https://github.com:443/acme/mod.git'],
    ['capitals in the host', 'https://GitHub.com/acme/mod'],
    ['scp', 'git@github.com:acme/mod.git'],
    ['scp without .git', 'git@github.com:acme/mod'],
    ['ssh', 'ssh://git@github.com/acme/mod.git'],
    ['ssh without .git', 'ssh://git@github.com/acme/mod'],
    ['ssh with its port', 'ssh://git@github.com:22/acme/mod.git'],
    ['ssh with its port, without .git', 'ssh://git@github.com:22/acme/mod'],
    ['git+ssh', 'git+ssh://git@github.com/acme/mod.git'],
    ['ssh over the HTTPS port, without .git', 'ssh://git@ssh.github.com:443/acme/mod', 'one'],
    ['scp with a leading slash, without .git', 'git@github.com:/acme/mod', 'one'],
  ])('%s', async (name, address, grants = 'two') => {
    const git = grants === 'two' ? gitForTwo : await scene.configure(mode, [scene.grants.mod]);
    const { ok, stderr } = await git(['clone', '-q', address, name.replaceAll(' ', '-')], scene.clean);
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    // The header goes with the first request: nothing is asked without it.
    expect(new Set(scene.askedFor('acme/mod'))).toEqual(new Set(['mod']));
    scene.simulator.journal.clear();
    const remote = await git(['ls-remote', 'origin'], `${scene.clean}/${name.replaceAll(' ', '-')}`);
    expect({ ok: remote.ok, stderr: remote.stderr }).toEqual({ ok: true, stderr: '' });
    expect(scene.askedFor('acme/mod')).toEqual(['mod', 'mod']);
  });

  test.each([
    ['https', 'https://github.com/acme/mod'],
    ['https with .git', 'https://github.com/acme/mod.git'],
    ['https with a trailing slash', 'https://github.com/acme/mod/'],
    ['a user', 'https://git@github.com/acme/mod.git'],
    ['the ambient token', 'https://x-access-token:ghs_ambient@github.com/acme/mod'],
    ['scp', 'git@github.com:acme/mod.git'],
    ['ssh', 'ssh://git@github.com/acme/mod.git'],
    ['ssh without .git', 'ssh://git@github.com/acme/mod'],
  ])('as an argument: %s', async (_name, address) => {
    const { ok, stderr } = await git(['ls-remote', address], scene.clean);
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(scene.askedFor('acme/mod')).toEqual(['mod', 'mod']);
  });

  test('two tokens for one owner, each for its own repository', async () => {
    for (const address of ['https://github.com/acme/mod-2', 'git@github.com:acme/mod-2.git']) {
      expect((await git(['ls-remote', address], scene.clean)).ok).toBe(true);
    }
    expect(new Set(scene.askedFor('acme/mod-2'))).toEqual(new Set(['mod2']));
  });

  test('a repository that was not granted gets no token', async () => {
    expect((await git(['ls-remote', 'https://github.com/acme/mod-3'], scene.clean)).ok).toBe(false);
    expect(scene.askedFor('acme/mod-3')).toEqual(['anonymous']);
  });

  test('a public repository is read without one', async () => {
    expect((await git(['ls-remote', 'https://github.com/acme/open'], scene.clean)).ok).toBe(true);
    expect(new Set(scene.askedFor('acme/open'))).toEqual(new Set(['anonymous']));
  });

  test('nothing that a clone leaves or prints holds a token', async () => {
    const trace = { GIT_TRACE: '2', GIT_TRACE_CURL: '2', GIT_TRACE_PACKET: '2', GIT_TRACE_SETUP: '2' };
    const clone = await git(['clone', 'git@github.com:acme/mod.git', 'cloned'], scene.clean, trace);
    const at = `${scene.clean}/cloned`;
    const remotes = await git(['remote', '-v'], at);
    const local = await git(['config', '--local', '--list'], at);
    expect(clone.ok).toBe(true);
    // The trace shows the arguments of git's child processes.
    expect(clone.stderr).toMatch(
      /run_command:.* git remote-https origin https:\/\/github\.com\/acme\/mod\.git/,
    );
    expect(clone.stderr).toMatch(/[Aa]uthorization: Basic <redacted>/);
    const basic = Buffer.from(`x-access-token:${scene.tokens.mod}`).toString('base64');
    for (const text of [clone.stderr, clone.stdout, remotes.stdout, local.stdout]) {
      expect(text).not.toContain(scene.tokens.mod);
      expect(text).not.toContain(basic);
    }
    expect(remotes.stdout).toMatch(/https:\/\/github\.com\/acme\/mod\.git|git@github\.com:acme\/mod\.git/);
  });

  test('entries of an earlier step stay', async () => {
    const before = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'Earlier' };
    const later = await scene.configure(mode, [scene.grants.mod], before);
    expect((await later(['config', 'user.name'], scene.clean)).stdout).toBe('Earlier\n');
    expect((await later(['ls-remote', 'git@github.com:acme/mod.git'], scene.clean)).ok).toBe(true);
  });

  test('git -c with the whole host’s header does not get in the way', async () => {
    const ambient = `http.https://github.com/.extraheader=AUTHORIZATION: basic ${btoa(`x:${scene.tokens.ambient}`)}`;
    expect((await git(['-c', ambient, 'ls-remote', 'https://github.com/acme/mod'], scene.clean)).ok).toBe(
      true,
    );
    expect((await git(['-c', ambient, 'ls-remote', 'https://github.com/acme/app'], scene.clean)).ok).toBe(
      true,
    );
    expect(new Set(scene.askedFor('acme/app'))).toEqual(new Set(['ambient']));
  });
});

const places = [
  ...generations.map((generation) => ['env', generation] as const),
  ['file', 'includeIf'],
  ['file', 'global include'],
] as const;

describe.each(places)('a checkout, carried by %s, next to its %s', (mode, generation) => {
  let scene: GitScene;
  let git: Git;
  beforeAll(async () => {
    scene = await openScene('github.com');
    await scene.prepareCheckout(generation);
    git = await scene.configure(mode, [scene.grants.mod, scene.grants.mod2]);
  });
  afterAll(() => scene[Symbol.asyncDispose]());
  beforeEach(() => scene.simulator.journal.clear());

  test.each([
    ['https', 'https://github.com/acme/mod'],
    ['https with .git', 'https://github.com/acme/mod.git'],
    ['scp', 'git@github.com:acme/mod.git'],
    ['scp without .git', 'git@github.com:acme/mod'],
    ['ssh', 'ssh://git@github.com/acme/mod'],
  ])('ls-remote over %s', async (name, address) => {
    const remote = name.replaceAll(' ', '-');
    await git(['remote', 'add', remote, address], scene.workspace);
    const { ok, stderr } = await git(['ls-remote', remote], scene.workspace);
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(scene.askedFor('acme/mod')).toEqual(['mod', 'mod']);
  });

  test.each([
    ['https', 'https://github.com/acme/mod.git'],
    ['scp', 'git@github.com:acme/mod.git'],
    ['ssh', 'ssh://git@github.com/acme/mod.git'],
  ])('ls-remote over %s, as an argument', async (_name, address) => {
    const { ok, stderr } = await git(['ls-remote', address], scene.clean);
    expect({ ok, stderr }).toEqual({ ok: true, stderr: '' });
    expect(scene.askedFor('acme/mod')).toEqual(['mod', 'mod']);
  });

  test('a second remote, a clone, and another token of the same owner', async () => {
    await git(['remote', 'add', 'mod', 'https://github.com/acme/mod'], scene.workspace);
    await git(['remote', 'add', 'mod2', 'git@github.com:acme/mod-2.git'], scene.workspace);
    expect((await git(['fetch', '-q', 'mod'], scene.workspace)).stderr).toBe('');
    expect((await git(['fetch', '-q', 'mod2'], scene.workspace)).stderr).toBe('');
    expect((await git(['push', '-q', 'mod2', 'HEAD:refs/heads/pushed'], scene.workspace)).stderr).toBe('');
    expect((await git(['clone', '-q', 'https://github.com/acme/mod', 'vendor'], scene.workspace)).ok).toBe(
      true,
    );
    expect(new Set(scene.askedFor('acme/mod'))).toEqual(new Set(['mod']));
    expect(new Set(scene.askedFor('acme/mod-2'))).toEqual(new Set(['mod2']));
  });

  if (generation !== 'ssh rewrite') {
    test('the caller’s own repository: ls-remote, fetch and push', async () => {
      expect((await git(['ls-remote', 'origin'], scene.workspace)).ok).toBe(true);
      expect((await git(['fetch', '-q', 'origin'], scene.workspace)).stderr).toBe('');
      expect((await git(['push', '-q', 'origin', 'HEAD:refs/heads/work'], scene.workspace)).stderr).toBe('');
      expect(new Set(scene.askedFor('acme/app'))).toEqual(new Set(['ambient']));
      expect((await git(['ls-remote', 'https://github.com/acme/open'], scene.workspace)).ok).toBe(true);
    });

    test('a repository that was not granted gets the job’s own token at most', async () => {
      expect((await git(['ls-remote', 'https://github.com/acme/mod-3'], scene.workspace)).ok).toBe(false);
      expect(scene.askedFor('acme/mod-3')).toEqual(['ambient']);
    });
  }

  test.each([
    ['https', 'https://github.com/acme/mod.git'],
    ['scp', 'git@github.com:acme/mod.git'],
    ['a relative address', '../mod.git'],
  ])('a submodule by %s', async (name, address) => {
    if (name === 'a relative address' && generation === 'ssh rewrite') {
      await git(['config', 'remote.origin.url', 'git@github.com:acme/app.git'], scene.workspace);
    }
    const path = `sub-${name.replaceAll(' ', '-')}`;
    const added = await git(['submodule', 'add', '-q', address, path], scene.workspace);
    expect({ ok: added.ok, stderr: added.stderr }).toEqual({ ok: true, stderr: '' });
    await git(['submodule', 'deinit', '-q', '-f', path], scene.workspace);
    const updated = await git(['submodule', 'update', '-q', '--init', '--recursive', path], scene.workspace);
    expect({ ok: updated.ok, stderr: updated.stderr }).toEqual({ ok: true, stderr: '' });
    expect((await git(['fetch', '-q', 'origin'], `${scene.workspace}/${path}`)).stderr).toBe('');
    expect(new Set(scene.askedFor('acme/mod'))).toEqual(new Set(['mod']));
  });
});
