/** Acts on branches: a push with new files, and the deletion of a branch. */
import { decideRefUpdate, type RefViolation } from '../protection/decide-ref-update.ts';
import { recordRefUpdate } from '../refs/events.ts';
import { withRefs } from '../refs/one-at-a-time.ts';
import { emailOf } from '../world/actors.ts';
import type { Repository } from '../world/world.ts';
import { type Act, ActRefusal, readRepository } from './place.ts';

function describeViolation(violation: RefViolation): string {
  return violation.kind === 'ruleset' ? violation.messages.join('\n') : violation.message;
}

async function refuseViolation(
  repository: Repository,
  move: { readonly ref: string; readonly before: string | undefined; readonly after: string | undefined },
): Promise<void> {
  const permissions = { contents: 'write', workflows: 'write' } as const;
  const update = { ...move, permissions, forced: false, app: undefined, isVerified: false };
  const violation = await decideRefUpdate(repository, update);
  if (violation === undefined) return;
  await repository.git.updateRef(move.ref, move.before);
  throw new ActRefusal(422, describeViolation(violation));
}

/** `files` are texts by path, `deleted` paths. A new branch starts at the default branch. */
const push: Act = async (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'write');
  const branch = fields.optionalText('branch') ?? repository.git.defaultBranch();
  const written = Object.entries(fields.texts('files')).map(([path, content]) => ({ path, content }));
  const deleted = fields.list('deleted').map((path) => ({ path, deleted: true as const }));
  const message = fields.optionalText('message') ?? 'Update files';
  fields.finish();
  const ref = `refs/heads/${branch}`;
  return withRefs(repository, async () => {
    const before = repository.git.readRef(ref);
    const after = await repository.git.commitFiles([...written, ...deleted], {
      branch,
      message,
      author: `${person.login} <${emailOf(person)}>`,
      date: world.clock.now(),
    });
    const move = { ref, before, after };
    await refuseViolation(repository, move);
    recordRefUpdate(world, repository, { ...move, token: person });
    return { sha: after, before: before ?? null };
  });
};

const deleteBranch: Act = async (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'write');
  const ref = `refs/heads/${fields.text('branch')}`;
  fields.finish();
  return withRefs(repository, async () => {
    const before = repository.git.readRef(ref);
    if (before === undefined) throw new ActRefusal(422, 'Reference does not exist');
    const move = { ref, before, after: undefined };
    await refuseViolation(repository, move);
    await repository.git.updateRef(ref, undefined);
    recordRefUpdate(world, repository, { ...move, token: person });
    return {};
  });
};

export const branchActs = { push, delete_branch: deleteBranch } satisfies Record<string, Act>;
