/** Mints the token of one plan; leaves out what turns out not to belong to the installation. */

import type { Clock } from '../../base/ports.ts';
import type { Grant, TokenPlan } from '../../domain/sts/group-grants.ts';
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import type { AccessToken, NonEmpty } from '../../github/access-tokens.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { InstallationAccess } from '../repositories/installation-access.ts';
import type { InstallationIndex } from '../repositories/installation-index.ts';
import type { IntendedToken } from '../repositories/intended-token.ts';
import type { MintBatch } from '../repositories/mint-intent.ts';
import { notInstalled, outcomeOfFailure } from './judge-sources.ts';

export interface MintedPlan {
  readonly plan: TokenPlan;
  /** `undefined` when none was minted; then `lost` holds every grant. */
  readonly minted: AccessToken | undefined;
  /** Grants that came to nothing after all. */
  readonly lost: readonly { readonly grant: Grant; readonly outcome: SourceOutcome }[];
}

export interface MintPorts {
  readonly batch: Pick<MintBatch, 'mint'>;
  readonly access: InstallationAccess;
  readonly installations: InstallationIndex;
  readonly clock: Clock;
}

/** Never rejects. A public repository is readable without being installed: only GitHub's refusal tells, for all at once. */
export async function mintPlan(plan: TokenPlan, ports: MintPorts): Promise<MintedPlan> {
  try {
    return { plan, minted: await ports.batch.mint(toIntendedToken(plan)), lost: [] };
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'unprocessable') {
      const outcome = outcomeOfFailure(error, ports.clock.now());
      // Gone or suspended since it was listed: the next request looks again.
      if (outcome.status === 'excluded') ports.installations.invalidate();
      return allLost(plan, outcome);
    }
  }
  try {
    return await mintReachable(plan, ports);
  } catch (error) {
    return allLost(plan, outcomeOfFailure(error, ports.clock.now()));
  }
}

async function mintReachable(plan: TokenPlan, ports: MintPorts): Promise<MintedPlan> {
  const listed = await ports.access.repositories(plan.installationId, 0);
  const outside = plan.grants.filter(({ repositoryId }) => !listed.has(repositoryId));
  const lost = outside.map((grant) => ({ grant, outcome: notInstalled }));
  const [first, ...rest] = plan.grants.filter(({ repositoryId }) => listed.has(repositoryId));
  if (first === undefined) return { plan, minted: undefined, lost };
  if (outside.length === 0) {
    // Nothing to leave out: then the permissions must just have been narrowed.
    ports.installations.invalidate();
    const explanation =
      'GitHub refused the permissions; the installation seems to have changed while it was asked.';
    return allLost(plan, { status: 'unjudged', explanation });
  }
  const smaller: TokenPlan = { ...plan, grants: [first, ...rest] };
  return { plan: smaller, minted: await ports.batch.mint(toIntendedToken(smaller)), lost };
}

export function toIntendedToken(plan: TokenPlan): IntendedToken {
  const [first, ...rest] = plan.grants;
  const repositoryIds: NonEmpty<string> = [first.repositoryId, ...rest.map((grant) => grant.repositoryId)];
  const repositories = plan.grants.map(({ canonicalName }) => canonicalName);
  const { installationId, owner, permissions } = plan;
  return { installationId, owner, repositories, repositoryIds, permissions };
}

export function allLost(plan: TokenPlan, outcome: SourceOutcome): MintedPlan {
  return { plan, minted: undefined, lost: plan.grants.map((grant) => ({ grant, outcome })) };
}
