/** The root of GraphQL queries: who is asked for, and whether this caller may see it. */
import type { Caller } from '../api/caller.ts';
import { isAtLeast, permissionsIn } from '../judgement.ts';
import { limitOf, rateWindow } from '../rate-limits.ts';
import { showTime } from '../shapes/app.ts';
import { nodeIdOf, readNodeId } from '../shapes/node-id.ts';
import {
  type Account,
  findAccount,
  findRepository,
  followRepository,
  fullNameOf,
  ownerOf,
  type Repository,
  type World,
} from '../world.ts';
import { forbiddenError, notFoundError } from './errors.ts';
import { type GitPlace, showCommit, showGitObject, type View } from './git-objects.ts';

export interface QueryContext {
  readonly world: World;
  readonly caller: Extract<Caller, { kind: 'token' }>;
}

/** What this query costs; only connections cost more, and there are none in this schema. */
const QUERY_COST = 1;

interface RepositoryName {
  readonly owner: string;
  readonly name: string;
  readonly followRenames: boolean;
}

/** Hidden ones fail like absent ones. */
function findVisible(context: QueryContext, asked: RepositoryName): View {
  const find = asked.followRenames ? followRepository : findRepository;
  const repository = find(context.world, asked.owner, asked.name);
  if (
    repository === undefined ||
    permissionsIn(context.world, context.caller.token, repository) === undefined
  ) {
    throw notFoundError(`Repository with the name '${asked.owner}/${asked.name}'`);
  }
  return showRepository(context, repository);
}

function showOwner(context: QueryContext, account: Account): View {
  return {
    __typename: account.type,
    id: nodeIdOf(account.type, account.id),
    databaseId: account.id,
    login: account.login,
    name: null,
    url: `${context.world.urls.server}/${account.login}`,
    repository: (asked: Omit<RepositoryName, 'owner'>) =>
      findVisible(context, { ...asked, owner: account.login }),
  };
}

function showRef(place: GitPlace, name: string, oid: string): View {
  const match = /^(refs\/[^/]+\/)(.+)$/.exec(name);
  return {
    __typename: 'Ref',
    id: `REF_${Buffer.from(`${place.repositoryId}:${name}`).toString('base64url')}`,
    name: match?.[2] ?? name,
    prefix: match?.[1] ?? '',
    repository: place.repository,
    target: () => showCommit(place, oid),
  };
}

function showRepository(context: QueryContext, repository: Repository): View {
  const { world, caller } = context;
  const { git } = repository;
  const fullName = fullNameOf(world, repository);
  const place: GitPlace = {
    git,
    repositoryId: repository.id,
    repository: () => showRepository(context, repository),
  };

  /** Everything below comes from the files, which is a permission of its own. */
  function needContents(): void {
    const held = permissionsIn(world, caller.token, repository)?.['contents'];
    if (!isAtLeast(held, 'read')) throw forbiddenError();
  }

  async function readRef(name: string): Promise<View | null> {
    needContents();
    const qualified = name.startsWith('refs/') ? name : `refs/heads/${name}`;
    const oid = await git.resolveRef(qualified);
    return oid === undefined ? null : showRef(place, qualified, oid);
  }

  async function readObject(asked: {
    readonly expression?: string;
    readonly oid?: string;
  }): Promise<View | null> {
    needContents();
    const object = await git.readObject(asked.oid ?? asked.expression ?? '');
    return object === undefined ? null : showGitObject(place, object);
  }

  return {
    __typename: 'Repository',
    id: nodeIdOf('Repository', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName,
    url: `${world.urls.server}/${fullName}`,
    createdAt: showTime(repository.createdAt),
    visibility: repository.visibility.toUpperCase(),
    isPrivate: repository.visibility !== 'public',
    isArchived: repository.archived,
    isDisabled: false,
    isFork: false,
    isEmpty: async () => (await git.resolveRef('HEAD')) === undefined,
    owner: () => showOwner(context, ownerOf(world, repository)),
    defaultBranchRef: () => readRef(git.defaultBranch()),
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) => readRef(qualifiedName),
    object: readObject,
  };
}

function findNode(context: QueryContext, id: string): View {
  const { world, caller } = context;
  const read = readNodeId(id);
  if (read?.kind === 'Repository') {
    const repository = world.repositories.get(read.id);
    const seen = repository !== undefined && permissionsIn(world, caller.token, repository) !== undefined;
    if (seen) return showRepository(context, repository);
  }
  const account =
    read?.kind === 'Organization' || read?.kind === 'User' ? world.accounts.get(read.id) : undefined;
  if (account !== undefined) return showOwner(context, account);
  throw notFoundError(`node with the global id of '${id}'`);
}

/** The value that `graphql` resolves a query's top fields on. */
export function queryRoot(context: QueryContext): View {
  const { world, caller } = context;
  return {
    node: ({ id }: { readonly id: string }) => findNode(context, id),
    // Each on its own, so that one that is missing leaves the others.
    nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map(async (id) => findNode(context, id)),
    repository: (asked: RepositoryName) => findVisible(context, asked),
    repositoryOwner({ login }: { readonly login: string }) {
      const account = findAccount(world, login);
      return account === undefined ? null : showOwner(context, account);
    },
    rateLimit() {
      const limit = limitOf(world, caller, 'graphql');
      const { used, resetAt } = rateWindow(world, caller, 'graphql');
      const spent = used + QUERY_COST;
      return {
        ...{ cost: QUERY_COST, limit, nodeCount: 0, used: spent },
        remaining: Math.max(limit - spent, 0),
        resetAt: showTime(resetAt),
      };
    },
  };
}
