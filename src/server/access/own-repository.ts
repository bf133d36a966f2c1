/** A job that was admitted, and whether a name means its own repository. */
import type { WorkspaceConfig } from '../config/config.ts';
import type { ImportedRepository } from '../repositories/imported-repository.ts';
import type { SessionClaims } from './session.ts';

export interface AdmittedJob {
  readonly workspace: WorkspaceConfig;
  readonly repository: ImportedRepository;
  readonly session: SessionClaims;
}

/** Whether `name`, of any of the repository's times, is the job's own repository. */
export function isOwnRepository(
  name: string,
  { session, repository }: Pick<AdmittedJob, 'session' | 'repository'>,
): boolean {
  const own = [session.repository, repository.canonicalName, repository.config.name];
  return own.some((known) => known.toLowerCase() === name.toLowerCase());
}
