/** `PATCH /repos/{owner}/{repo}/instances` in its forms of all ages, and the history of an instance. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import {
  legacyUpdateStatusRoute,
  statusHistoryByPathRoute,
  statusHistoryRoute,
  updateStatusRoute,
} from '../../api/routes/instance-status.ts';
import {
  apiPrefix,
  type CallerContext,
  registerCallerRoute,
  registerSessionRoute,
} from '../access/api-route.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer } from '../http/answer.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { badCursor, readLimit } from './page.ts';
import { admitReader, type ReaderDependencies } from './reader.ts';
import { reportStatus } from './report-status.ts';
import { showStatus } from './show.ts';

type StatusDependencies = ReaderDependencies & Pick<AppDependencies, 'random'>;

/** Since when the path form is deprecated (RFC 9745): the client left it on 2025-10-29. */
const deprecatedSince = '@1761696000';

type HistoryContext = CallerContext<
  unknown,
  Static<(typeof statusHistoryByPathRoute)['query']>,
  Static<(typeof statusHistoryByPathRoute)['params']>
>;

async function showHistory(
  { caller, query, params, traceId }: HistoryContext,
  deps: StatusDependencies,
): Promise<Answer<unknown>> {
  const { workspace, after, limit: asked } = query;
  const repository = `${params.owner}/${params.repo}`;
  const request = { workspace, repository, event: 'instance.history' as const, traceId };
  const admission = await admitReader(caller, request, deps);
  if (admission.status === 'refused') return admission;
  if (admission.status === 'nothing' || admission.scope.repositoryId === undefined)
    return answer({ history: [] });
  const cursor = after === undefined ? undefined : readCursor(after, ['number']);
  if (after !== undefined && cursor === undefined) return badCursor;
  const limit = readLimit(asked);
  const statuses = await deps.store.instances.history({
    workspaceId: admission.scope.workspaceId,
    repositoryId: admission.scope.repositoryId,
    stack: params.stack,
    component: params.component,
    limit,
    ...(cursor === undefined ? {} : { before: Number(cursor[0]) }),
  });
  const last = statuses.length === limit ? statuses.at(-1) : undefined;
  return answer({
    history: statuses.map(showStatus),
    ...(last === undefined ? {} : { next: writeCursor([last.id]) }),
  });
}

export function registerInstanceStatusRoutes(app: FastifyInstance, deps: StatusDependencies): void {
  registerSessionRoute(app, deps, updateStatusRoute, ({ params, query, ...context }) =>
    reportStatus({ ...context, ...params, stack: query.stack, component: query.component }, deps),
  );
  registerSessionRoute(app, deps, legacyUpdateStatusRoute, ({ params, ...context }, reply) => {
    const { owner, repo, stack, '*': component } = params;
    const successor = `${apiPrefix}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/instances`;
    reply.header('deprecation', deprecatedSince).header('link', `<${successor}>; rel="successor-version"`);
    return reportStatus({ ...context, owner, repo, stack, component }, deps);
  });
  registerCallerRoute(app, deps, statusHistoryRoute, ({ query, params, ...context }) => {
    const { stack, component, ...page } = query;
    return showHistory({ ...context, query: page, params: { ...params, stack, component } }, deps);
  });
  registerCallerRoute(app, deps, statusHistoryByPathRoute, (context) => showHistory(context, deps));
}
