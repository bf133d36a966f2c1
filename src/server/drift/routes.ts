/** `/drift`: for admins of the workspace that they name. A refused look is audited itself. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { defaultAdminPageLength, maxAdminPageLength } from '../../api/routes/batches.ts';
import {
  listDriftRoute,
  maxDriftHistory,
  maxShownChanges,
  remediateDriftRoute,
  showDriftRoute,
} from '../../api/routes/drift.ts';
import { ok } from '../../base/result.ts';
import { toTimestamp } from '../../base/text.ts';
import { compileStackGlob } from '../../domain/patterns/stack-glob.ts';
import { adminActor } from '../access/admin-tokens.ts';
import type { AdmittedAdmin } from '../access/admit.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import { reachStore } from '../database/failures.ts';
import { readDatabaseTime } from '../database/open.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import { readTextCursor, writeCursor } from '../http/cursor.ts';
import { readRepositoryNames } from '../repositories/repository-names.ts';
import { askRemediation, notConfigured, type RemediationPorts } from './ask-remediation.ts';
import { findIgnored, type IgnoredPorts, readIgnoreRules } from './causes/ignored.ts';
import { type DriftChanges, readJudgedChanges } from './causes/instance-changes.ts';
import type { DriftDesk } from './desk/desk.ts';
import type { DriftHistory, DriftInventory, DriftRepository, InventoryInstance } from './ports.ts';
import type { DriftRepositories } from './repositories.ts';
import { readDriftRuns, type ShowPorts, showDriftInstances } from './show-drift.ts';

export interface DriftRoutePorts extends ShowPorts, RemediationPorts {
  /** Names of repositories. */
  readonly known: IgnoredPorts['repositories'];
  readonly config: IgnoredPorts['config'];
  readonly findTargets: DriftDesk['findTargets'];
  readonly repositories: DriftRepositories;
  readonly inventory: DriftInventory;
  readonly history: DriftHistory;
}

function findNamed(
  repositories: readonly DriftRepository[],
  name: string | undefined,
): DriftRepository | undefined {
  return repositories.find((one) => one.name.toLowerCase() === name?.toLowerCase());
}

/** With what `drift.ignore` says of those that have drifted. */
async function showJudged(
  repository: DriftRepository,
  { instances, now }: { readonly instances: readonly InventoryInstance[]; readonly now: number },
  ports: DriftRoutePorts,
) {
  const shown = await reachStore(() => showDriftInstances(repository, { instances, now }, ports));
  const { workspaceId, repositoryId } = repository;
  const drifted = instances.filter(({ driftStatus }) => driftStatus === 'drifted');
  const query = { workspaceId, repositoryId, instances: drifted };
  const ignored = await findIgnored(query, { ...ports, repositories: ports.known });
  return shown.map((one, index) => {
    const { stack, component, componentType } = instances[index] ?? {};
    return { ...one, ignored: ignored.has(JSON.stringify([stack, component, componentType])) || undefined };
  });
}

async function listDrift(
  { workspace }: AdmittedAdmin,
  query: Static<(typeof listDriftRoute)['query']>,
  ports: DriftRoutePorts,
): Promise<Answer<unknown>> {
  const glob = query.stack === undefined ? undefined : compileStackGlob(query.stack);
  if (glob?.status === 'invalid')
    return refuseRequest(400, 'InvalidRequest', `Invalid glob in \`stack\`: ${glob.problem}.`);
  const cursor = query.after === undefined ? undefined : readTextCursor(query.after, 4);
  if (query.after !== undefined && cursor === undefined)
    return refuseRequest(400, 'InvalidRequest', 'Invalid `after`. Send the `next` of a page of this list.');
  const [repositoryId = '', stack = '', component = '', componentType = ''] = cursor ?? [];
  const { repositories } = await ports.repositories.list(workspace.id);
  const only = query.repository === undefined ? undefined : findNamed(repositories, query.repository);
  if (query.repository !== undefined && only === undefined) return notConfigured;
  const { instances, next } = await ports.inventory.list({
    workspaceId: workspace.id,
    repositoryId: only?.repositoryId,
    prefix: glob?.glob.prefix,
    matches: glob?.glob.matches,
    status: query.status,
    after: cursor && { repositoryId, stack, component, componentType },
    limit: Math.min(
      query.limit === undefined ? defaultAdminPageLength : Number(query.limit),
      maxAdminPageLength,
    ),
  });
  const now = await reachStore(() => readDatabaseTime(ports.database));
  const shown = [];
  const checked = instances.filter(({ enabled, driftEnabled }) => enabled && driftEnabled);
  for (const [id, some] of Map.groupBy(checked, (one) => one.repositoryId)) {
    const repository = repositories.find((one) => one.repositoryId === id);
    if (repository !== undefined)
      shown.push(...(await showJudged(repository, { instances: some, now }, ports)));
  }
  const end = next && writeCursor([next.repositoryId, next.stack, next.component, next.componentType]);
  return ok({ instances: shown, next: end });
}

