/** Permission rows of the configuration that probably never match what their author meant. */
import { findSuspectPatterns, type SuspectPattern } from '../../domain/permissions/suspect-rows.ts';
import type { ServerConfig } from './config.ts';

export interface SuspectPermission extends SuspectPattern {
  readonly workspace: string;
  readonly repository: string;
}

/** In the order of the file. The server starts all the same: the pattern is a valid regular expression. */
export function findSuspectPermissions({
  workspaces,
}: Pick<ServerConfig, 'workspaces'>): SuspectPermission[] {
  return workspaces.flatMap(({ id, repositories }) =>
    repositories.flatMap(({ name, permissions }) =>
      findSuspectPatterns(permissions).map((suspect) => ({ workspace: id, repository: name, ...suspect })),
    ),
  );
}
