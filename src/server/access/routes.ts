/** `GET /permissions/check`: what a run may do by the configuration, as admission would decide. For a job also by its run: of a fork or over, it may do nothing. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { checkPermissionsRoute, type PermissionChecks } from '../../api/routes/permissions.ts';
import { ok } from '../../base/result.ts';
import { type PermissionSubject, permissionSubject } from '../../domain/permissions/decide.ts';
import { explainPermission } from '../../domain/permissions/explain.ts';
import { permissionIds } from '../../domain/permissions/rows.ts';
import type { RepositoryConfig, WorkspaceConfig } from '../config/config.ts';
import { type Answer, refuseRequest, type Shown } from '../http/answer.ts';
import type { AdmittedJob } from './admit.ts';
import { featureOf } from './permission-features.ts';
import { type RunPorts, refuseRun } from './refuse-run.ts';
import type { RegisterRoute } from './register-route.ts';

type CheckQuery = Static<(typeof checkPermissionsRoute)['query']>;
interface Checks extends Omit<PermissionChecks, 'permissions'> {
  readonly permissions: readonly Shown<PermissionChecks['permissions'][number]>[];
}

function check(
  workspace: WorkspaceConfig,
  repository: Pick<RepositoryConfig, 'name' | 'permissions'>,
  subject: PermissionSubject,
): Checks {
  const permissions = permissionIds.map((permission) => {
    const { granted, row, why } = explainPermission(repository.permissions, permission, subject);
    const feature = featureOf[permission];
    const enabled = workspace.features[feature];
    return { permission, allowed: granted && enabled, granted, row, feature, enabled, why };
  });
  return { workspace: workspace.id, repository: repository.name, subject, permissions };
}

/** Rejects with `REMOTE_*` when GitHub must be asked about the run and does not answer. */
async function checkForJob(
  { session, workspace, repository }: AdmittedJob,
  query: CheckQuery,
  ports: RunPorts,
): Promise<Answer<Checks>> {
  const { workspace: _, ...values } = query;
  if (Object.keys(values).length > 0) {
    const message = `A job can check itself only: the values come from its ID token. Remove ${Object.keys(values).join(', ')}.`;
    return refuseRequest(400, 'InvalidRequest', message);
  }
  const { canonicalName: name, config } = repository;
  const checks = check(
    workspace,
    { name, permissions: config.permissions },
    permissionSubject(session.claims),
  );
  // A run that may do nothing costs no question to GitHub.
  if (!checks.permissions.some(({ allowed }) => allowed)) return ok(checks);
  const refused = await refuseRun({ session, repository, judgesForks: false }, ports);
  if (refused === undefined) return ok(checks);
  const { message: why } = refused.refusal;
  return ok({
    ...checks,
    permissions: checks.permissions.map((each) => ({
      ...each,
      allowed: false,
      why: each.allowed ? why : each.why,
    })),
  });
}

function checkForAdmin(workspace: WorkspaceConfig, query: CheckQuery): Answer<Checks> {
  const { repository: name, workflow = '', branch = '', environment = '' } = query;
  if (name === undefined) return refuseRequest(400, 'InvalidRequest', 'Missing `repository`.');
  const repository = workspace.repositories.find((entry) => entry.name.toLowerCase() === name.toLowerCase());
  if (repository === undefined) {
    const message = `Unknown repository ${name} in the workspace ${workspace.id}. Use a name from the server's configuration.`;
    return refuseRequest(404, 'RepositoryUnknown', message);
  }
  return ok(check(workspace, repository, { workflow, branch, environment }));
}

export function registerPermissionRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: RunPorts,
): void {
  register(app, checkPermissionsRoute, {
    callers: 'both',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'permissions.check',
    handle: async ({ caller, query }) =>
      caller.kind === 'job' ? checkForJob(caller, query, ports) : checkForAdmin(caller.workspace, query),
  });
}
