/** Writes the repositories of a seed as real git objects. */
import { join } from 'node:path';
import { createGitRepository, type GitRepository } from '../git/repository.ts';
import type { GitFile } from '../git/tree.ts';
import { createIdSource, firstIds } from '../world/ids.ts';
import { findAccount, type World } from '../world/world.ts';
import { createMergeQueue, createProtection, createRuleset } from './create-branch-rules.ts';
import type { FileSeed, FilesSeed, RepositorySeed, WorldSeed } from './seed-types.ts';

function toGitFile(path: string, file: FileSeed): GitFile {
  if (typeof file === 'string') return { path, content: file };
  if ('symlink' in file) return { path, symlink: file.symlink };
  if ('submodule' in file) return { path, gitlink: file.submodule };
  const content = 'content' in file ? file.content : Buffer.from(file.base64, 'base64');
  return { path, content, executable: file.executable ?? false };
}

function toGitFiles(files: FilesSeed = {}): GitFile[] {
  return Object.entries(files).map(([path, file]) => toGitFile(path, file));
}

async function fillRepository(git: GitRepository, seed: RepositorySeed): Promise<void> {
  const files = toGitFiles(seed.files);
  if (files.length === 0 && seed.branches === undefined) return;
  const first = await git.commitFiles(files, { message: 'Initial commit' });
  for (const [branch, { files: changed }] of Object.entries(seed.branches ?? {})) {
    await git.updateRef(`refs/heads/${branch}`, first);
    if (changed !== undefined) await git.commitFiles(toGitFiles(changed), { branch });
  }
}

/** A repository without files and branches is empty, like a new one at GitHub. */
export async function createSeededRepositories(
  world: World,
  seed: WorldSeed,
  directory: string,
): Promise<void> {
  const repositories = seed.repositories ?? [];
  const nextId = createIdSource(
    firstIds.repository,
    repositories.map(({ id }) => id),
  );
  const nextProtectionId = createIdSource(firstIds.protection, []);
  const nextRulesetId = createIdSource(firstIds.ruleset, []);
  const now = world.clock.now();
  const filled = repositories.map((repository) => {
    const id = repository.id ?? nextId();
    const [login = '', name = ''] = repository.name.split('/');
    const owner = findAccount(world, login);
    const git = createGitRepository(join(directory, `${id}.git`), {
      defaultBranch: repository.default_branch ?? 'main',
    });
    world.repositories.set(id, {
      id,
      name,
      ownerId: owner?.id ?? 0,
      visibility: repository.visibility ?? 'private',
      archived: repository.archived ?? false,
      subjectFormat: repository.subject_format ?? 'name',
      subjectClaims: repository.subject_claims,
      sendsWriteTokens: repository.send_write_tokens_to_workflows ?? false,
      git,
      protections: (repository.protection ?? []).map((rule) => createProtection(rule, nextProtectionId)),
      rulesets: (repository.rulesets ?? []).map((ruleset) => createRuleset(ruleset, nextRulesetId)),
      mergeQueues: new Map(
        (repository.merge_queues ?? []).map((queue) => [
          queue.branch,
          createMergeQueue(queue, nextRulesetId),
        ]),
      ),
      pullRequests: new Map(),
      issues: new Map(),
      comments: [],
      checkSuites: [],
      checkRuns: [],
      releases: [],
      people: new Map(),
      teams: new Map(),
      environments: new Map(),
      variables: repository.variables ?? {},
      workflows: new Map(),
      createdAt: now,
    });
    return fillRepository(git, repository);
  });
  await Promise.all(filled);
}
