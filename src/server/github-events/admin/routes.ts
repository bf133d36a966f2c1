/** `/deliveries`: for admins, of repositories with deployments in the workspace that they name. A refused look is audited itself. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { defaultAdminPageLength, maxAdminPageLength } from '../../../api/routes/batches.ts';
import {
  type DeliveryData,
  listDeliveriesRoute,
  retryDeliveryRoute,
} from '../../../api/routes/deliveries.ts';
import { ok } from '../../../base/result.ts';
import { toTimestamp } from '../../../base/text.ts';
import { adminActor } from '../../access/admin-tokens.ts';
import type { AdmittedAdmin } from '../../access/admit.ts';
import type { RegisterRoute } from '../../access/register-route.ts';
import type { AuditLog } from '../../audit/store.ts';
import type { WorkspaceConfig } from '../../config/config.ts';
import { type Answer, type RefusedAnswer, refuseRequest, type Shown } from '../../http/answer.ts';
import { type RepositoryNames, readRepositoryNames } from '../../repositories/repository-names.ts';
import type { RepositoryStore } from '../../repositories/store.ts';
import type { DeliveryReads, StoredDelivery } from './delivery-reads.ts';

export interface DeliveryAdminPorts {
  readonly deliveries: DeliveryReads;
  readonly repositories: Pick<RepositoryStore, 'list'>;
  readonly audit: Pick<AuditLog, 'append'>;
}

type ShownDelivery = Shown<DeliveryData>;

interface Retry {
  readonly id: string;
  readonly caller: AdmittedAdmin;
  readonly reason: string;
  readonly traceId: string;
}

/** A delivery belongs to the workspace in which its repository has deployments. */
async function readScope({ workspace }: AdmittedAdmin, { repositories }: DeliveryAdminPorts) {
  const names = await readRepositoryNames(workspace, repositories);
  return { names, ids: listDeployedIds(workspace, names) };
}

function listDeployedIds({ repositories }: WorkspaceConfig, names: RepositoryNames): ReadonlySet<string> {
  const deployed = repositories.filter(({ deployments }) => deployments !== undefined);
  return new Set(deployed.flatMap(({ name }) => names.idOf(name) ?? []));
}

function showDelivery(delivery: StoredDelivery, names: RepositoryNames): ShownDelivery {
  const { repository_id: repositoryId, waiting } = delivery;
  return {
    id: delivery.id,
    guid: delivery.guid,
    event: delivery.event,
    action: delivery.action ?? undefined,
    repository: (repositoryId === null ? undefined : names.nameOf(repositoryId)) ?? repositoryId ?? '',
    repositoryId: repositoryId ?? '',
    source: delivery.source,
    state: delivery.state,
    message: waiting?.problem ?? delivery.problem ?? undefined,
    attempts: waiting?.attempts,
    receivedAt: toTimestamp(delivery.received_at),
    finishedAt: delivery.finished_at === null ? undefined : toTimestamp(delivery.finished_at),
  };
}

async function listDeliveries(
  caller: AdmittedAdmin,
  query: Static<(typeof listDeliveriesRoute)['query']>,
  ports: DeliveryAdminPorts,
): Promise<Answer<object>> {
  const { names, ids } = await readScope(caller, ports);
  const { repository, event, state, after } = query;
  const asked = repository === undefined ? undefined : names.idOf(repository);
  const repositoryIds = [...ids].filter((id) => repository === undefined || id === asked);
  if (repositoryIds.length === 0) return ok({ deliveries: [] });
  const limit = Math.min(Number(query.limit ?? defaultAdminPageLength), maxAdminPageLength);
  const beforeId = after === undefined ? undefined : Number(after);
  const found = await ports.deliveries.list({ repositoryIds, event, state, beforeId, limit });
  const last = found.length === limit ? found.at(-1)?.id : undefined;
  return ok({
    deliveries: found.map((delivery) => showDelivery(delivery, names)),
    next: last === undefined ? undefined : String(last),
  });
}

/** The same for a delivery that does not exist and for one of another workspace. */
function refuseUnknown(id: string): RefusedAnswer {
  return refuseRequest(404, 'DeliveryNotFound', `The workspace has no delivery ${id}.`);
}

function buildEntry({ caller, reason, traceId }: Retry, { id, guid, event, repository_id }: StoredDelivery) {
  return {
    event: 'delivery.retried',
    outcome: 'allowed',
    workspaceId: caller.workspace.id,
    repositoryId: repository_id ?? undefined,
    actor: adminActor(caller.admin),
    traceId,
    details: { delivery: id, guid, event, reason },
  } as const;
}

async function retryStored(retry: Retry, ports: DeliveryAdminPorts): Promise<Answer<ShownDelivery>> {
  const { deliveries } = ports;
  const { names, ids } = await readScope(retry.caller, ports);
  const found = await deliveries.find(Number(retry.id));
  if (found === undefined || found.repository_id === null || !ids.has(found.repository_id))
    return refuseUnknown(retry.id);
  if (!(await deliveries.retry({ id: found.id, entry: buildEntry(retry, found) }))) {
    const message = `Delivery ${found.id} was not given up: it is ${found.state}.`;
    return refuseRequest(409, 'DeliveryNotFailed', message);
  }
  const after = await deliveries.find(found.id);
  return after === undefined ? refuseUnknown(retry.id) : ok(showDelivery(after, names));
}

async function retryDelivery(retry: Retry, ports: DeliveryAdminPorts): Promise<Answer<ShownDelivery>> {
  const answer = await retryStored(retry, ports);
  if (answer.status === 'ok') return answer;
  const { id, caller, reason, traceId } = retry;
  const { tag, message } = answer.refusal;
  await ports.audit.append({
    event: 'delivery.retried',
    outcome: 'denied',
    workspaceId: caller.workspace.id,
    actor: adminActor(caller.admin),
    traceId,
    details: { delivery: Number(id), reason, refusal: tag, message },
  });
  return answer;
}

export function registerDeliveryRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: DeliveryAdminPorts,
): void {
  register(app, listDeliveriesRoute, {
    callers: 'admins',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'delivery.list',
    handle: ({ caller, query }) => listDeliveries(caller, query, ports),
  });
  register(app, retryDeliveryRoute, {
    callers: 'admins',
    workspaceOf: ({ body }) => body.workspace,
    denial: 'delivery.retried',
    handle: ({ caller, params: { id }, body: { reason }, traceId }) =>
      retryDelivery({ id, caller, reason, traceId }, ports),
  });
}
