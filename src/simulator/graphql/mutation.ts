/** `createCommitOnBranch`: one signed commit on the head that the caller expects, or nothing at all. */
import { archivedMessage } from '../api/write-access.ts';
import { writeSignedCommit } from '../commits/write-commit.ts';
import { readCommit } from '../git/commits.ts';
import type { RefViolation } from '../protection/decide-ref-update.ts';
import { moveRef } from '../refs/move-ref.ts';
import { withRefs } from '../refs/one-at-a-time.ts';
import { readRefNodeId } from '../shapes/node-id.ts';
import { isAtLeast, permissionsIn } from '../world/access.ts';
import type { Repository } from '../world/world.ts';
import { viewCommit } from './commit-view.ts';
import { fieldError, forbiddenError, notFoundError } from './errors.ts';
import { type FileChanges, writeChangedTree } from './file-changes.ts';
import { gitPlaceOf, viewRef } from './repository-view.ts';
import type { View } from './tree-view.ts';
import { findVisible, isVisible, type QueryContext } from './visibility.ts';

interface CommittableBranch {
  readonly id?: string | null;
  readonly repositoryNameWithOwner?: string | null;
  readonly branchName?: string | null;
}

interface CreateCommitInput {
  readonly branch: CommittableBranch;
  readonly clientMutationId?: string | null;
  readonly expectedHeadOid: string;
  readonly fileChanges?: FileChanges | null;
  readonly message: { readonly headline: string; readonly body?: string | null };
}

interface Target {
  readonly repository: Repository;
  /** Full name. */
  readonly ref: string;
}

function findById(context: QueryContext, id: string): Target {
  const read = readRefNodeId(id);
  const repository = context.world.repositories.get(read?.repositoryId ?? 0);
  if (read === undefined || repository === undefined || !isVisible(context, repository)) {
    throw notFoundError(`node with the global id of '${id}'`);
  }
  return { repository, ref: read.ref };
}

/** Either way of naming a branch, not both. */
function findTarget(context: QueryContext, branch: CommittableBranch): Target {
  const { id, repositoryNameWithOwner: fullName, branchName: name } = branch;
  if (typeof id === 'string' && fullName === undefined && name === undefined) return findById(context, id);
  if (typeof fullName !== 'string' || typeof name !== 'string' || typeof id === 'string') {
    throw fieldError(
      'UNPROCESSABLE',
      'A branch is named by its id, or by repositoryNameWithOwner and branchName.',
    );
  }
  const [owner = '', repositoryName = ''] = fullName.split('/');
  const repository = findVisible(context, { owner, name: repositoryName, followRenames: true });
  return { repository, ref: name.startsWith('refs/heads/') ? name : `refs/heads/${name}` };
}

function refuse(violation: RefViolation): Error {
  switch (violation.kind) {
    case 'protection':
      return fieldError('BRANCH_PROTECTION_RULE_VIOLATION', violation.message);
    case 'ruleset': {
      const list = violation.messages.map((message) => `${message}\n\n`).join('');
      return fieldError('UNPROCESSABLE', `Repository rule violations found\n\n${list}`);
    }
    case 'workflow':
      return fieldError('UNPROCESSABLE', violation.message);
  }
}

function messageOf({ headline, body }: CreateCommitInput['message']): string {
  const text = body ?? '';
  return text === '' ? headline : `${headline}\n\n${text}`;
}

/** Inside the lock of the repository's refs. */
async function commit(context: QueryContext, target: Target, input: CreateCommitInput): Promise<View> {
  const { world, caller } = context;
  const { repository, ref } = target;
  const { git } = repository;
  const permissions = permissionsIn(world, caller.token, repository) ?? {};
  const refs = await git.listRefs(ref);
  const head = refs.find((one) => one.ref === ref)?.oid;
  if (head === undefined || !ref.startsWith('refs/heads/')) throw notFoundError(`branch '${ref}'`);
  if (head !== input.expectedHeadOid) {
    const message = `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`;
    throw fieldError('STALE_DATA', message);
  }
  const base = (await readCommit(git.objects, head))?.tree ?? '';
  const tree = await writeChangedTree(git, { commit: head, tree: base }, input.fileChanges ?? {});
  const message = messageOf(input.message);
  const { token } = caller;
  const oid = writeSignedCommit(world, repository, { token, tree, parents: [head], message });
  const move = { token, permissions, ref, before: head, after: oid };
  const violation = await moveRef(world, repository, move);
  if (violation !== undefined) throw refuse(violation);
  return {
    clientMutationId: input.clientMutationId ?? null,
    commit: () => viewCommit(gitPlaceOf(context, repository), oid),
    ref: () => viewRef(context, repository, ref),
  };
}

/** The value that `graphql` resolves a mutation's top fields on. */
export function mutationRoot(context: QueryContext): View {
  return {
    async createCommitOnBranch({ input }: { readonly input: CreateCommitInput }) {
      const target = findTarget(context, input.branch);
      const { repository } = target;
      const held = permissionsIn(context.world, context.caller.token, repository)?.['contents'];
      if (!isAtLeast(held, 'write')) throw forbiddenError();
      if (repository.archived) throw fieldError('FORBIDDEN', archivedMessage);
      return withRefs(repository, () => commit(context, target, input));
    },
  };
}
