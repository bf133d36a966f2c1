/** The root of GraphQL queries, limited to what the caller may see. */

import { limitOf, rateWindow } from '../api/rate-limits.ts';
import { showTime } from '../shapes/app.ts';
import { readNodeId, readRefNodeId } from '../shapes/node-id.ts';
import { actorOf } from '../world/actors.ts';
import { findAccount } from '../world/world.ts';
import { notFoundError } from './errors.ts';
import { viewOwner, viewRef, viewRepository } from './repository-view.ts';
import type { View } from './tree-view.ts';
import { type AskedRepository, findVisible, isVisible, needRead, type QueryContext } from './visibility.ts';

/** Cost of every query. GitHub counts connections too; the simulator does not. */
const queryCost = 1;

async function findRefNode(context: QueryContext, id: string): Promise<View | null> {
  const read = readRefNodeId(id);
  const repository = context.world.repositories.get(read?.repositoryId ?? 0);
  if (read === undefined || repository === undefined || !isVisible(context, repository)) return null;
  needRead(context, repository, 'contents');
  return viewRef(context, repository, read.ref);
}

async function findNode(context: QueryContext, id: string): Promise<View> {
  const { world } = context;
  const read = readNodeId(id);
  if (read?.kind === 'Repository') {
    const repository = world.repositories.get(read.id);
    if (repository !== undefined && isVisible(context, repository)) {
      return viewRepository(context, repository);
    }
  }
  const isAccount = read?.kind === 'Organization' || read?.kind === 'User' || read?.kind === 'Bot';
  const account = isAccount ? world.accounts.get(read.id) : undefined;
  if (account !== undefined) return viewOwner(context, account);
  const ref = await findRefNode(context, id);
  if (ref !== null) return ref;
  throw notFoundError(`node with the global id of '${id}'`);
}

/** The value that `graphql` resolves a query's top fields on. */
export function queryRoot(context: QueryContext): View {
  const { world, caller } = context;
  return {
    node: ({ id }: { readonly id: string }) => findNode(context, id),
    // Each separately, so that a missing one does not fail the others.
    nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map(async (id) => findNode(context, id)),
    repository: (asked: AskedRepository) => viewRepository(context, findVisible(context, asked)),
    repositoryOwner({ login }: { readonly login: string }) {
      const account = findAccount(world, login);
      return account === undefined || account.type === 'Bot' ? null : viewOwner(context, account);
    },
    // An App sees its bot here, with the type `User`.
    viewer: () => ({ ...viewOwner(context, actorOf(world, caller.token)), __typename: 'User' }),
    rateLimit() {
      const limit = limitOf(world, caller, 'graphql');
      const { used, resetAt } = rateWindow(world, caller, 'graphql');
      const spent = used + queryCost;
      return {
        ...{ cost: queryCost, limit, nodeCount: 0, used: spent },
        remaining: Math.max(limit - spent, 0),
        resetAt: showTime(resetAt),
      };
    },
  };
}
