/** Compares what clients were told with what the database holds afterwards. */

import type { StoredAuditEntry } from '../../../src/domain/audit/entry.ts';
import { maxAuditPage } from '../../../src/domain/audit/filter.ts';
import { verifyAudit } from '../../../src/server/audit/verify-audit.ts';
import type { Store } from '../../support/store.ts';
import type { Operation } from '../locks/history.ts';
import { checkHistory } from '../locks/linearizability.ts';
import type { LoadRecord, LockCall } from './load.ts';

export interface Judgement {
  readonly acknowledged: {
    readonly exchanges: number;
    readonly mints: number;
    readonly locks: number;
    readonly uploads: number;
    readonly reports: number;
    readonly commits: number;
  };
  readonly unanswered: number;
  /** Acknowledged operations of which the database knows nothing. */
  readonly lost: readonly string[];
  /** ID tokens for which more than one session was given. */
  readonly doubleSpent: number;
  /** Requests for a commit that led to more than one. */
  readonly doubleCommits: readonly string[];
  /** What no correct lock service could have answered. */
  readonly lockViolations: readonly string[];
  readonly audit: 'intact' | 'tampered';
}

/** Message of each commit → the commits that have it. */
export type History = ReadonlyMap<string, readonly string[]>;
type JudgedStore = Pick<Store, 'audit' | 'seals' | 'pruning'>;

async function readAudit({ audit }: JudgedStore): Promise<StoredAuditEntry[]> {
  const entries: StoredAuditEntry[] = [];
  for (let afterId = 0; ; ) {
    const page = await audit.list({ afterId, limit: maxAuditPage });
    entries.push(...page);
    const last = page.at(-1);
    if (last === undefined) return entries;
    afterId = last.id;
  }
}

/** Id of each grant → its fencing token. */
function readGrants(entries: readonly StoredAuditEntry[]): Map<string, number> {
  const grants = new Map<string, number>();
  for (const { event, details } of entries) {
    if (!event.startsWith('lock.')) continue;
    const { id, token } = details['lock'] as { id?: string; token?: number };
    if (id !== undefined && token !== undefined) grants.set(id, token);
  }
  return grants;
}

function toOperation({ answer, ...call }: LockCall, grants: ReadonlyMap<string, number>): Operation {
  if (answer.kind !== 'held') return { ...call, answer };
  return { ...call, answer: { kind: 'held', token: grants.get(answer.lockId) ?? -1 } };
}

function judgeLocks(calls: readonly LockCall[], grants: ReadonlyMap<string, number>): string[] {
  const violations: string[] = [];
  for (const [key, ofKey] of Map.groupBy(calls, (call) => call.key)) {
    const verdict = checkHistory(ofKey.map((call) => toOperation(call, grants)));
    if (verdict.status === 'violated') violations.push(`${key}: ${verdict.stuck.join('\n  ')}`);
  }
  return violations;
}

/** Whether each trace has an entry of an event that begins with `prefix` and was allowed. */
function findLost(
  traces: readonly string[],
  prefix: string,
  entries: ReadonlyMap<string, readonly StoredAuditEntry[]>,
): string[] {
  return traces
    .filter((trace) => {
      const known = entries.get(trace) ?? [];
      return !known.some(({ event, outcome }) => event.startsWith(prefix) && outcome === 'allowed');
    })
    .map((trace) => `${prefix} ${trace}`);
}

/** Whether every acknowledged set is there by now: a replica works on it after it has answered. */
export async function areSetsThere(record: LoadRecord, store: JudgedStore): Promise<boolean> {
  return judgeSets(record, await readAudit(store)).length === 0;
}

/** Each acknowledged set is there once, and whole. */
function judgeSets(record: LoadRecord, entries: readonly StoredAuditEntry[]): string[] {
  const uploads = Map.groupBy(
    entries.filter(({ event, outcome }) => event === 'affected-stacks.upload' && outcome === 'allowed'),
    ({ details }) => String(details['headSha']),
  );
  return record.uploads.sets.flatMap(({ headSha, items }) => {
    const found = (uploads.get(headSha) ?? []).map(({ details }) => details['affected']);
    return found.length === 1 && found[0] === items
      ? []
      : [`affected set ${headSha} of ${items}: ${found.length === 0 ? 'missing' : found.join(' and ')}`];
  });
}

/** Each acknowledged commit is on its branch. */
function judgeCommits({ commits }: LoadRecord, history: History): string[] {
  return commits.made
    .filter(({ message, sha }) => history.get(message)?.includes(sha) !== true)
    .map(({ sha }) => `commit ${sha}`);
}

export async function judge(record: LoadRecord, store: JudgedStore, history: History): Promise<Judgement> {
  const entries = await readAudit(store);
  const byTrace = Map.groupBy(entries, ({ traceId }) => traceId);
  const exchanges = record.exchanges.flat();
  return {
    acknowledged: {
      exchanges: exchanges.length,
      mints: record.mints.length,
      locks: record.lockTraces.length,
      uploads: record.uploads.sets.length,
      reports: record.uploads.reports.length,
      commits: new Set(record.commits.made.map(({ message }) => message)).size,
    },
    unanswered: record.unanswered + record.uploads.unanswered + record.commits.unanswered,
    lost: [
      ...findLost(exchanges, 'session.exchange', byTrace),
      ...findLost(record.mints, 'token.mint', byTrace),
      ...findLost(record.lockTraces, 'lock.', byTrace),
      ...findLost(record.uploads.reports, 'instance.status', byTrace),
      ...judgeSets(record, entries),
      ...judgeCommits(record, history),
    ],
    doubleCommits: [...history].filter(([, shas]) => shas.length > 1).map(([message]) => message),
    doubleSpent: record.exchanges.filter((granted) => granted.length > 1).length,
    lockViolations: judgeLocks(record.lockCalls, readGrants(entries)),
    audit: (await verifyAudit(store)).status,
  };
}
