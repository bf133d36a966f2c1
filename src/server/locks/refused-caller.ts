/** The audit entry of a caller that may not use locks at all, or lacks a permission. */
import type { Refusal } from '../http/answer.ts';
import type { SessionClaims } from '../sessions/session.ts';
import type { Store } from '../store/store.ts';

export async function recordRefusedCaller(
  session: SessionClaims,
  { traceId, refusal }: { readonly traceId: string; readonly refusal: Refusal },
  audit: Pick<Store['audit'], 'append'>,
): Promise<void> {
  const { workspaceId, repositoryId, repository, claims } = session;
  await audit.append({
    event: 'lock.denied',
    outcome: 'denied',
    workspaceId,
    repositoryId,
    repository,
    ...(claims.actor === undefined ? {} : { actor: claims.actor }),
    runId: claims.run_id,
    traceId,
    details: { refusal: refusal.errorTag, message: refusal.errorMessage, runAttempt: claims.run_attempt },
  });
}
