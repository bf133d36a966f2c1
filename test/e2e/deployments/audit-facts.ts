/** Reads facts of a history from the audit log: when batches were stopped, what people commanded, and who held which lock. */
import { isRecord } from '../../../src/base/text.ts';
import type { Evidence, SeenLock } from './evidence.ts';

/** As the audit log has it, oldest first. */
export interface AuditFact {
  readonly event: string;
  /** In milliseconds. */
  readonly at: number;
  readonly actor: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
}

export function toStops(facts: readonly AuditFact[]): Evidence['stops'] {
  return facts
    .filter(({ event }) => event === 'batch.stopped')
    .map(({ at, details }) => ({ batchId: Number(details['batch']), at }));
}

/** Commands that were carried out. A hold that ended by itself has no actor. */
export function toCommands(facts: readonly AuditFact[]): Evidence['commands'] {
  return facts.flatMap(({ event, at, actor, details }) => {
    const kind =
      event === 'batch.released'
        ? `release_${String(details['hold'])}`
        : event !== 'deployment.retried'
          ? undefined
          : details['scope'] === 'last_list'
            ? 'apply_last_list'
            : 'retry';
    if (kind === undefined || actor === undefined) return [];
    const batch = Number(details['batch']);
    return [{ kind, batch_id: batch, actor_login: actor, outcome: 'done', commanded_at: at }];
  });
}

const ends: readonly string[] = ['lock.released', 'lock.force_released', 'lock.expired'];

function deploymentOf(lock: Readonly<Record<string, unknown>>): string | undefined {
  const holder = isRecord(lock['holder']) ? lock['holder'] : {};
  const deployment = isRecord(holder['deployment']) ? holder['deployment'] : {};
  return typeof deployment['id'] === 'string' ? deployment['id'] : undefined;
}

/** Every grant, and until when it lasts as far as is known. `expiryOf`: when a grant that nothing has ended expires. */
export function toLocks(
  facts: readonly AuditFact[],
  expiryOf: (id: string) => number | undefined,
): readonly SeenLock[] {
  const entries = facts.flatMap(({ event, at, details: { lock } }) =>
    event.startsWith('lock.') && isRecord(lock) ? [{ event, at, lock }] : [],
  );
  return entries
    .filter(({ event }) => event === 'lock.created')
    .map(({ lock }) => {
      const id = String(lock['id']);
      const end = entries.find((entry) => ends.includes(entry.event) && entry.lock['id'] === lock['id']);
      const endedAt = end?.event === 'lock.expired' ? Number(end.lock['expiresAt']) : end?.at;
      return {
        id,
        path: String(lock['path']),
        deployment: deploymentOf(lock),
        from: Number(lock['createdAt']),
        until: endedAt ?? expiryOf(id) ?? Number.POSITIVE_INFINITY,
      };
    });
}
