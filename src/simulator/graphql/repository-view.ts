/** Repositories, their owners and their refs as GraphQL shows them. */

import { findProtection, findRulesets } from '../protection/find-rules.ts';
import { showTime } from '../shapes/app.ts';
import { nodeIdOf, refNodeId } from '../shapes/node-id.ts';
import type { BranchProtection } from '../world/branch-rules.ts';
import { type Account, fullNameOf, ownerOf, type Repository } from '../world/world.ts';
import { type ConnectionArguments, viewConnection } from './connection.ts';
import { viewGitObject } from './git-objects.ts';
import { listPullRequests, type PullRequestFilter, viewPullRequest } from './pull-request-view.ts';
import { viewMergeQueue } from './queue-view.ts';
import type { GitPlace, View } from './tree-view.ts';
import { type AskedRepository, findVisible, needRead, type QueryContext } from './visibility.ts';

export function viewOwner(context: QueryContext, account: Account): View {
  return {
    __typename: account.type,
    id: nodeIdOf(account.type, account.id),
    databaseId: account.id,
    login: account.login,
    name: null,
    url: `${context.world.urls.server}/${account.login}`,
    repository: (asked: Omit<AskedRepository, 'owner'>) =>
      viewRepository(context, findVisible(context, { ...asked, owner: account.login })),
  };
}

function viewProtectionRule(rule: BranchProtection): View {
  return {
    id: nodeIdOf('BranchProtectionRule', rule.id),
    databaseId: rule.id,
    pattern: rule.pattern,
    allowsDeletions: rule.allowsDeletions,
    allowsForcePushes: rule.allowsForcePushes,
    requiresApprovingReviews: rule.requiresPullRequest,
    requiresCommitSignatures: rule.requiresSignatures,
    restrictsPushes: rule.pushAllowances !== undefined,
  };
}

export function gitPlaceOf(context: QueryContext, repository: Repository): GitPlace {
  const { world } = context;
  return {
    world,
    git: repository.git,
    repositoryId: repository.id,
    htmlUrl: `${world.urls.server}/${fullNameOf(world, repository)}`,
    repository: () => viewRepository(context, repository),
  };
}

/** `null` when there is none of that full name. */
export async function viewRef(
  context: QueryContext,
  repository: Repository,
  name: string,
): Promise<View | null> {
  const refs = await repository.git.listRefs(name);
  const oid = refs.find(({ ref }) => ref === name)?.oid;
  if (oid === undefined) return null;
  const match = /^(refs\/[^/]+\/)(.+)$/.exec(name);
  const branch = name.startsWith('refs/heads/') ? match?.[2] : undefined;
  return {
    __typename: 'Ref',
    id: refNodeId(repository.id, name),
    name: match?.[2] ?? name,
    prefix: match?.[1] ?? '',
    repository: () => viewRepository(context, repository),
    target: async () => {
      const object = await repository.git.objects.read(oid);
      return object === undefined ? null : viewGitObject(gitPlaceOf(context, repository), object);
    },
    branchProtectionRule() {
      needRead(context, repository, 'administration');
      const rule = branch === undefined ? undefined : findProtection(repository, branch);
      return rule === undefined ? null : viewProtectionRule(rule);
    },
    rules(asked: ConnectionArguments) {
      const rules = findRulesets(repository, name).flatMap((ruleset) => ruleset.rules);
      return viewConnection(
        'rules',
        rules.map((type) => ({ type: type.toUpperCase() })),
        asked,
      );
    },
  };
}

export function viewRepository(context: QueryContext, repository: Repository): View {
  const { world } = context;
  const { git } = repository;
  const fullName = fullNameOf(world, repository);
  const views = { viewRef, viewRepository };

  /** A short name is a branch's. */
  async function readRef(name: string): Promise<View | null> {
    needRead(context, repository, 'contents');
    return viewRef(context, repository, name.startsWith('refs/') ? name : `refs/heads/${name}`);
  }

  async function readObject(asked: {
    readonly expression?: string | undefined;
    readonly oid?: string | undefined;
  }): Promise<View | null> {
    needRead(context, repository, 'contents');
    const object = await git.readObject(asked.oid ?? asked.expression ?? '');
    return object === undefined ? null : viewGitObject(gitPlaceOf(context, repository), object);
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
    owner: () => viewOwner(context, ownerOf(world, repository)),
    defaultBranchRef: () => readRef(git.defaultBranch()),
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) => readRef(qualifiedName),
    object: readObject,
    mergeQueue: ({ branch }: { readonly branch?: string | null }) =>
      viewMergeQueue(context, repository, {
        branch,
        views: {
          ...views,
          git: gitPlaceOf(context, repository),
          viewActor: (account) => viewOwner(context, account),
        },
      }),
    pullRequest: ({ number }: { readonly number: number }) =>
      viewPullRequest(context, repository, { number, views }),
    pullRequests: (asked: PullRequestFilter & ConnectionArguments) =>
      viewConnection('pullRequests', listPullRequests(context, repository, { ...asked, views }), asked),
    branchProtectionRules(asked: ConnectionArguments) {
      needRead(context, repository, 'administration');
      return viewConnection('branchProtectionRules', repository.protections.map(viewProtectionRule), asked);
    },
  };
}
