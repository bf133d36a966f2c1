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

/** `undefined`: the configuration has no issues. */
export async function readShownIssue(
  db: Kysely<Database>,
  place: DriftPlace & { readonly key: string },
  repositories: DriftRepositories,
): Promise<ShownIssue | undefined> {
  const repository = await repositories.find(place.workspaceId, place.repositoryId);
  if (repository === undefined || repository.drift.issues === 'off') return undefined;
  const issue = await findKnownIssue(db, place);
  if (issue === undefined) return undefined;
  const { state, title, lead, details, instance, key } = issue;
  return { state, title, lead, details, instance: { ...(instance ?? { cause: key }) } };
}
