/** Knows for a while what the protection of a source's policies lacks. */
import type { Clock } from '../../base/ports.ts';
import { findProtectionFault } from '../../domain/trust-policy/policy-guard.ts';
import { untilAborted } from '../../github/deadline.ts';
import { GitHubFailure } from '../../github/failure.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { createLeaseCache } from '../repositories/lease-cache.ts';
import { type ProtectedSource, type ProtectionPorts, readProtection } from './read-protection.ts';

/**
 * How long a protection counts, in milliseconds: a token that was minted just before the protection was removed is
 * valid for an hour, so this adds nothing that its holder would not have.
 */
const protectedLeaseMs = 60_000;
/** How long a directory counts as unprotected, in milliseconds: the next job should see the ruleset that was just added. */
const unprotectedLeaseMs = 10_000;
/** Readings of one installation a minute; each costs a call for the rules, one for each ruleset, and up to three for CODEOWNERS. */
const readingsPerMinute = 200;
/** Longest wait for GitHub, in milliseconds. */
const readTimeoutMs = 10_000;
const maxSources = 10_000;

/** What the protection lacks, and nothing more: rules and CODEOWNERS files would take too much memory. */
interface ProtectionVerdict {
  readonly fault: string | undefined;
}

function keyOf({ installationId, repositoryId, name, branch }: ProtectedSource): string {
  return [installationId, repositoryId, name, branch].join('/');
}

function readKey(key: string): ProtectedSource {
  const [installationId = '', repositoryId = '', owner = '', repository = '', ...branch] = key.split('/');
  const name = `${owner}/${repository}`;
  return { installationId: Number(installationId), repositoryId, name, branch: branch.join('/') };
}

export interface ProtectionVerdicts {
  /** What is known now; asks nothing. */
  peek(source: ProtectedSource): ProtectionVerdict | undefined;
  /** Rejects with `GitHubFailure`. */
  get(source: ProtectedSource): Promise<ProtectionVerdict>;
}

export function createProtectionVerdicts(
  ports: ProtectionPorts & { readonly clock: Clock },
): ProtectionVerdicts {
  const { clock } = ports;
  const readings = createRateLimit(readingsPerMinute, clock);

  async function load(source: ProtectedSource): Promise<ProtectionVerdict> {
    const taken = readings.take(String(source.installationId));
    if (taken.status === 'limited') {
      const message = `The protection of policies was read ${readingsPerMinute} times in a minute for the installation ${source.installationId}.`;
      throw new GitHubFailure('rate-limited', message, { retryAt: clock.now() + taken.afterMs });
    }
    const signal = AbortSignal.timeout(readTimeoutMs);
    const protection = await untilAborted(readProtection(source, { signal, ports }), signal);
    return { fault: findProtectionFault(protection) };
  }

  const verdicts = createLeaseCache<ProtectionVerdict>(
    {
      maxEntries: maxSources,
      load: (key) => load(readKey(key)),
      validUntil: ({ fault }, at) => at + (fault === undefined ? protectedLeaseMs : unprotectedLeaseMs),
    },
    clock,
  );
  return { peek: (source) => verdicts.peek(keyOf(source)), get: (source) => verdicts.get(keyOf(source)) };
}
