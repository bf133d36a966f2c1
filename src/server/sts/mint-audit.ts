/** The audit entry of a mint: who asked, what became of each source and why, and which tokens left. Never a token. */
import type { JsonValue } from '../../base/json.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { TokenPlan } from '../../domain/sts/group-grants.ts';
import { buildSessionEntry, type EntryDetails } from '../access/denial-entry.ts';
import type { SessionClaims } from '../access/session.ts';
import { hashesOf } from '../repositories/intended-token.ts';
import type { SettledSource } from './request-sources.ts';

export interface IssuedToken {
  readonly plan: TokenPlan;
  /** A secret. */
  readonly token: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

export interface AuditedMint {
  readonly session: SessionClaims;
  readonly traceId: string;
  readonly policyName: string;
  /** `undefined`: everything was asked for. */
  readonly requested: readonly string[] | undefined;
  readonly settled: readonly SettledSource[];
  readonly issued: readonly IssuedToken[];
  /** Of the intent; `undefined` when GitHub was not to be asked for a token. */
  readonly intent: string | undefined;
}

/**
 * `allowed` when any token left, `failed` when GitHub kept us from deciding or the client did not wait for its tokens, else `denied`.
 */
export function buildMintEntry(record: AuditedMint, isUndelivered = false): AuditEntry {
  const { settled, issued, policyName, requested, intent } = record;
  const isUndecided = settled.some(({ outcome }) => outcome.status === 'unjudged');
  return buildSessionEntry(record.session, {
    event: 'token.mint',
    traceId: record.traceId,
    outcome:
      issued.length > 0 && !isUndelivered ? 'allowed' : isUndecided || isUndelivered ? 'failed' : 'denied',
    details: {
      intent: intent ?? null,
      policyName,
      requested: requested ?? 'everything',
      sources: settled.map(describeSource),
      tokens: issued.map(describeToken),
      claims: pickClaims(record.session.claims),
    },
  });
}

/** The client did not get its tokens, so they were revoked, but for `unrevoked` of them. */
export function buildUndeliveredEntry(record: AuditedMint, unrevoked: number): AuditEntry {
  const { session, traceId, issued, intent } = record;
  return buildSessionEntry(session, {
    event: 'token.undelivered',
    traceId,
    outcome: unrevoked === 0 ? 'allowed' : 'failed',
    details: { intent: intent ?? null, unrevoked, tokens: issued.map(describeToken) },
  });
}

/** Details of a denial: a request that was refused before any source was checked. */
export function describeMintDenial(session: SessionClaims): EntryDetails {
  return { claims: pickClaims(session.claims) };
}

/** What a reader needs to find the run, and what a policy can match on; the rest is in GitHub's own log of the run. */
function pickClaims(claims: Readonly<Record<string, string>>): JsonValue {
  const names = ['sub', 'ref', 'event_name', 'workflow_ref', 'job_workflow_ref', 'environment', 'sha'];
  names.push('run_attempt', 'check_run_id', 'actor_id', 'repository_owner_id');
  names.push('repository_visibility', 'runner_environment', 'base_ref', 'head_ref');
  return Object.fromEntries(names.flatMap((name) => (claims[name] ? [[name, claims[name]]] : [])));
}

function describeSource({ spelling, outcome, identity }: SettledSource): JsonValue {
  const { repositoryId, ownerId, canonicalName } = identity ?? {};
  const source: Record<string, JsonValue> = { source: spelling };
  if (repositoryId !== undefined) source['repositoryId'] = repositoryId;
  if (ownerId !== undefined) source['ownerId'] = ownerId;
  if (canonicalName !== undefined) source['repository'] = canonicalName;
  if (outcome.status === 'granted') {
    const { permissions, matchedRules, policyBlob } = outcome;
    return { ...source, outcome: 'granted', permissions, matchedRules, policyBlob };
  }
  const { explanation } = outcome;
  return outcome.status === 'excluded'
    ? { ...source, outcome: outcome.reason, explanation }
    : { ...source, outcome: 'not_judged', explanation };
}

export function describeToken({ plan, token, expiresAt }: IssuedToken): JsonValue {
  return {
    installationId: plan.installationId,
    owner: plan.owner,
    ...hashesOf(token),
    permissions: plan.permissions,
    repositories: plan.grants.map(({ canonicalName }) => canonicalName),
    repositoryIds: plan.grants.map(({ repositoryId }) => repositoryId),
    expiresAt,
  };
}
