/** Compares git with and without our configuration, in generated worlds. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { resolveFetchUrl, resolvePushUrl, type UrlRules } from '../../src/domain/git-config/url-rules.ts';
import { configureWorld, type GitWorld, gitWorlds, layOutWorld, rulesOf } from './git-worlds.ts';
import { cleanGitEnvironment, runGit } from './real-git.ts';

async function compareWorld(world: GitWorld, directory: string): Promise<void> {
  const config = configureWorld(world);
  const { repository, variables } = layOutWorld(world, config, directory);
  const base = cleanGitEnvironment(directory);
  const asked = async (environment: Readonly<Record<string, string>>) => {
    const git = (args: readonly string[], at: string) => runGit(args, at, environment);
    const remotes = await git(['remote', '-v'], repository);
    const [alone = ''] = world.foreign;
    const address = await git(['ls-remote', '--get-url', alone], directory);
    const url = address.stdout.trim();
    const header = /^https?:/.test(url)
      ? await git(['config', '--get-urlmatch', 'http', url], directory)
      : { stdout: '' };
    const count = world.foreign.length;
    const lines = remotes.stdout.split('\n').filter((line) => Number(/^r(\d+)/.exec(line)?.[1]) < count);
    return { ok: remotes.ok, lines, url, header: header.stdout };
  };
  const without = await asked(base);
  expect({ world, ...(await asked({ ...base, ...variables })) }).toEqual({ world, ...without });
  // The model that the other test relies on says the same as git.
  const rules = rulesOf(world, config, [...world.foreign, ...world.own]);
  const expected = world.foreign.flatMap((address, index) => [
    `r${index}\t${resolveFetchUrl(rules.without, address)} (fetch)`,
    `r${index}\t${resolvePushUrl(rules.without, address)} (push)`,
  ]);
  expect(new Set(without.lines)).toEqual(new Set(expected));
}

/** A description of the first world in which an address that was not granted is treated differently, after shrinking; `undefined` if there is none. */
export async function compareOnGit(directory: string, worlds: number): Promise<string | undefined> {
  let next = 0;
  const property = fc.asyncProperty(gitWorlds, async (world) => {
    next += 1;
    const own = join(directory, String(next));
    mkdirSync(own);
    await compareWorld(world, own);
    rmSync(own, { recursive: true });
  });
  const found = await fc.check(property, { numRuns: worlds });
  return found.failed ? fc.defaultReportMessage(found) : undefined;
}

/** The same on the model of git: every address as an argument outside of a repository, alone as a remote, and next to all others. */
export function compareOnModel(worlds: number): string | undefined {
  const property = fc.property(gitWorlds, (world) => {
    const config = configureWorld(world);
    for (const address of world.foreign) {
      for (const remotes of [[], [address], [...world.foreign, ...world.own]]) {
        const place = remotes.length === 0 ? { ...world, localEntries: [], conditionalEntries: [] } : world;
        const rules = rulesOf(place, config, remotes);
        const resolve = (own: UrlRules) => [resolveFetchUrl(own, address), resolvePushUrl(own, address)];
        expect([address, ...resolve(rules.with)]).toEqual([address, ...resolve(rules.without)]);
      }
    }
  });
  const found = fc.check(property, { numRuns: worlds });
  return found.failed ? fc.defaultReportMessage(found) : undefined;
}
