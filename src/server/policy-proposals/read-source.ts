/** Reads the repository that a policy is proposed to, and works out the file that changes. Writes nothing. */
import type { Clock } from '../../base/ports.ts';
import { ok } from '../../base/result.ts';
import {
  type PolicyDraft,
  type ProposedFile,
  proposeFile,
} from '../../domain/trust-policy/draft/proposed-file.ts';
import { policyPath } from '../../domain/trust-policy/policy-path.ts';
import type { GitHubClient } from '../../github/client.ts';
import type { Installation } from '../../github/installations.ts';
import { type PolicyBase, type PolicyBranch, readPolicyBase } from '../../github/policy-base.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { Answer } from '../http/answer.ts';
import type { ImportedRepository, RepositoryDirectory } from '../repositories/imported-repository.ts';
import type { InstallationAccess } from '../repositories/installation-access.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import { refusals, refuseInstallation, refusePermission, refusePolicy, refuseUnusable } from './refusals.ts';

export interface SourcePorts {
  readonly client: GitHubClient;
  readonly directory: Pick<RepositoryDirectory, 'recognise'>;
  readonly installations: Pick<InstallationIndex, 'find' | 'findListed' | 'invalidate'>;
  readonly access: Pick<InstallationAccess, 'read'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What is proposed, and where: the id comes from the address, and means nothing unless the workspace imports it. */
export interface ProposalTarget {
  readonly workspace: WorkspaceConfig;
  readonly repositoryId: string;
  readonly draft: PolicyDraft;
}

export interface ProposalSource {
  readonly repository: ImportedRepository;
  readonly installation: Installation;
  /** `owner/name` as GitHub spells it now. */
  readonly name: string;
  /** The default branch. */
  readonly branch: PolicyBranch;
  readonly file: ProposedFile;
}

function ownerOf({ canonicalName }: ImportedRepository): string {
  return canonicalName.slice(0, canonicalName.indexOf('/'));
}

/** What the installation lacks to propose; `undefined`: nothing. */
export function findLack({ permissions }: Pick<Installation, 'permissions'>): string | undefined {
  return (['contents', 'pull_requests'] as const)
    .filter((name) => permissions[name] !== 'write' && permissions[name] !== 'admin')
    .map((name) => `${name}: write`)[0];
}

async function findInstallation(
  repository: ImportedRepository,
  installations: Pick<InstallationIndex, 'find'>,
): Promise<Answer<Installation>> {
  const owner = ownerOf(repository);
  const installation = await installations.find({ ownerId: repository.ownerId, login: owner });
  if (installation === undefined) return refuseInstallation('is not installed', owner);
  if (installation.suspended) return refuseInstallation('is suspended', owner);
  const lack = findLack(installation);
  return lack === undefined ? ok(installation) : refusePermission(lack, owner);
}

function checkBase(
  base: PolicyBase | undefined,
  { repositoryId, ownerId, canonicalName }: ImportedRepository,
): Answer<PolicyBranch> {
  if (base === undefined)
    return refuseInstallation('cannot access the repository', canonicalName.split('/')[0] ?? '');
  // A name can be another repository's by now, and a repository can move to an account whose App it is not.
  if (base.repositoryId !== repositoryId || base.ownerId !== ownerId) return refusals.moved;
  if (base.isArchived) return refusals.archived;
  return base.branch === undefined ? refusals.empty : ok(base.branch);
}

/** Throws INPUT_INVALID for values that make no policy. Rejects with `GitHubFailure`. */
export async function readProposalSource(
  { workspace, repositoryId, draft }: ProposalTarget,
  signal: AbortSignal,
  ports: SourcePorts,
): Promise<Answer<ProposalSource>> {
  const { client, directory, access, clock } = ports;
  const repository = await directory.recognise(workspace.id, repositoryId);
  if (repository === undefined) return refusals.unknown;
  const found = await findInstallation(repository, ports.installations);
  if (found.status === 'refused') return found;
  const installation = found.value;
  const path = policyPath(draft.name);
  const calls = { client, signal, now: () => clock.now() };
  const base = await access.read(installation.id, (token) =>
    readPolicyBase(calls, token, { repository: repository.canonicalName, path }),
  );
  const checked = checkBase(base, repository);
  if (checked.status === 'refused') return checked;
  const branch = checked.value;
  if (branch.file.kind === 'unusable') return refuseUnusable(path, branch.file.problem);
  const file = proposeFile(draft, branch.file.kind === 'text' ? branch.file.content : undefined);
  if (file.status === 'refused') return refusePolicy(file.refusal.message);
  const name = base?.canonicalName ?? repository.canonicalName;
  return ok({ repository, installation, name, branch, file: file.value });
}
