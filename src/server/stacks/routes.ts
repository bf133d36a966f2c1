/** `GET /affected-stacks/{head_sha}`, `GET /instances`: what was uploaded, a page at a time. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { showAffectedRoute } from '../../api/routes/affected-stacks.ts';
import type { DriftProblemData } from '../../api/routes/drift.ts';
import { listInstancesRoute } from '../../api/routes/instances.ts';
import { ok } from '../../base/result.ts';
import { type InstanceName, instanceKey } from '../../domain/stacks/items.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { readNumberCursor, readTextCursor, writeCursor } from '../http/cursor.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { AffectedStore } from './affected-store.ts';
import type { InstanceKey, InstanceStore } from './instance-store.ts';
import { listSetNodes } from './list-nodes.ts';
import { badCursor, readGlob, readLimit } from './page.ts';
import { readUploadScope, type Scope } from './scope.ts';
import { showInstance, showNode, showSet } from './show.ts';

export interface UploadReadPorts {
  readonly affected: Pick<AffectedStore, 'listSets' | 'listNodes'>;
  readonly instances: Pick<InstanceStore, 'list'>;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  /** Why newer results of instances are missing; by instance. */
  findDriftProblems(query: {
    readonly workspaceId: string;
    readonly repositoryId: string;
    readonly names: readonly InstanceName[];
  }): Promise<ReadonlyMap<string, DriftProblemData>>;
  /** Of drifted instances, those whose changes are all ignored: their stacks, components and types as JSON lists. */
  findIgnored(query: {
    readonly workspaceId: string;
    readonly repositoryId: string;
    readonly instances: readonly (InstanceName & { readonly componentType: string })[];
  }): Promise<ReadonlySet<string>>;
}

type InstanceQuery = Static<(typeof listInstancesRoute)['query']>;
type AffectedQuery = Static<(typeof showAffectedRoute)['query']>;

const noSet = refuseRequest(
  404,
  'AffectedStacksNotFound',
  'No affected stacks for this commit: none were uploaded, they are still being applied, or they have expired.',
);

function toInstanceKey(cursor: readonly string[] | undefined): InstanceKey | undefined {
  if (cursor === undefined) return undefined;
  const [repositoryId = '', stack = '', component = '', componentType = ''] = cursor;
  return { repositoryId, stack, component, componentType };
}

async function listInstances(
  scope: Scope,
  { stack, status, after, limit }: InstanceQuery,
  { instances: store, findDriftProblems, findIgnored }: UploadReadPorts,
): Promise<Answer<unknown>> {
  const glob = readGlob(stack);
  if (glob.status === 'refused') return glob;
  const cursor = after === undefined ? undefined : readTextCursor(after, 4);
  if (after !== undefined && cursor === undefined) return badCursor;
  const { instances, next } = await store.list({
    workspaceId: scope.workspaceId,
    repositoryId: scope.repositoryId,
    limit: readLimit(limit),
    status,
    prefix: glob.value?.prefix,
    matches: glob.value?.matches,
    after: toInstanceKey(cursor),
  });
  const { workspaceId } = scope;
  const shown: ReturnType<typeof showInstance>[] = [];
  for (const [repositoryId, names] of Map.groupBy(instances, (one) => one.repositoryId)) {
    const problems = await findDriftProblems({ workspaceId, repositoryId, names });
    const drifted = names.filter(({ driftStatus }) => driftStatus === 'drifted');
    const ignored = await findIgnored({ workspaceId, repositoryId, instances: drifted });
    const repository = scope.nameOf(repositoryId);
    for (const one of names) {
      const key = JSON.stringify([one.stack, one.component, one.componentType]);
      shown.push({
        ...showInstance(one, repository),
        problem: problems.get(instanceKey(one)),
        ignored: ignored.has(key) || undefined,
      });
    }
  }
  return ok({
    instances: shown,
    next: next && writeCursor([next.repositoryId, next.stack, next.component, next.componentType]),
  });
}

async function showAffected(
  scope: Scope,
  { head_sha: headSha, set: wanted, stack, affected, after, limit }: AffectedQuery & { head_sha: string },
  { affected: store }: UploadReadPorts,
): Promise<Answer<unknown>> {
  const glob = readGlob(stack);
  if (glob.status === 'refused') return glob;
  const cursor = after === undefined ? undefined : readNumberCursor(after, 2);
  if (after !== undefined && cursor === undefined) return badCursor;
  const { workspaceId, repositoryId } = scope;
  const sets = await store.listSets({ workspaceId, headSha, repositoryId });
  // A cursor stays with its set: a newer one may have come since the page before.
  const [cursorSet, afterNumber] = cursor ?? [];
  const id = wanted === undefined ? cursorSet : Number(wanted);
  const set = id === undefined ? sets[0] : sets.find((one) => one.id === id);
  if (set === undefined) return noSet;
  const { nodes, next } = await listSetNodes(store, {
    set: set.id,
    limit: readLimit(limit),
    glob: glob.value,
    affected: affected === undefined ? undefined : affected === 'true',
    after: afterNumber,
  });
  return ok({
    sets: sets.map((one) => showSet(one, scope.nameOf(one.repositoryId))),
    set: String(set.id),
    stacks: nodes.map(showNode),
    next: next === undefined ? undefined : writeCursor([set.id, next]),
  });
}

export function registerUploadReadRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: UploadReadPorts,
): void {
  register(app, listInstancesRoute, {
    callers: 'both',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'instances.list',
    handle: async ({ caller, query }) => {
      const scope = await readUploadScope(caller, query.repository, ports.repositories);
      return scope === undefined ? ok({ instances: [] }) : listInstances(scope, query, ports);
    },
  });
  register(app, showAffectedRoute, {
    callers: 'both',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'affected-stacks.show',
    handle: async ({ caller, query, params }) => {
      const scope = await readUploadScope(caller, query.repository, ports.repositories);
      return scope === undefined ? noSet : showAffected(scope, { ...query, ...params }, ports);
    },
  });
}
