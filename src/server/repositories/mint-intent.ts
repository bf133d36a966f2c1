/**
 * An intent to mint is on record before GitHub is asked, and each lost answer before GitHub is asked again. An entry `token.may_exist`
 * covers tokens that GitHub minted and no other entry names by hash.
 */
import type { Kysely } from 'kysely';
import type { Clock, Random } from '../../base/ports.ts';
import { toTimestamp } from '../../base/text.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import {
  type AccessToken,
  type MintOptions,
  mintAccessToken,
  mintReaderToken,
  tokenLifetimeMs,
} from '../../github/access-tokens.ts';
import type { GitHubAppClient } from '../../github/client.ts';
import { GitHubFailure } from '../../github/failure.ts';
import type { Database } from '../database/schema.ts';
import { describeIntended, type IntendedToken, type MintSubject } from './intended-token.ts';

/** How long GitHub may be asked for the tokens of an intent, in milliseconds: clients give up after 30 s. */
export const mintDeadlineMs = 25_000;
/** When an intent without an outcome is reported, in milliseconds: the deadline, and time to record the outcome. */
const reportAfterMs = mintDeadlineMs + 20_000;
/**
 * How long GitHub may still mint after its answer was lost, in milliseconds. It ends requests after 10 s
 * (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts).
 */
const lateMintMs = 60_000;

export interface MintOrder {
  readonly subject: MintSubject;
  /** All that may be asked for, at most once each. */
  readonly intended: readonly IntendedToken[];
  readonly purpose: string;
  /** No further request is sent once this is aborted. Requests in progress are awaited, since a token must be known to be revoked. */
  readonly unwanted?: AbortSignal | undefined;
  /** How long GitHub may be asked, in milliseconds; at most `mintDeadlineMs`, which is the default. */
  readonly deadlineMs?: number | undefined;
}

/** Statements of the transaction that records an outcome. */
type WithinClose = (trx: Kysely<Database>) => Promise<void>;

/** An intent on record. */
export interface MintBatch {
  /** Names it in the audit. */
  readonly intent: string;
  /** Rejects with `GitHubFailure`, or with the failure to record a lost answer. */
  mint(token: IntendedToken): Promise<AccessToken>;
  /** Records the outcome, does `within` in the same transaction, and ends the intent. */
  close(outcome: readonly AuditEntry[], within?: WithinClose | undefined): Promise<void>;
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
  close(id: string, outcome: readonly AuditEntry[], within?: WithinClose | undefined): Promise<void>;
}

export interface MintIntentPorts {
  readonly client: Pick<GitHubAppClient, 'asApp' | 'asInstallation' | 'nameToken' | 'graphqlUrl' | 'health'>;
  readonly mintRecord: MintRecord;
  /** Nothing is minted once this is aborted. */
  readonly draining: AbortSignal;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'uuid'>;
}

/** Throws when a request to mint must not be sent now. */
function createGate(
  { draining }: Pick<MintIntentPorts, 'draining'>,
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
  client: MintIntentPorts['client'],
  token: IntendedToken,
  options: MintOptions,
): Promise<AccessToken> {
  const { installationId, repositoryIds, permissions } = token;
  return repositoryIds === 'all'
    ? mintReaderToken({ client, ...options }, installationId, token.permissions)
    : mintAccessToken({ client, ...options }, installationId, { repositoryIds, permissions });
}

function mayExist({ subject, purpose }: MintOrder, cause: string, intended: readonly IntendedToken[]) {
  const details = { cause, purpose, intended: intended.map(describeIntended) };
  return { ...subject, event: 'token.may_exist', outcome: 'failed', details } as const;
}

/** Commits the intent, and the entry that is appended when no outcome follows. */
function openIntent(id: string, order: MintOrder, mintRecord: MintRecord): Promise<void> {
  const { subject, purpose, intended } = order;
  const missing = mayExist(order, 'no_outcome', intended);
  return mintRecord.open({
    id,
    entry: {
      ...subject,
      event: 'token.mint_intent',
      outcome: 'allowed',
      details: { intent: id, purpose, intended: intended.map(describeIntended) },
    },
    missing: { ...missing, details: { intent: id, ...missing.details } },
    withinMs: reportAfterMs,
    lifetimeMs: tokenLifetimeMs,
  });
}

/** Records the answers of GitHub that were lost. */
function createLosses(intent: string, order: MintOrder, { mintRecord, clock }: MintIntentPorts) {
  /** Those that could not be recorded when they were lost. */
  const unrecorded = new Set<AuditEntry>();

  return {
    unrecorded,
    async record(token: IntendedToken): Promise<void> {
      const { details, ...entry } = mayExist(order, 'answer_lost', [token]);
      const until = toTimestamp(clock.now() + lateMintMs + tokenLifetimeMs);
      const loss: AuditEntry = { ...entry, details: { intent, ...details, until } };
      unrecorded.add(loss);
      await mintRecord.append(loss);
      unrecorded.delete(loss);
    },
  };
}

/** Rejects, and nothing may be minted, when the intent is not on record or the server stops. */
export async function beginMint(order: MintOrder, ports: MintIntentPorts): Promise<MintBatch> {
  const { client, mintRecord, random } = ports;
  const admit = createGate(ports, order);
  admit();
  if (client.health().breaker === 'open') {
    throw new GitHubFailure('unreachable', 'GitHub does not answer at the moment.');
  }
  const intent = random.uuid();
  await openIntent(intent, order, mintRecord);
  const signal = AbortSignal.timeout(Math.max(0, Math.round(order.deadlineMs ?? mintDeadlineMs)));
  const losses = createLosses(intent, order, ports);
  return {
    intent,
    mint: (token) => send(client, token, { signal, beforeSend: admit, onLost: () => losses.record(token) }),
    close: (outcome, within) => mintRecord.close(intent, [...losses.unrecorded, ...outcome], within),
  };
}
