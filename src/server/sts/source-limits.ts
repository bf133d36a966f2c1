/**
 * How much of a source owner's budget at GitHub a caller may spend. Callers that a policy of that owner recently allowed are
 * known; all others are strangers until then, and those of other owners cannot touch a share of the installation's budget.
 */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/ports.ts';
import type { SourceOutcome } from '../../domain/sts/source-outcome.ts';
import type { Budget } from '../../github/budgets.ts';
import { createLimiter, type Limiter } from '../../github/limiter.ts';
import type { RateLimitsConfig } from '../config/config.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import type { RecalledGrant } from './recall-grants.ts';

/** Share of each rate limit of an installation that only known callers and callers of the same owner may spend. */
const reservedShare = 0.5;
/** How long a grant makes a caller known, in milliseconds. */
export const knownMs = 24 * 60 * 60_000;
/** Readings at once for a stranger, so that a burst of jobs learns from the first one whether they are allowed. */
const strangersAtOnce = 2;
const maxPairs = 20_000;

type Unjudged = SourceOutcome & { readonly status: 'unjudged' };

/** Rate limits of an installation that judging its sources spends: policies are read over GraphQL, rulesets and lists over REST. */
type SpentResource = 'core' | 'graphql';

/** Why the caller must not spend the resource now; `undefined` when it may. Asked before each question to GitHub. */
export type RefuseSpending = (resource: SpentResource) => Unjudged | undefined;

/** A caller, and the owner of the sources that it asks about. */
interface Asking {
  readonly callerRepositoryId: string;
  readonly callerOwnerId: string | undefined;
  readonly ownerId: string;
  readonly installationId: number;
  readonly signal: AbortSignal;
}

interface SourceReading<Result> {
  /** Reads and decides. GraphQL may be spent, other resources only if they are not refused. */
  read(refuseSpending: RefuseSpending): Promise<Result>;
  /** The result if GitHub need not be asked after all. */
  recall(): Result | undefined;
}

export interface SourceLimits {
  /** The result, or why GitHub is not asked now. Rejects as `read` does, and when the signal is aborted. */
  run<Result>(asking: Asking, reading: SourceReading<Result>): Promise<Result | Unjudged>;
  /** A policy of the owner allowed the caller. */
  noteGrant(asking: Asking): void;
  /** Grants of an earlier process, in any order. */
  recall(grants: readonly RecalledGrant[]): void;
}

interface SourceLimitsPorts {
  readonly config: Pick<RateLimitsConfig, 'stsPerOwner' | 'stsStrangerPerOwner'>;
  readonly clock: Pick<Clock, 'now'>;
  /** What GitHub's rate limits leave to an installation, as far as is known. */
  budgetsOf(installationId: number): readonly Budget[];
}

const mayAll: RefuseSpending = () => undefined;

const pairOf = ({ callerRepositoryId, ownerId }: Pick<Asking, 'callerRepositoryId' | 'ownerId'>) =>
  `${callerRepositoryId} ${ownerId}`;

function limited(explanation: string, retryAt: number): Unjudged {
  return { status: 'unjudged', explanation, retryAt, isLimited: true };
}

/** Remembers when a policy of an owner last allowed a caller. */
function createKnownCallers(clock: Pick<Clock, 'now'>) {
  // It takes its whole room at once, so it is made when it is needed.
  let grants: LRUCache<string, number> | undefined;
  return {
    note(pair: string, at: number): void {
      grants ??= new LRUCache({ max: maxPairs });
      grants.set(pair, Math.max(at, grants.get(pair) ?? 0));
    },
    has(pair: string): boolean {
      const at = grants?.get(pair);
      return at !== undefined && clock.now() - at < knownMs;
    },
  };
}

export function createSourceLimits({ config, clock, budgetsOf }: SourceLimitsPorts): SourceLimits {
  const callers = createKnownCallers(clock);
  let gates: LRUCache<string, Limiter> | undefined;
  const known = createRateLimit(config.stsPerOwner, clock);
  const strangers = createRateLimit(config.stsStrangerPerOwner, clock);

  function gateOf(pair: string): Limiter {
    gates ??= new LRUCache({ max: maxPairs });
    const gate = gates.get(pair) ?? createLimiter(strangersAtOnce);
    gates.set(pair, gate);
    return gate;
  }

  function refuseRate(pair: string, isStranger: boolean): Unjudged | undefined {
    const taken = (isStranger ? strangers : known).take(pair);
    if (taken.status === 'taken') return undefined;
    const perMinute = isStranger ? config.stsStrangerPerOwner : config.stsPerOwner;
    const who = isStranger ? 'a caller that no policy of this owner recently allowed' : 'a caller';
    const explanation = `The caller exceeded the limit of ${perMinute} requests a minute for sources of one owner, for ${who}.`;
    return limited(explanation, clock.now() + taken.afterMs);
  }

  function refuseReserved(installationId: number, asked: SpentResource): Unjudged | undefined {
    const spent = budgetsOf(installationId).find(
      ({ resource, limit, remaining }) => resource === asked && remaining <= limit * reservedShare,
    );
    if (spent === undefined) return undefined;
    const { resource, remaining, limit, resetAt } = spent;
    const explanation = `The rest of GitHub's rate limit for the owner (${resource}, ${remaining} of ${limit}) is reserved for callers that its policies allow.`;
    return limited(explanation, resetAt);
  }

  return {
    async run(asking, { read, recall }) {
      const { callerOwnerId, ownerId, installationId, signal } = asking;
      const pair = pairOf(asking);
      if (callers.has(pair) || callerOwnerId === ownerId) return refuseRate(pair, false) ?? read(mayAll);
      return gateOf(pair).run(async () => {
        // What came before may have answered for this one, too.
        const recalled = recall();
        if (recalled !== undefined) return recalled;
        if (callers.has(pair)) return refuseRate(pair, false) ?? read(mayAll);
        const refuse: RefuseSpending = (resource) => refuseReserved(installationId, resource);
        return refuse('graphql') ?? refuseRate(pair, true) ?? read(refuse);
      }, signal);
    },
    noteGrant(asking) {
      const pair = pairOf(asking);
      callers.note(pair, clock.now());
      gates?.delete(pair);
    },
    recall(recalled) {
      for (const grant of recalled) callers.note(pairOf(grant), grant.at);
    },
  };
}
