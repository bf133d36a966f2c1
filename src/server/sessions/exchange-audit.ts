/** Writes the audit entry of each exchange; the number that unknown clients can cause is bounded. */

import { createHash } from 'node:crypto';
import type { JsonValue } from '../../base/json.ts';
import type { Clock } from '../../base/ports.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { IdTokenClaims } from '../../domain/oidc/claims.ts';
import { createEntryLimit } from '../audit/entry-limit.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';

const exchangeEvent = 'session.exchange';
/** Most entries per minute for tokens that did not verify: anyone may send those. All of them are in the log. */
const maxUnverifiedEntriesPerMinute = 60;

export interface ExchangeAudit {
  /** For a caller whose ID token verified. */
  record(
    outcome: AuditEntry['outcome'],
    exchange: { readonly claims: IdTokenClaims; readonly workspaceId: string; readonly traceId: string },
    details: Readonly<Record<string, JsonValue>>,
  ): Promise<void>;
  /** For a token that did not verify: nothing in it can be trusted, so none of it is kept. */
  recordUnverified(workspaceId: string, reason: string, traceId: string): Promise<void>;
}

/** Details hold no `undefined`. */
function describeWorkflow({ workflow_ref }: IdTokenClaims): Readonly<Record<string, JsonValue>> {
  return workflow_ref === undefined ? {} : { workflowRef: workflow_ref };
}

interface ExchangeAuditPorts {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly config: Pick<ServerConfig, 'workspaces'>;
}

/** A caller may send anything as the ID of a workspace, a secret by mistake or by malice. Only an ID that exists is kept. */
function createWorkspaceDescription({ workspaces }: ExchangeAuditPorts['config']) {
  const known = new Set(workspaces.map(({ id }) => id));
  return (sent: string) => {
    if (known.has(sent)) return { workspaceId: sent, details: {} };
    const unknownWorkspaceSha256 = createHash('sha256').update(sent).digest('hex');
    return { details: { unknownWorkspaceSha256, unknownWorkspaceLength: sent.length } };
  };
}

export function createExchangeAudit({ audit, clock, config }: ExchangeAuditPorts): ExchangeAudit {
  const limit = createEntryLimit(clock, maxUnverifiedEntriesPerMinute);
  const describeWorkspace = createWorkspaceDescription(config);

  return {
    record(outcome, { claims, workspaceId, traceId }, details) {
      const workspace = describeWorkspace(workspaceId);
      return audit.append({
        ...workspace,
        event: exchangeEvent,
        outcome,
        repositoryId: claims.repository_id,
        repository: claims.repository,
        actor: claims.actor,
        runId: claims.run_id,
        traceId,
        details: {
          issuer: claims.iss,
          subject: claims.sub,
          tokenId: claims.jti,
          runAttempt: claims.run_attempt,
          ref: claims.ref,
          eventName: claims.event_name,
          ...describeWorkflow(claims),
          ...workspace.details,
          ...details,
        },
      });
    },

    async recordUnverified(workspaceId, reason, traceId) {
      const turn = limit.take();
      if (turn === undefined) return;
      const { skippedBefore } = turn;
      const workspace = describeWorkspace(workspaceId);
      const left = skippedBefore === 0 ? { reason } : { reason, skippedBefore };
      await audit.append({
        ...workspace,
        event: exchangeEvent,
        outcome: 'denied',
        traceId,
        details: { ...workspace.details, ...left },
      });
    },
  };
}
