/** Answers a mint: judges the sources of all installations, mints what was granted, records every decision. */

import type { StsData, StsRequest } from '../../api/routes/sts.ts';
import { withAnySignal } from '../../base/any-signal.ts';
import type { Clock, Logger } from '../../base/ports.ts';
import { toTimestamp } from '../../base/text.ts';
import { type Grant, groupGrants, orderPlans, type TokenPlan } from '../../domain/sts/group-grants.ts';
import { describeExclusion } from '../../domain/sts/source-outcome.ts';
import { maxTokenRepositories } from '../../github/access-tokens.ts';
import type { GitHubClient } from '../../github/client.ts';
import { untilAborted } from '../../github/deadline.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { toAuditSubject } from '../access/denial-entry.ts';
import type { SessionClaims } from '../access/session.ts';
import type { AuditLog } from '../audit/store.ts';
import { RequestLimited } from '../http/request-limited.ts';
import type { InstallationAccess } from '../repositories/installation-access.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import { type MintBatch, mintDeadlineMs } from '../repositories/mint-intent.ts';
import type { SourceDirectory } from '../repositories/repository-directory.ts';
import type { TokenMinter } from '../repositories/token-minter.ts';
import type { Shutdown } from '../work/shutdown.ts';
import { createDeliveries } from './deliveries.ts';
import type { DenialLeases } from './denial-leases.ts';
import { judgeByInstallation, type LocatedSource } from './judge-by-installation.ts';
import { outcomeOfFailure } from './judge-sources.ts';
import { type AuditedMint, buildMintEntry, buildUndeliveredEntry, type IssuedToken } from './mint-audit.ts';
import { allLost, type MintedPlan, mintPlan, toIntendedToken } from './mint-plan.ts';
import type { PolicyCache } from './policy-cache.ts';
import type { PolicyGuard } from './policy-guard.ts';
import { findRequestSources, type SettledSource } from './request-sources.ts';
import type { TokenVault } from './revocation/vault.ts';
import type { SourceLimits } from './source-limits.ts';

/** Time to decide, in milliseconds; what is not decided by then stays so. */
const judgeDeadlineMs = 15_000;

interface MintRequest {
  readonly session: SessionClaims;
  readonly request: StsRequest;
  /** A switch of the workspace. */
  readonly guardsPolicies: boolean;
  readonly traceId: string;
  /** Aborted when the client closes the connection before it has the whole answer. */
  readonly gone: AbortSignal;
}

export interface TokenBroker {
  /** Excluded sources are part of the result; rejects with `REMOTE_*` only when nothing could be decided. */
  mint(request: MintRequest): Promise<StsData>;
  /** Waits until tokens of clients that are gone have been taken back. */
  settle(): Promise<void>;
}

