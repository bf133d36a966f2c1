/** The tokens that may be minted, their subject, and their description in audit entries. */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../../base/json.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { memberPermissions, readerPermissions, TokenScope } from '../../github/access-tokens.ts';

interface Destination {
  readonly installationId: number;
  /** Login; `undefined` where it is not known. */
  readonly owner?: string | undefined;
  /** `owner/name`, for people. */
  readonly repositories?: readonly string[] | undefined;
}

/** For all repositories of an installation there are tokens that read policies or members of teams, and no others. */
export type IntendedToken = Destination &
  (
    | TokenScope
    | {
        readonly repositoryIds: 'all';
        readonly permissions: typeof readerPermissions | typeof memberPermissions;
      }
  );

/** The job or task that a token is for. */
export type MintSubject = Pick<
  AuditEntry,
  'workspaceId' | 'repositoryId' | 'repository' | 'actor' | 'runId' | 'traceId'
>;

/** How audit entries name a token. GitHub's audit log shows base64 as `hashed_token`. */
export function hashesOf(token: string): { readonly sha256: string; readonly hashedToken: string } {
  const hash = createHash('sha256').update(token).digest();
  return { sha256: hash.toString('hex'), hashedToken: hash.toString('base64') };
}

export function describeIntended(token: IntendedToken): Readonly<Record<string, JsonValue>> {
  const { installationId, owner, repositories, repositoryIds, permissions } = token;
  const described: Record<string, JsonValue> = { installationId, repositoryIds, permissions };
  if (owner !== undefined) described['owner'] = owner;
  if (repositories !== undefined) described['repositories'] = repositories;
  return described;
}
