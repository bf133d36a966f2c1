/** `PATCH /repos/{owner}/{repo}/instances` in its current and older forms, and the history of an instance. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import {
  legacyUpdateStatusRoute,
  statusHistoryByPathRoute,
  statusHistoryRoute,
  updateStatusRoute,
} from '../../api/routes/instance-status.ts';
import { ok } from '../../base/result.ts';
import type { AdmittedAdmin, AdmittedJob } from '../access/admit.ts';
import { apiPrefix } from '../access/api-route.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import type { Answer } from '../http/answer.ts';
import { readNumberCursor, writeCursor } from '../http/cursor.ts';
import type { RepositoryStore } from '../repositories/store.ts';
import type { InstanceStore } from './instance-store.ts';
import { badCursor, readLimit } from './page.ts';
import { type ReportPorts, reportStatus } from './report-status.ts';
import { readUploadScope } from './scope.ts';
import { showStatus } from './show.ts';

export interface StatusRoutePorts extends ReportPorts {
  readonly instances: Pick<InstanceStore, 'history'> & ReportPorts['instances'];
  readonly repositories: Pick<RepositoryStore, 'list'>;
}

/** Since when the path form is deprecated (RFC 9745): the client left it on 2025-10-29. */
const deprecatedSince = '@1761696000';

type HistoryAsk = Omit<Static<(typeof statusHistoryRoute)['query']>, 'workspace'> &
  Static<(typeof statusHistoryRoute)['params']>;

const reporting = {
  callers: 'jobs',
  permissions: ['ws:instances:update'],
  denial: 'instance.status',
  auditsRefusals: true,
} as const;
const history = { callers: 'both', denial: 'instance.history' } as const;

async function showHistory(
  caller: AdmittedJob | AdmittedAdmin,
  { owner, repo, stack, component, after, limit: asked }: HistoryAsk,
  { instances, repositories }: StatusRoutePorts,
): Promise<Answer<unknown>> {
  const scope = await readUploadScope(caller, `${owner}/${repo}`, repositories);
  if (scope?.repositoryId === undefined) return ok({ history: [] });
  const cursor = after === undefined ? undefined : readNumberCursor(after, 1);
  if (after !== undefined && cursor === undefined) return badCursor;
  const limit = readLimit(asked);
  const { workspaceId, repositoryId } = scope;
  const filter = { workspaceId, repositoryId, stack, component, limit, before: cursor?.[0] };
  const statuses = await instances.history(filter);
  const last = statuses.length === limit ? statuses.at(-1) : undefined;
  return ok({ history: statuses.map(showStatus), next: last && writeCursor([last.id]) });
}

function registerReportRoutes(app: FastifyInstance, register: RegisterRoute, ports: StatusRoutePorts): void {
  register(app, updateStatusRoute, {
    ...reporting,
    handle: ({ params, query, caller, body, traceId }) => {
      const { stack, component } = query;
      return reportStatus({ job: caller, body, traceId, ...params, stack, component }, ports);
    },
  });
  register(app, legacyUpdateStatusRoute, {
    ...reporting,
    handle: ({ params, caller, body, traceId }, reply) => {
      const { owner, repo, stack, '*': component } = params;
      const successor = `${apiPrefix}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/instances`;
      reply.header('deprecation', deprecatedSince).header('link', `<${successor}>; rel="successor-version"`);
      return reportStatus({ job: caller, body, traceId, owner, repo, stack, component }, ports);
    },
  });
}

export function registerInstanceStatusRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: StatusRoutePorts,
): void {
  registerReportRoutes(app, register, ports);
  register(app, statusHistoryRoute, {
    ...history,
    workspaceOf: ({ query }) => query.workspace,
    handle: ({ caller, query, params }) => showHistory(caller, { ...query, ...params }, ports),
  });
  register(app, statusHistoryByPathRoute, {
    ...history,
    workspaceOf: ({ query }) => query.workspace,
    handle: ({ caller, query, params }) => showHistory(caller, { ...query, ...params }, ports),
  });
}
