/** `GET /permissions/check`: reads the configuration as the routes do, and changes nothing. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { checkPermissionsRoute, type PermissionChecks } from '../../api/routes/permissions.ts';
import { type PermissionSubject, permissionSubject } from '../../domain/permissions/decide.ts';
import { explainPermission } from '../../domain/permissions/explain.ts';
import { type PermissionId, permissionIds } from '../../domain/permissions/rows.ts';
import type { RepositoryConfig, WorkspaceConfig } from '../config/config.ts';
import type { FeatureName } from '../config/features.ts';
import type { AppDependencies } from '../dependencies.ts';
import { type Answer, answer, refuse } from '../http/answer.ts';
import { admitAdmin } from './admit-admin.ts';
import { admitJob } from './admit-job.ts';
import { registerCallerRoute } from './api-route.ts';
import type { SessionClaims } from './session.ts';
import { refuseOtherWorkspace } from './workspace.ts';

type CheckDependencies = Pick<AppDependencies, 'config' | 'store' | 'sessions' | 'admins' | 'repositories'>;
type CheckQuery = Static<(typeof checkPermissionsRoute)['query']>;

/** The switch that each permission needs besides its row. */
const featureOf: Readonly<Record<PermissionId, FeatureName>> = {
  'ws:sts:create': 'sts',
  'ws:commits:create': 'commits',
  'ws:affected-stacks:create': 'affected_stacks',
  'ws:instances:create': 'instances',
  'ws:instances:update': 'instances',
  'ws:locks:create': 'locks',
  'ws:locks:delete': 'locks',
  'ws:locks:force': 'locks',
};

function check(
  workspace: WorkspaceConfig,
  repository: Pick<RepositoryConfig, 'name' | 'permissions'>,
  subject: PermissionSubject,
): PermissionChecks {
  const permissions = permissionIds.map((permission) => {
    const { granted, row, why } = explainPermission(repository.permissions, permission, subject);
    const feature = featureOf[permission];
    const enabled = workspace.features[feature];
    const place = row === undefined ? {} : { row };
    return { permission, allowed: granted && enabled, granted, ...place, feature, enabled, why };
  });
  return { workspace: workspace.id, repository: repository.name, subject, permissions };
}

async function checkForJob(
  session: SessionClaims,
  query: CheckQuery,
  deps: CheckDependencies,
): Promise<Answer<PermissionChecks>> {
  const { workspace: named, ...values } = query;
  const foreign = refuseOtherWorkspace(session, named);
  if (foreign !== undefined) return { status: 'refused', refusal: foreign };
  if (Object.keys(values).length > 0) {
    const message = `A job is asked about itself: its ID token has the values. Leave out ${Object.keys(values).join(', ')}.`;
    return refuse(400, 'InvalidRequest', message);
  }
  const demand = { feature: undefined, permissions: [], forJobs: 'Permissions are those of jobs.' };
  const admission = await admitJob(session, demand, deps);
  if (admission.status === 'refused') return admission;
  const { workspace, repository } = admission;
  const { canonicalName: name, config } = repository;
  return answer(
    check(workspace, { name, permissions: config.permissions }, permissionSubject(session.claims)),
  );
}

function checkForAdmin(workspace: WorkspaceConfig, query: CheckQuery): Answer<PermissionChecks> {
  const { repository: name, workflow = '', branch = '', environment = '' } = query;
  if (name === undefined) {
    return refuse(400, 'InvalidRequest', 'Name the repository that is meant as `repository`.');
  }
  const repository = workspace.repositories.find((entry) => entry.name.toLowerCase() === name.toLowerCase());
  if (repository === undefined) {
    const message = `The workspace ${workspace.id} has no repository of this name. Names are those of the server's configuration.`;
    return refuse(404, 'RepositoryUnknown', message);
  }
  return answer(check(workspace, repository, { workflow, branch, environment }));
}

export function registerPermissionRoutes(app: FastifyInstance, deps: CheckDependencies): void {
  registerCallerRoute(app, deps, checkPermissionsRoute, async ({ caller, query, traceId }) => {
    if (caller.kind === 'job') return checkForJob(caller.session, query, deps);
    const request = { workspaceId: query.workspace, event: 'permissions.check' as const, traceId };
    const admission = await admitAdmin(caller.admin, request, deps);
    return admission.status === 'refused' ? admission : checkForAdmin(admission.workspace, query);
  });
}
