/** Locks as the hosted server has them, as far as it is known: by key alone, no renewal, a re-take is a conflict. */
import { envelope, type PeerRequest, type PeerScript, refusal } from '../support/api-peer.ts';

export interface HostedLocks {
  readonly script: PeerScript;
  /** Key → end, in milliseconds since the Unix epoch; tests may change it. */
  readonly held: Map<string, number>;
}

/** `held`: keys that another holder has for an hour. */
export function createHostedLocks(...keys: readonly string[]): HostedLocks {
  const held = new Map(keys.map((key) => [key, Date.now() + 3_600_000]));
  const isHeld = (key: string) => (held.get(key) ?? 0) > Date.now();
  const take = ({ body }: PeerRequest) => {
    const { key, ttl } = JSON.parse(body) as { key: string; ttl: number };
    if (isHeld(key)) {
      const answer = refusal(409, 'Stack is already locked');
      const context = { locked_by: 'user-123', locked_at: '2026-11-22T10:00:00Z' };
      return { ...answer, body: { ...(answer.body as object), context } };
    }
    held.set(key, Date.now() + ttl * 1_000);
    const expiresAt = `${new Date(Date.now() + ttl * 1_000).toISOString().slice(0, 19)}Z`;
    return envelope({
      id: `lock-${held.size}`,
      workspaceId: 'ws_1',
      key,
      lockMessage: '',
      expiresAt,
      deletedAt: null,
    });
  };
  const release = ({ body }: PeerRequest) => {
    const { key } = JSON.parse(body) as { key?: string };
    if (key === undefined) return refusal(400, 'key is required');
    if (!isHeld(key)) return refusal(404, 'Lock not found');
    held.delete(key);
    return envelope(null);
  };
  return { held, script: { lock: [take], unlock: [release] } };
}
