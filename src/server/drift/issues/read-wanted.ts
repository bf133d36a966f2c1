/** Reads what an issue is to say, for the projection that brings it to GitHub. */
import type { Kysely } from 'kysely';
import type { Database } from '../../database/schema.ts';
import type { DriftPlace } from '../instance-table.ts';
import type { DriftRepositories } from '../repositories.ts';
import { findKnownIssue, type KnownIssue } from './issue-table.ts';

export interface ShownIssue extends Pick<KnownIssue, 'state' | 'title' | 'lead' | 'details'> {
  /** For the audit log. */
  readonly instance: Readonly<Record<string, string>>;
}

/** `undefined`: there is none, or the repository has no drift detection. `off`: the configuration has no issues now. */
export async function readShownIssue(
  db: Kysely<Database>,
  place: DriftPlace & { readonly key: string },
  repositories: DriftRepositories,
): Promise<ShownIssue | 'off' | undefined> {
  const repository = await repositories.find(place.workspaceId, place.repositoryId);
  if (repository === undefined) return undefined;
  const issue = await findKnownIssue(db, place);
  if (issue === undefined) return undefined;
  if (repository.drift.issues === 'off') return 'off';
  const { state, title, lead, details, instance, key } = issue;
  return { state, title, lead, details, instance: { ...(instance ?? { cause: key }) } };
}
