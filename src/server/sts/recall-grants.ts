/** Reads from the audit log which callers were granted tokens lately, so that a restart makes no caller a stranger. */
import type { JsonValue } from '../../base/json.ts';
import { isRecord } from '../../base/text.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { maxAuditPage } from '../../domain/audit/filter.ts';
import type { AuditLog } from '../audit/store.ts';

/** Newest entries of the whole log that are searched: without an index by event, the ids bound the work. */
const maxSearched = 50_000;
/** Grants that are read, the newest first. */
const maxGrants = 5_000;

/** A policy of the owner allowed the caller. */
export interface RecalledGrant {
  readonly callerRepositoryId: string;
  readonly ownerId: string;
  /** In milliseconds since the Unix epoch, by the database's clock. */
  readonly at: number;
}

function readOwner(source: JsonValue): readonly string[] {
  if (!isRecord(source) || source['outcome'] !== 'granted') return [];
  const ownerId: unknown = source['ownerId'];
  return typeof ownerId === 'string' ? [ownerId] : [];
}

function readGrants({ repositoryId, at, details }: StoredAuditEntry): readonly RecalledGrant[] {
  const sources = details['sources'];
  if (repositoryId === undefined || !Array.isArray(sources)) return [];
  const owners = new Set(sources.flatMap(readOwner));
  return [...owners].map((ownerId) => ({ callerRepositoryId: repositoryId, ownerId, at }));
}

/** Grants since `from`, the newest first; bounded, so of a busy server only the latest. */
export async function recallGrants(
  { audit }: { readonly audit: Pick<AuditLog, 'list'> },
  from: number,
): Promise<readonly RecalledGrant[]> {
  const [newest] = await audit.list({ order: 'newest', limit: 1 });
  const afterId = (newest?.id ?? 0) - maxSearched;
  const grants: RecalledGrant[] = [];
  let beforeId: number | undefined;
  while (grants.length < maxGrants) {
    const page = await audit.list({
      event: 'token.mint',
      outcome: 'allowed',
      order: 'newest',
      from,
      afterId,
      beforeId,
    });
    grants.push(...page.flatMap(readGrants));
    beforeId = page.at(-1)?.id;
    if (page.length < maxAuditPage) break;
  }
  return grants.slice(0, maxGrants);
}
