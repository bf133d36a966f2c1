/**
 * Every token that the server has GitHub mint: the intent is on record before GitHub is asked, each lost answer before GitHub is asked
 * again, and the outcome before a token is used. An entry `token.may_exist` covers tokens that GitHub minted and no other entry names by hash.
 */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../../base/json.ts';
import type { Clock, Logger, Random } from '../../base/ports.ts';
import { toTimestamp } from '../../base/text.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import {
  type AccessToken,
  type MintOptions,
  mintAccessToken,
  mintReaderToken,
  type readerPermissions,
  revokeAccessToken,
  type TokenScope,
  tokenLifetimeMs,
} from '../../github/access-tokens.ts';
import type { GitHubAppClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';

/** How long GitHub may be asked for the tokens of an intent, in milliseconds: clients give up after 30 s. */
export const mintDeadlineMs = 25_000;
/** When an intent without an outcome is reported, in milliseconds: the deadline, and time to record the outcome. */
const reportAfterMs = mintDeadlineMs + 20_000;
/**
 * How long GitHub may still mint after its answer was lost, in milliseconds. It ends requests after 10 s
 * (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts).
 */
const lateMintMs = 60_000;
/** How long GitHub is asked to revoke, in milliseconds. */
const revokeDeadlineMs = 5_000;

interface Destination {
  readonly installationId: number;
  /** Login; `undefined` where it is not known. */
  readonly owner?: string | undefined;
  /** `owner/name`, for people. */
  readonly repositories?: readonly string[] | undefined;
}

/** For all repositories of an installation there are tokens that read policies, and no others. */
export type IntendedToken = Destination &
  (TokenScope | { readonly repositoryIds: 'all'; readonly permissions: typeof readerPermissions });

/** The job or task that a token is for. */
export type MintSubject = Pick<
  AuditEntry,
  'workspaceId' | 'repositoryId' | 'repository' | 'actor' | 'runId' | 'traceId'
>;

interface MintOrder {
  readonly subject: MintSubject;
  /** All that may be asked for, at most once each. */
  readonly intended: readonly IntendedToken[];
  readonly purpose: string;
  /** No further request is sent once this is aborted. Requests in progress are awaited, since a token must be known to be revoked. */
  readonly unwanted?: AbortSignal | undefined;
  /** How long GitHub may be asked, in milliseconds; at most `mintDeadlineMs`, which is the default. */
  readonly deadlineMs?: number | undefined;
}

/** An intent on record. */
export interface MintBatch {
  /** Names it in the audit. */
  readonly intent: string;
  /** Rejects with `GitHubFailure`, or with the failure to record a lost answer. */
  mint(token: IntendedToken): Promise<AccessToken>;
  /** Records the outcome and ends the intent. */
  close(outcome: readonly AuditEntry[]): Promise<void>;
}

export interface TokenMinter {
  /** Rejects, and nothing may be minted, when the intent is not on record or the server stops. */
  begin(order: MintOrder): Promise<MintBatch>;
  /** A token that stays in the server, on record. Rejects as `begin` and `mint` do. */
  mintOwn(purpose: string, token: IntendedToken, subject?: MintSubject): Promise<AccessToken>;
  /** How many of the tokens GitHub did not confirm to be revoked. Never rejects. */
  revoke(tokens: readonly string[]): Promise<number>;
  /** Waits for tokens of the server's own that are being minted: no request waits for them. */
  settle(): Promise<void>;
}

/** What the record has to offer. */
export interface MintRecord {
  /** Commits `entry`. Appends `missing`, with `until`, unless `close` follows in time. */
  open(intent: {
    readonly id: string;
    readonly entry: AuditEntry;
    readonly missing: AuditEntry;
    readonly withinMs: number;
    readonly lifetimeMs: number;
  }): Promise<void>;
  append(entry: AuditEntry): Promise<void>;
  close(id: string, outcome: readonly AuditEntry[]): Promise<void>;
}

export interface TokenMinterPorts {
  readonly client: Pick<GitHubAppClient, 'asApp' | 'asInstallation' | 'nameToken' | 'graphqlUrl' | 'health'>;
  readonly mintRecord: MintRecord;
  /** Nothing is minted once this is aborted. */
  readonly draining: AbortSignal;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'uuid'>;
  readonly logger: Logger;
}

/** How audit entries name a token. GitHub's audit log shows base64 as `hashed_token`. */
export function hashesOf(token: string): { readonly sha256: string; readonly hashedToken: string } {
  const hash = createHash('sha256').update(token).digest();
  return { sha256: hash.toString('hex'), hashedToken: hash.toString('base64') };
}

function describeIntended(token: IntendedToken): JsonValue {
  const { installationId, owner, repositories, repositoryIds, permissions } = token;
  const described: Record<string, JsonValue> = { installationId, repositoryIds, permissions };
  if (owner !== undefined) described['owner'] = owner;
  if (repositories !== undefined) described['repositories'] = repositories;
  return described;
}

/** Throws when a request to mint must not be sent now. */
function createGate(
  { draining }: Pick<TokenMinterPorts, 'draining'>,
  { unwanted }: Pick<MintOrder, 'unwanted'>,
) {
  const startedAt = performance.now();
  return () => {
    if (draining.aborted) throw new GitHubFailure('unreachable', 'The server is stopping. It mints nothing.');
    if (unwanted?.aborted === true) {
      throw new GitHubFailure('unreachable', 'The client closed the connection. Nothing was minted.');
    }
    // A process that was paused: its intent may have been reported by now.
    if (performance.now() - startedAt > mintDeadlineMs) {
      throw new GitHubFailure('unreachable', 'GitHub did not answer in the time that was left.');
    }
  };
}

function send(
  client: TokenMinterPorts['client'],
  token: IntendedToken,
  options: MintOptions,
): Promise<AccessToken> {
  const { installationId, repositoryIds, permissions } = token;
  return repositoryIds === 'all'
    ? mintReaderToken({ client, ...options }, installationId)
    : mintAccessToken({ client, ...options }, installationId, { repositoryIds, permissions });
}

export function createTokenMinter(ports: TokenMinterPorts): TokenMinter {
  const { client, mintRecord, clock, random, logger } = ports;

  function mayExist({ subject, purpose }: MintOrder, cause: string, intended: readonly IntendedToken[]) {
    const details = { cause, purpose, intended: intended.map(describeIntended) };
    return { ...subject, event: 'token.may_exist', outcome: 'failed', details } as const;
  }

  async function begin(order: MintOrder): Promise<MintBatch> {
    const admit = createGate(ports, order);
    admit();
    if (client.health().breaker === 'open') {
      throw new GitHubFailure('unreachable', 'GitHub does not answer at the moment.');
    }
    const { subject, purpose, intended } = order;
    const intent = random.uuid();
    const missing = mayExist(order, 'no_outcome', intended);
    await mintRecord.open({
      id: intent,
      entry: {
        ...subject,
        event: 'token.mint_intent',
        outcome: 'allowed',
        details: { intent, purpose, intended: intended.map(describeIntended) },
      },
      missing: { ...missing, details: { intent, ...missing.details } },
      withinMs: reportAfterMs,
      lifetimeMs: tokenLifetimeMs,
    });
    const signal = AbortSignal.timeout(Math.max(0, Math.round(order.deadlineMs ?? mintDeadlineMs)));
    /** Lost answers that could not be recorded when they were lost. */
    const unrecorded = new Set<AuditEntry>();

    async function recordLoss(token: IntendedToken): Promise<void> {
      const { details, ...entry } = mayExist(order, 'answer_lost', [token]);
      const until = toTimestamp(clock.now() + lateMintMs + tokenLifetimeMs);
      const loss: AuditEntry = { ...entry, details: { intent, ...details, until } };
      unrecorded.add(loss);
      await mintRecord.append(loss);
      unrecorded.delete(loss);
    }

    return {
      intent,
      mint: (token) => send(client, token, { signal, beforeSend: admit, onLost: () => recordLoss(token) }),
      close: (outcome) => mintRecord.close(intent, [...unrecorded, ...outcome]),
    };
  }

  async function revoke(tokens: readonly string[]): Promise<number> {
    const signal = AbortSignal.timeout(revokeDeadlineMs);
    const results = await Promise.allSettled(
      tokens.map((token) => revokeAccessToken({ client, signal }, token)),
    );
    return results.filter(({ status }) => status === 'rejected').length;
  }

  async function mintOwn(
    purpose: string,
    token: IntendedToken,
    subject: MintSubject = { traceId: random.uuid().replaceAll('-', '') },
  ): Promise<AccessToken> {
    const batch = await begin({ subject, intended: [token], purpose });
    const { intent } = batch;
    const entry = (
      outcome: 'allowed' | 'failed',
      details: Readonly<Record<string, JsonValue>>,
    ): AuditEntry => ({
      ...subject,
      event: 'server_token.mint',
      outcome,
      details: { intent, purpose, ...details },
    });
    let minted: AccessToken;
    try {
      minted = await batch.mint(token);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await batch
        .close([entry('failed', { message })])
        .catch((failure: unknown) =>
          logger.warn('tokens: the outcome of a mint was not recorded', { intent, failure }),
        );
      throw error;
    }
    const described = { ...hashesOf(minted.token), expiresAt: toTimestamp(minted.expiresAt) };
    // A description is an object of JSON.
    const tokens = [{ ...(describeIntended(token) as Record<string, JsonValue>), ...described }];
    try {
      await batch.close([entry('allowed', { tokens })]);
    } catch (error) {
      // A token without an entry that names it must not be used.
      await revoke([minted.token]);
      throw error;
    }
    return minted;
  }

  const pending = new Set<Promise<unknown>>();
  return {
    begin,
    revoke,
    mintOwn(...order) {
      const work = mintOwn(...order).finally(() => pending.delete(work));
      pending.add(work);
      return work;
    },
    async settle() {
      await Promise.allSettled(pending);
    },
  };
}
