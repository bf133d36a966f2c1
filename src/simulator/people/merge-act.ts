/** Merges a pull request: a real merge or squash commit on the base branch, made and signed by GitHub. */
import { writePersonsCommit } from '../commits/write-commit.ts';
import { callGit, tryGit } from '../git/process.ts';
import { recordRefUpdate } from '../refs/events.ts';
import { withRefs } from '../refs/one-at-a-time.ts';
import { headShaOf } from '../world/heads.ts';
import type { SimulatedPullRequest } from '../world/pull-requests.ts';
import { ownerOf, type Repository } from '../world/world.ts';
import { type Act, type ActPlace, ActRefusal, readPull, readRepository } from './place.ts';
import { recordPull } from './pull-request-acts.ts';

const methods = ['merge', 'squash'] as const;

const notMergeable = 'Pull Request is not mergeable';

/** The tree of both sides together. */
async function mergeTrees(repository: Repository, base: string, head: string): Promise<string> {
  const run = await tryGit(repository.git.path, ['merge-tree', '--write-tree', base, head]);
  if (run.exitCode !== 0) throw new ActRefusal(405, notMergeable);
  return run.stdout.toString('utf8').slice(0, 40);
}

/** A fork's commits are copied first. */
async function fetchHead({ world }: ActPlace, repository: Repository, pull: SimulatedPullRequest) {
  const head = headShaOf(world, pull);
  const fork = world.repositories.get(pull.headRepositoryId);
  if (fork !== undefined && fork !== repository) {
    await callGit(repository.git.path, ['fetch', '--quiet', fork.git.path, head]);
  }
  return head;
}

async function writeMerge(
  place: ActPlace,
  repository: Repository,
  pull: SimulatedPullRequest,
): Promise<{ readonly before: string; readonly after: string; readonly head: string }> {
  const before = repository.git.readRef(`refs/heads/${pull.baseRef}`);
  if (before === undefined) throw new ActRefusal(405, notMergeable);
  const method =
    place.fields.optionalText('method') === undefined ? 'merge' : place.fields.oneOf('method', methods);
  place.fields.finish();
  const head = await fetchHead(place, repository, pull);
  const tree = await mergeTrees(repository, before, head);
  const owner = ownerOf(place.world, repository).login;
  const after = writePersonsCommit(place.world, repository, {
    author: place.person,
    tree,
    parents: method === 'squash' ? [before] : [before, head],
    message:
      method === 'squash'
        ? `${pull.title} (#${pull.number})`
        : `Merge pull request #${pull.number} from ${owner}/${pull.headRef}\n\n${pull.title}`,
  });
  return { before, after, head };
}

/** `method` is merge or squash. As at GitHub, the push of the base branch is told before the closing. */
export const mergePull: Act = async (place) => {
  const { world, person } = place;
  const repository = readRepository(place, 'write');
  const pull = readPull(place, repository);
  const deletesBranch = place.fields.flag('delete_branch');
  return withRefs(repository, async () => {
    if (pull.state !== 'open' || pull.draft) throw new ActRefusal(405, notMergeable);
    const { before, after, head } = await writeMerge(place, repository, pull);
    const ref = `refs/heads/${pull.baseRef}`;
    await repository.git.updateRef(ref, after);
    const now = world.clock.now();
    const merged = { mergedAt: now, mergedById: person.id, mergeSha: after, closedAt: now, headSha: head };
    Object.assign(pull, { state: 'merged', ...merged });
    recordRefUpdate(world, repository, { token: person, ref, before, after });
    recordPull(place, [repository, pull], { action: 'closed' });
    const headRef = `refs/heads/${pull.headRef}`;
    if (deletesBranch && pull.headRepositoryId === repository.id) {
      await repository.git.updateRef(headRef, undefined);
      recordRefUpdate(world, repository, { token: person, ref: headRef, before: head, after: undefined });
    }
    return { sha: after };
  });
};
