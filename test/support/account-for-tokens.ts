/** Accounts for every token that the simulated GitHub minted: which ones does the audit of a server not cover? */
import { createHash } from 'node:crypto';
import { isRecord } from '../../src/base/text.ts';
import type { StoredAuditEntry } from '../../src/domain/audit/entry.ts';
import type { AuditLog } from '../../src/server/audit/store.ts';
import type { SimulatedAccessToken, World } from '../../src/simulator/world/world.ts';

/** A token that may exist, by an entry. */
interface Slot {
  readonly scope: string;
  readonly from: number;
  readonly until: number;
}

export interface TokenAccount {
  readonly minted: number;
  /** Entries name them by their hash. */
  readonly named: number;
  /** By the `cause` of the entries that cover them. */
  readonly mayExist: readonly string[];
  /** No entry covers them. */
  readonly unrecorded: readonly SimulatedAccessToken[];
}

export async function readWholeAudit(audit: Pick<AuditLog, 'list'>): Promise<StoredAuditEntry[]> {
  const entries: StoredAuditEntry[] = [];
  for (;;) {
    const page = await audit.list({ afterId: entries.at(-1)?.id ?? 0 });
    if (page.length === 0) return entries;
    entries.push(...page);
  }
}

const listOf = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

function scopeOf(installation: unknown, repositories: unknown, permissions: unknown): string {
  const ids = Array.isArray(repositories) ? repositories.map(String).sort() : 'all';
  const levels = Object.entries(isRecord(permissions) ? permissions : {}).sort();
  return JSON.stringify([Number(installation), ids, levels]);
}

/** One token each, no earlier than the intent, and dead by `until`. */
function readSlots(entries: readonly StoredAuditEntry[]): Slot[] {
  const intents = new Map(
    entries.flatMap(({ event, details, at }) =>
      event === 'token.mint_intent' ? [[details['intent'], at] as const] : [],
    ),
  );
  return entries.flatMap(({ event, details }) => {
    if (event !== 'token.may_exist') return [];
    const from = intents.get(details['intent']);
    if (from === undefined) throw new Error(`no intent ${String(details['intent'])}`);
    return listOf(details['intended']).map(({ installationId, repositoryIds, permissions }) => ({
      scope: scopeOf(installationId, repositoryIds, permissions),
      from,
      until: Date.parse(String(details['until'])),
    }));
  });
}

/** Every token of the world that an App's installation has, against the whole audit. A `may exist` covers one token each. */
export function accountForTokens(world: World, entries: readonly StoredAuditEntry[]): TokenAccount {
  const minted = [...world.tokens.values()].filter(({ installationId }) => installationId !== undefined);
  const hashes = new Set(
    entries.flatMap(({ event, details }) =>
      event === 'token.mint' || event === 'server_token.mint'
        ? listOf(details['tokens']).map(({ sha256 }) => sha256)
        : [],
    ),
  );
  const unnamed = minted
    .filter(({ token }) => !hashes.has(createHash('sha256').update(token).digest('hex')))
    .sort((one, other) => one.mintedAt - other.mintedAt);
  const slots = readSlots(entries).sort((one, other) => one.until - other.until);
  const unrecorded = unnamed.filter(({ installationId, repositoryIds, permissions, mintedAt, expiresAt }) => {
    const scope = scopeOf(installationId, repositoryIds, permissions);
    const index = slots.findIndex(
      (slot) => slot.scope === scope && slot.from <= mintedAt && expiresAt <= slot.until,
    );
    if (index === -1) return true;
    slots.splice(index, 1);
    return false;
  });
  const mayExist = entries.flatMap(({ event, details }) =>
    event === 'token.may_exist' ? [String(details['cause'])] : [],
  );
  return { minted: minted.length, named: minted.length - unnamed.length, mayExist, unrecorded };
}