export interface TokenBrokerPorts {
  readonly client: GitHubClient;
  /** Of git, from `GITHUB_SERVER_URL`: `github.com`, `ghes.example.com:8443`. */
  gitHost(): string;
  readonly directory: SourceDirectory;
  readonly installations: InstallationIndex;
  readonly access: InstallationAccess;
  readonly minter: Pick<TokenMinter, 'begin' | 'revoke'>;
  readonly policies: PolicyCache;
  readonly guard: PolicyGuard;
  readonly limits: SourceLimits;
  readonly denials: DenialLeases;
  readonly vault: TokenVault;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly shutdown: Pick<Shutdown, 'draining'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createTokenBroker(ports: TokenBrokerPorts): TokenBroker {
  const deliveries = createDeliveries(ports);
  return {
    async mint(request) {
      const startedAt = performance.now();
      const { judged, settled } = await decideSources(request, ports);
      const plans = groupGrants(toGrants(judged), { maxRepositories: maxTokenRepositories });
      const deadlineMs = mintDeadlineMs - (performance.now() - startedAt);
      const { batch, minted } = await mintPlans(plans, { ...request, deadlineMs }, ports);
      const record: AuditedMint = {
        session: request.session,
        traceId: request.traceId,
        policyName: policyNameOf(request),
        requested: request.request.sources,
        settled: [...settleJudged(judged, minted), ...settled],
        issued: issue(minted),
        intent: batch?.intent,
      };
      if ((await recordMint(record, { batch, gone: request.gone }, ports)) === 'recorded') {
        deliveries.watch(record, request.gone);
      }
      const undecided = record.settled.find(({ outcome }) => outcome.status === 'unjudged');
      if (record.issued.length === 0 && undecided !== undefined) throw nothingDecided(record.settled, ports);
      return buildAnswer(record, request.session, ports.gitHost());
    },
    settle: () => deliveries.settle(),
  };
}

const policyNameOf = ({ request }: MintRequest) => request.policyName ?? 'default';

interface DecidedSources {
  readonly judged: readonly LocatedSource[];
  readonly settled: readonly SettledSource[];
}

/** Gives up when time is over, the client is gone, or the server stops. */
async function decideSources(mint: MintRequest, ports: TokenBrokerPorts): Promise<DecidedSources> {
  const { session, request, gone } = mint;
  const ends = [AbortSignal.timeout(judgeDeadlineMs), gone, ports.shutdown.draining];
  return withAnySignal(ends, async (signal) => {
    const repositories = await untilAborted(ports.directory.list(session.workspaceId), signal);
    const { toJudge, settled } = await untilAborted(
      findRequestSources(
        { request, callerRepositoryId: session.repositoryId },
        repositories,
        ports.installations,
      ),
      signal,
    );
    const ask = {
      sources: toJudge,
      policyName: policyNameOf(mint),
      claims: session.claims,
      callerRepositoryId: session.repositoryId,
      guardsPolicies: mint.guardsPolicies,
      signal,
    };
    const judged = await judgeByInstallation(ask, ports);
    for (const { source, identity } of judged) {
      if (identity !== undefined)
        await ports.directory.remember(session.workspaceId, source.imported, identity);
    }
    return { judged, settled };
  });
}

function toGrants(judged: readonly LocatedSource[]): readonly Grant[] {
  return judged.flatMap(({ outcome, identity, installation }) => {
    if (outcome.status !== 'granted' || identity === undefined || installation === undefined) return [];
    const { repositoryId, canonicalName } = identity;
    const owner = canonicalName.slice(0, canonicalName.indexOf('/'));
    const { permissions } = outcome;
    return [{ installationId: installation.id, repositoryId, canonicalName, owner, permissions }];
  });
}

interface MintedPlans {
  /** `undefined` when GitHub was not asked. */
  readonly batch: MintBatch | undefined;
  readonly minted: readonly MintedPlan[];
}

/** Rejects only when the intent cannot be recorded; then GitHub is not asked. */
async function mintPlans(
  plans: readonly TokenPlan[],
  { session, traceId, gone, deadlineMs }: MintRequest & { readonly deadlineMs: number },
  ports: TokenBrokerPorts,
): Promise<MintedPlans> {
  if (plans.length === 0) return { batch: undefined, minted: [] };
  let batch: MintBatch;
  try {
    batch = await ports.minter.begin({
      subject: { ...toAuditSubject(session), traceId },
      purpose: 'mint for a job',
      intended: plans.map(toIntendedToken),
      unwanted: gone,
      deadlineMs,
    });
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    const outcome = outcomeOfFailure(error, ports.clock.now());
    return { batch: undefined, minted: plans.map((plan) => allLost(plan, outcome)) };
  }
  return { batch, minted: await Promise.all(plans.map((plan) => mintPlan(plan, { ...ports, batch }))) };
}

function settleJudged(
  judged: readonly LocatedSource[],
  minted: readonly MintedPlan[],
): readonly SettledSource[] {
  const lost = new Map(
    minted.flatMap((result) => result.lost.map(({ grant, outcome }) => [grant.repositoryId, outcome])),
  );
  return judged.map(({ source, outcome, identity }) => {
    const { repositoryId, ownerId, canonicalName, spelling } = source;
    const end = lost.get(repositoryId) ?? outcome;
    return { spelling, outcome: end, identity: identity ?? { repositoryId, ownerId, canonicalName } };
  });
}

/** `undelivered`: the client is gone, its tokens are revoked, and all of it is on record. Rejects when there is no record; then the tokens are revoked, too. */
async function recordMint(
  record: AuditedMint,
  { batch, gone }: { readonly batch: MintBatch | undefined; readonly gone: AbortSignal },
  ports: TokenBrokerPorts,
): Promise<'recorded' | 'undelivered'> {
  const tokens = record.issued.map(({ token }) => token);
  const isUndelivered = gone.aborted && tokens.length > 0;
  const unrevoked = isUndelivered ? await ports.minter.revoke(tokens) : 0;
  const entry = buildMintEntry(record, isUndelivered);
  try {
    if (batch === undefined) await ports.audit.append(entry);
    else if (isUndelivered) await batch.close([entry, buildUndeliveredEntry(record, unrevoked)]);
    else await batch.close([entry], ports.vault.keep(record));
  } catch (error) {
    if (tokens.length > 0 && !isUndelivered) {
      // A token without an entry that names it, or that cannot be revoked as configured, must not be used.
      const failed = await ports.minter.revoke(tokens);
      ports.logger.error('audit: entry not written, tokens revoked', { tokens: tokens.length, failed });
    }
    throw error;
  }
  return isUndelivered ? 'undelivered' : 'recorded';
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

function buildAnswer(record: AuditedMint, session: SessionClaims, host: string): StsData {
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

function nothingDecided(
  settled: readonly SettledSource[],
  { shutdown }: Pick<TokenBrokerPorts, 'shutdown'>,
): Error {
  if (shutdown.draining.aborted) {
    return new GitHubFailure('unreachable', 'The server is stopping, so no token was issued.');
  }
  const undecided = settled.flatMap(({ outcome }) => (outcome.status === 'unjudged' ? [outcome] : []));
  const times = undecided.flatMap(({ retryAt }) => retryAt ?? []);
  const retryAt = times.length === 0 ? undefined : Math.min(...times);
  if (undecided.some(({ isLimited }) => isLimited === true)) {
    const message =
      'This repository has requested tokens too often from an owner whose policies have not recently allowed it. Nothing was decided; retry after `Retry-After`.';
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
