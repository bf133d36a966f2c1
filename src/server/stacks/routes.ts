/** `GET /affected-stacks/{head_sha}`, `GET /instances`: what was uploaded, a page at a time. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { showAffectedRoute } from '../../api/routes/affected-stacks.ts';
import { listInstancesRoute } from '../../api/routes/instances.ts';
import { registerCallerRoute } from '../access/api-route.ts';
import { type Answer, answer, refuse } from '../http/answer.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { listSetNodes } from './list-nodes.ts';
import { badCursor, readGlob, readLimit } from './page.ts';
import { admitReader, type ReaderDependencies, type Scope } from './reader.ts';
import { showInstance, showNode, showSet } from './show.ts';

type InstanceQuery = Static<(typeof listInstancesRoute)['query']>;
type AffectedQuery = Static<(typeof showAffectedRoute)['query']>;

const noSet = refuse(
  404,
  'AffectedStacksNotFound',
  'Nothing was uploaded for this commit, or it is still being worked on, or it was too long ago.',
);

async function listInstances(
  scope: Scope,
  { stack, status, after, limit }: InstanceQuery,
  { store }: ReaderDependencies,
): Promise<Answer<unknown>> {
  const reading = readGlob(stack);
  if (reading.status === 'refused') return reading;
  const cursor =
    after === undefined ? undefined : readCursor(after, ['string', 'string', 'string', 'string']);
  if (after !== undefined && cursor === undefined) return badCursor;
  const [repositoryId, afterStack, component, componentType] = (cursor ?? []) as string[];
  const { glob } = reading;
  const { instances, next } = await store.instances.list({
    workspaceId: scope.workspaceId,
    limit: readLimit(limit),
    ...(scope.repositoryId === undefined ? {} : { repositoryId: scope.repositoryId }),
    ...(status === undefined ? {} : { status }),
    ...(glob === undefined ? {} : { prefix: glob.prefix, matches: glob.matches }),
    ...(repositoryId === undefined ||
    afterStack === undefined ||
    component === undefined ||
    componentType === undefined
      ? {}
      : { after: { repositoryId, stack: afterStack, component, componentType } }),
  });
  return answer({
    instances: instances.map((instance) => showInstance(instance, scope.nameOf(instance.repositoryId))),
    ...(next === undefined
      ? {}
      : { next: writeCursor([next.repositoryId, next.stack, next.component, next.componentType]) }),
  });
}

async function showAffected(
  scope: Scope,
  { head_sha: headSha, set: wanted, stack, affected, after, limit }: AffectedQuery & { head_sha: string },
  { store }: ReaderDependencies,
): Promise<Answer<unknown>> {
  const reading = readGlob(stack);
  if (reading.status === 'refused') return reading;
  const cursor = after === undefined ? undefined : readCursor(after, ['number', 'number']);
  if (after !== undefined && cursor === undefined) return badCursor;
  const { workspaceId, repositoryId } = scope;
  const sets = await store.affected.listSets({
    workspaceId,
    headSha,
    ...(repositoryId === undefined ? {} : { repositoryId }),
  });
  // A cursor stays with its set: a newer one may have come since the page before.
  const [cursorSet, afterNumber] = (cursor ?? []) as number[];
  const id = wanted === undefined ? cursorSet : Number(wanted);
  const set = id === undefined ? sets[0] : sets.find((one) => one.id === id);
  if (set === undefined) return noSet;
  const { nodes, next } = await listSetNodes(store.affected, {
    set: set.id,
    limit: readLimit(limit),
    glob: reading.glob,
    ...(affected === undefined ? {} : { affected: affected === 'true' }),
    ...(afterNumber === undefined ? {} : { after: afterNumber }),
  });
  return answer({
    sets: sets.map((one) => showSet(one, scope.nameOf(one.repositoryId))),
    set: String(set.id),
    stacks: nodes.map(showNode),
    ...(next === undefined ? {} : { next: writeCursor([set.id, next]) }),
  });
}

export function registerUploadReadRoutes(app: FastifyInstance, deps: ReaderDependencies): void {
  registerCallerRoute(app, deps, listInstancesRoute, async ({ caller, query, traceId }) => {
    const request = { ...query, event: 'instances.list' as const, traceId };
    const admission = await admitReader(caller, request, deps);
    if (admission.status === 'refused') return admission;
    return admission.status === 'nothing'
      ? answer({ instances: [] })
      : listInstances(admission.scope, query, deps);
  });
  registerCallerRoute(app, deps, showAffectedRoute, async ({ caller, query, params, traceId }) => {
    const request = { ...query, event: 'affected-stacks.show' as const, traceId };
    const admission = await admitReader(caller, request, deps);
    if (admission.status === 'refused') return admission;
    return admission.status === 'nothing'
      ? noSet
      : showAffected(admission.scope, { ...query, ...params }, deps);
  });
}
