/** Answers a mint: judges the sources of all installations, mints what was granted, records every decision. */

import type { StsData, StsRequest } from '../../api/routes/sts.ts';
import type { Clock, Logger } from '../../base/ports.ts';
import { toTimestamp } from '../../base/text.ts';
import { type Grant, groupGrants, orderPlans } from '../../domain/sts/group-grants.ts';
import { describeExclusion } from '../../domain/sts/source-outcome.ts';
import { maxTokenRepositories, revokeAccessToken } from '../../github/access-tokens.ts';
import type { GitHubClient } from '../../github/client.ts';
import { untilAborted } from '../../github/deadline.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { SessionClaims } from '../access/session.ts';
import type { AuditLog } from '../audit/store.ts';
import { RequestLimited } from '../http/request-limited.ts';
import type { InstallationAccess } from '../repositories/installation-access.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { SourceDirectory } from '../repositories/repository-directory.ts';
import type { DenialLeases } from './denial-leases.ts';
import { judgeByInstallation } from './judge-by-installation.ts';
import { buildMintEntry, type IssuedToken, type MintRecord } from './mint-audit.ts';
import { type MintedPlan, mintPlan } from './mint-plan.ts';
import type { PolicyCache } from './policy-cache.ts';
import { findRequestSources, type SettledSource } from './request-sources.ts';
import type { SourceLimits } from './source-limits.ts';

/** Time to decide, in milliseconds; what is not decided by then stays so. */
const judgeDeadlineMs = 15_000;
/** Time for the whole mint, in milliseconds: clients give up after 30 s. */
const mintDeadlineMs = 25_000;
const revokeDeadlineMs = 5_000;

export interface TokenBroker {
  /** Excluded sources are part of the result; rejects with `REMOTE_*` only when nothing could be decided. */
  mint(session: SessionClaims, request: StsRequest, traceId: string): Promise<StsData>;
}