/** The instance by its names; of components with one name that of Terraform. */
async function findInstance(
  { workspaceId, repositoryId }: DriftRepository,
  { stack, component }: { readonly stack: string; readonly component: string },
  { inventory }: DriftRoutePorts,
): Promise<InventoryInstance | undefined> {
  const after = { repositoryId, stack, component, componentType: '' };
  const { instances } = await inventory.list({ workspaceId, repositoryId, after, limit: 10 });
  const same = instances.filter(
    (one) => one.stack === stack && one.component === component && one.enabled && one.driftEnabled,
  );
  return same.find(({ componentType }) => componentType === 'terraform') ?? same[0];
}

/** Names of what changed, and no values. */
function showChanges({ changes, isTruncated }: DriftChanges) {
  return {
    changes: changes.slice(0, maxShownChanges).map(({ causeId: cause, since, ignored, ...change }) => ({
      ...{ type: change.type, action: change.action, attributes: change.attributes },
      ...{ origin: change.origin, resources: change.resources, since: toTimestamp(since), cause },
      ignored: ignored && { until: ignored.until, reason: ignored.reason },
    })),
    changesTruncated: isTruncated || changes.length > maxShownChanges,
  };
}

async function showDrift(
  { workspace }: AdmittedAdmin,
  query: Static<(typeof showDriftRoute)['query']>,
  ports: DriftRoutePorts,
): Promise<Answer<unknown>> {
  const { stack, component } = query;
  const { repositories } = await ports.repositories.list(workspace.id);
  const repository = findNamed(repositories, query.repository);
  if (repository === undefined) return notConfigured;
  const found = await findInstance(repository, { stack, component }, ports);
  if (found === undefined) {
    const message = `No live instance with drift detection: ${component} in ${stack}.`;
    return refuseRequest(404, 'InstanceNotFound', message);
  }
  const { workspaceId, repositoryId } = repository;
  const name = { workspaceId, repositoryId, stack, component };
  const now = await reachStore(() => readDatabaseTime(ports.database));
  const [shown] = await showJudged(repository, { instances: [found], now }, ports);
  const names = await readRepositoryNames(workspace, ports.known);
  const findRule = readIgnoreRules(workspace, names, now).get(repositoryId);
  const judged = await reachStore(() =>
    readJudgedChanges(ports.database, { ...found, workspaceId, driftStatus: found.driftStatus }, findRule),
  );
  const history = await ports.history({ ...name, limit: maxDriftHistory });
  const results = history.map(({ at, status, command, exitCode }) => ({
    ...{ at: toTimestamp(at), status, command, exitCode },
  }));
  const runs = await reachStore(() => readDriftRuns(ports.database.db, name));
  return ok({ ...shown, ...showChanges(judged), results, runs });
}

interface Asked {
  readonly caller: AdmittedAdmin;
  readonly body: Static<(typeof remediateDriftRoute)['body']>;
  readonly traceId: string;
}

/** Those of the repository that have the cause, by the rules of the page of the cause. */
async function remediateCause(
  { caller, body, traceId }: Asked,
  { repository, cause }: { readonly repository: DriftRepository; readonly cause: string },
  ports: DriftRoutePorts,
): Promise<Answer<unknown>> {
  const { repositoryId } = repository;
  const found = await ports.findTargets(caller.workspace, { cause, repositoryId, isFresh: true });
  if (found.status === 'refused') return found;
  const { places, left, replaced } = found.value;
  const names = places.map(({ stack, component }) => ({ stack, component }));
  const actor = adminActor(caller.admin);
  const command = { repository, instances: names, actor, reason: body.reason, traceId, details: { cause } };
  const started = await askRemediation(command, ports);
  return started.status === 'refused' ? started : ok({ ...started.value, names, left, replaced });
}

async function startRemediation({ caller, body, traceId }: Asked, ports: DriftRoutePorts) {
  const { repositories } = await ports.repositories.list(caller.workspace.id);
  const repository = findNamed(repositories, body.repository);
  if (repository === undefined) return notConfigured;
  const { instances, cause, reason } = body;
  if ((instances === undefined) === (cause === undefined))
    return refuseRequest(400, 'InvalidRequest', 'Send either `instances` or `cause`.');
  if (instances === undefined)
    return remediateCause({ caller, body, traceId }, { repository, cause: cause ?? '' }, ports);
  return askRemediation({ repository, instances, actor: adminActor(caller.admin), reason, traceId }, ports);
}

export function registerDriftRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: DriftRoutePorts,
): void {
  register(app, listDriftRoute, {
    callers: 'admins',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'drift.list',
    handle: ({ caller, query }) => listDrift(caller, query, ports),
  });
  register(app, showDriftRoute, {
    callers: 'admins',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'drift.show',
    handle: ({ caller, query }) => showDrift(caller, query, ports),
  });
  register(app, remediateDriftRoute, {
    callers: 'admins',
    workspaceOf: ({ body }) => body.workspace,
    denial: 'drift.remediated',
    handle: ({ caller, body, traceId }) => startRemediation({ caller, body, traceId }, ports),
  });
}
