/** Decides whether the job behind a session may use a feature at all: the same steps for every route of jobs. */
import type { PermissionId } from '../../domain/permissions/rows.ts';
import type { ServerConfig, WorkspaceConfig } from '../config/config.ts';
import { type FeatureName, featureTitles } from '../config/features.ts';
import type { Refusal } from '../http/answer.ts';
import type { ImportedRepository, RepositoryDirectory } from '../repositories/imported-repository.ts';
import { requirePermission } from './require.ts';
import { actionsSessionType, type SessionClaims } from './session.ts';

export interface JobDemand {
  /** `undefined`: none is needed. */
  readonly feature: FeatureName | undefined;
  /** All of them are needed. */
  readonly permissions: readonly PermissionId[];
  /** Sentence for a session that no job bought, such as `Tokens are minted for GitHub Actions jobs only.` */
  readonly forJobs: string;
}

export type JobAdmission =
  | {
      readonly status: 'admitted';
      readonly workspace: WorkspaceConfig;
      readonly repository: ImportedRepository;
    }
  | { readonly status: 'refused'; readonly refusal: Refusal };

export interface JobAdmissionDependencies {
  readonly config: Pick<ServerConfig, 'workspaces'>;
  readonly repositories: RepositoryDirectory;
}

function refused(httpStatus: number, errorTag: Refusal['errorTag'], errorMessage: string): JobAdmission {
  return { status: 'refused', refusal: { httpStatus, errorTag, errorMessage } };
}

/** The 403 of a feature that is off, or nothing. */
function requireFeature(workspace: WorkspaceConfig, feature: FeatureName): Refusal | undefined {
  if (workspace.features[feature]) return undefined;
  const errorMessage = `${featureTitles[feature]} is off in the workspace ${workspace.id}. Set \`features.${feature}: true\` in the server's configuration.`;
  return { httpStatus: 403, errorTag: 'FeatureDisabled', errorMessage };
}

/** Rejects with `REMOTE_*` when GitHub must be asked who the repository is and cannot be. */
export async function admitJob(
  session: SessionClaims,
  { feature, permissions, forJobs }: JobDemand,
  { config, repositories }: JobAdmissionDependencies,
): Promise<JobAdmission> {
  const { type, workspaceId, repositoryId } = session;
  if (type !== actionsSessionType) {
    return refused(400, 'NotAnActionsSession', `${forJobs} Exchange the ID token of a job for a session.`);
  }
  const workspace = config.workspaces.find(({ id }) => id === workspaceId);
  const repository = await repositories.recognise(workspaceId, repositoryId);
  if (workspace === undefined || repository === undefined) {
    const message = `${session.repository} no longer belongs to the workspace ${workspaceId}.`;
    return refused(403, 'UnknownCaller', message);
  }
  const off = feature === undefined ? undefined : requireFeature(workspace, feature);
  if (off !== undefined) return { status: 'refused', refusal: off };
  for (const permission of permissions) {
    const refusal = requirePermission(session, repository.config, permission);
    if (refusal !== undefined) return { status: 'refused', refusal };
  }
  return { status: 'admitted', workspace, repository };
}