export interface TokenBrokerPorts {
  readonly client: GitHubClient;
  /** Of git, from `GITHUB_SERVER_URL`: `github.com`, `ghes.example.com:8443`. */
  gitHost(): string;
  readonly directory: SourceDirectory;
  readonly installations: InstallationIndex;
  readonly access: InstallationAccess;
  readonly policies: PolicyCache;
  readonly limits: SourceLimits;
  readonly denials: DenialLeases;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createTokenBroker(ports: TokenBrokerPorts): TokenBroker {
  return {
    async mint(session, request, traceId) {
      const record = await decideAndMint({ session, request, traceId }, ports);
      try {
        await ports.audit.append(buildMintEntry(record));
      } catch (error) {
        // A token that is not in the audit must not exist.
        await revokeAll(record.issued, ports);
        throw error;
      }
      const undecided = record.settled.find(({ outcome }) => outcome.status === 'unjudged');
      if (record.issued.length === 0 && undecided !== undefined) throw nothingDecided(record.settled);
      return buildAnswer(record, session, ports.gitHost());
    },
  };
}

interface MintRequest {
  readonly session: SessionClaims;
  readonly request: StsRequest;
  readonly traceId: string;
}

async function decideAndMint(
  { session, request, traceId }: MintRequest,
  ports: TokenBrokerPorts,
): Promise<MintRecord> {
  const judging = AbortSignal.timeout(judgeDeadlineMs);
  const minting = AbortSignal.timeout(mintDeadlineMs);
  const policyName = request.policyName ?? 'default';
  const repositories = await untilAborted(ports.directory.list(session.workspaceId), judging);
  const { toJudge, settled } = await untilAborted(
    findRequestSources(
      { request, callerRepositoryId: session.repositoryId },
      repositories,
      ports.installations,
    ),
    judging,
  );
  const judged = await judgeByInstallation(
    {
      sources: toJudge,
      policyName,
      claims: session.claims,
      callerRepositoryId: session.repositoryId,
      signal: judging,
    },
    ports,
  );
  const grants: Grant[] = [];
  for (const { source, outcome, identity, installation } of judged) {
    if (identity !== undefined)
      await ports.directory.remember(session.workspaceId, source.imported, identity);
    if (outcome.status !== 'granted' || identity === undefined || installation === undefined) continue;
    const { repositoryId, canonicalName } = identity;
    const owner = canonicalName.slice(0, canonicalName.indexOf('/'));
    const { permissions } = outcome;
    grants.push({ installationId: installation.id, repositoryId, canonicalName, owner, permissions });
  }
  const plans = groupGrants(grants, { maxRepositories: maxTokenRepositories });
  const minted = await Promise.all(plans.map((plan) => mintPlan(plan, ports, minting)));
  const lost = new Map(
    minted.flatMap((result) => result.lost.map(({ grant, outcome }) => [grant.repositoryId, outcome])),
  );
  const ends = judged.map(({ source, outcome, identity }): SettledSource => {
    const { repositoryId, ownerId, canonicalName, spelling } = source;
    const end = lost.get(repositoryId) ?? outcome;
    return { spelling, outcome: end, identity: identity ?? { repositoryId, ownerId, canonicalName } };
  });
  const requested = request.sources;
  return { session, traceId, policyName, requested, settled: [...ends, ...settled], issued: issue(minted) };
}

function issue(results: readonly MintedPlan[]): readonly IssuedToken[] {
  const tokens = new Map(results.map(({ plan, minted }) => [plan, minted]));
  return orderPlans([...tokens.keys()]).flatMap((plan) => {
    const minted = tokens.get(plan);
    if (minted === undefined) return [];
    // Whole seconds: the CLI's parser knows no fractions.
    const expiresAt = toTimestamp(minted.expiresAt);
    return [{ plan, token: minted.token, expiresAt }];
  });
}

function buildAnswer(record: MintRecord, session: SessionClaims, host: string): StsData {
  const callerOwnerId = session.claims['repository_owner_id'];
  const excluded = record.settled.flatMap(({ spelling, outcome, identity }) => {
    if (outcome.status === 'granted') return [];
    // It was not asked for by name, and the App is not installed there: it is not one of "all".
    const isUnnamed = record.requested === undefined;
    if (isUnnamed && outcome.status === 'excluded' && outcome.reason === 'not_installed_in_workspace')
      return [];
    const sameOwner = identity !== undefined && identity.ownerId === callerOwnerId;
    return [describeExclusion({ spelling, outcome, sameOwner })];
  });
  const tokens = record.issued.map(({ plan, token, expiresAt }) => ({
    host,
    owner: plan.owner,
    token,
    expiresAt,
    repositories: plan.grants.map(({ canonicalName }) => canonicalName),
    permissions: { ...plan.permissions },
  }));
  return { tokens, excluded };
}

function nothingDecided(settled: readonly SettledSource[]): Error {
  const undecided = settled.flatMap(({ outcome }) => (outcome.status === 'unjudged' ? [outcome] : []));
  const times = undecided.flatMap(({ retryAt }) => retryAt ?? []);
  const retryAt = times.length === 0 ? undefined : Math.min(...times);
  if (undecided.some(({ isLimited }) => isLimited === true)) {
    const message =
      'This repository has asked too often for tokens of an owner whose policies have not let it in lately. Nothing was decided; try again after `Retry-After`.';
    return new RequestLimited(message, retryAt);
  }
  return new GitHubFailure(
    'unreachable',
    'GitHub did not answer: the trust policies could not be read, or no token was issued.',
    {
      hint: 'Check the audit log for the call that failed.',
      ...(retryAt === undefined ? {} : { retryAt }),
    },
  );
}

async function revokeAll(issued: readonly IssuedToken[], ports: TokenBrokerPorts): Promise<void> {
  const signal = AbortSignal.timeout(revokeDeadlineMs);
  const results = await Promise.allSettled(
    issued.map(({ token }) => revokeAccessToken(ports.client, token, { signal })),
  );
  const failed = results.filter(({ status }) => status === 'rejected').length;
  ports.logger.error('audit: entry not written, tokens revoked', { tokens: issued.length, failed });
}
