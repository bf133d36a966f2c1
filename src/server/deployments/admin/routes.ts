/** `/batches`: for admins of the workspace that they name. A refused look is audited itself. */
import type { FastifyInstance } from 'fastify';
import {
  listBatchesRoute,
  releaseBatchRoute,
  retryBatchRoute,
  showBatchRoute,
} from '../../../api/routes/batches.ts';
import type { RegisterRoute } from '../../access/register-route.ts';
import { type BatchReadPorts, listBatchesForAdmin, showBatchToAdmin } from './read-batches.ts';
import { type AdminCommandPorts, runAdminCommand, toCommandCaller } from './run-command.ts';

export interface BatchRoutePorts extends BatchReadPorts, AdminCommandPorts {
  readonly batches: BatchReadPorts['batches'];
}

export function registerBatchRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: BatchRoutePorts,
): void {
  register(app, listBatchesRoute, {
    callers: 'admins',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'batch.list',
    handle: ({ caller, query }) => listBatchesForAdmin(caller.workspace, query, ports),
  });
  register(app, showBatchRoute, {
    callers: 'admins',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'batch.show',
    handle: ({ caller, params, query }) =>
      showBatchToAdmin(caller.workspace, { id: params.id, ...query }, ports),
  });
  register(app, releaseBatchRoute, {
    callers: 'admins',
    workspaceOf: ({ body }) => body.workspace,
    denial: 'batch.command_denied',
    handle: ({ caller, params: { id }, body: { hold, reason }, traceId }) =>
      runAdminCommand(
        { command: 'release', hold, id, caller: toCommandCaller(caller), reason, traceId },
        ports,
      ),
  });
  register(app, retryBatchRoute, {
    callers: 'admins',
    workspaceOf: ({ body }) => body.workspace,
    denial: 'batch.command_denied',
    handle: ({ caller, params: { id }, body: { deployment, reason }, traceId }) =>
      runAdminCommand(
        { command: 'retry', deployment, id, caller: toCommandCaller(caller), reason, traceId },
        ports,
      ),
  });
}
