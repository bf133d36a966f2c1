/** Adds a signing key on demand; after a leak, ends the others at once. Works on the database: every replica follows. */
import { randomUUID } from 'node:crypto';
import { ActionError } from '../../base/errors.ts';
import type { AuditLog } from '../audit/store.ts';
import type { DatabaseProbe } from '../database/open.ts';
import { onDemandLeadMs, windowAfter } from './key-schedule.ts';
import { makePrivateKey } from './make-key.ts';
import type { SigningKey, SigningKeyStore } from './store.ts';

const rotateEvent = 'session_key.rotated';
/** In case replicas add keys at the same moment. */
const maxAttempts = 3;

export interface RotatePorts extends Pick<DatabaseProbe, 'now'> {
  readonly signingKeys: SigningKeyStore;
  readonly audit: Pick<AuditLog, 'append'>;
}

export interface Rotation {
  readonly key: SigningKey;
  /** Keys that were ended before their time. */
  readonly retired: number;
}

/**
 * `retireOthers`: the new key signs at once, and sessions of all others are refused as soon as replicas have read the keys
 * again, which is within `keyCacheMs`. Otherwise it signs once every replica knows it, and nothing else changes.
 */
export async function rotateKeys(
  { now: readTime, signingKeys, audit }: RotatePorts,
  { retireOthers }: { readonly retireOthers: boolean },
): Promise<Rotation> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const now = await readTime();
    const [newest] = await signingKeys.list();
    const isFirst = newest === undefined;
    const window = windowAfter(newest, retireOthers || isFirst ? now : now + onDemandLeadMs);
    // What has expired keeps its generation until it is forgotten.
    if (isFirst) await signingKeys.forgetExpired();
    const key = { ...window, keyId: randomUUID(), privateKey: await makePrivateKey() };
    if ((await signingKeys.add(key)) === 'exists') continue;
    const retired = retireOthers ? await signingKeys.retireBefore(key.generation) : 0;
    await audit.append({
      event: rotateEvent,
      outcome: 'allowed',
      actor: 'command-line',
      traceId: key.keyId,
      details: { keyId: key.keyId, generation: key.generation, signsFrom: key.signsFrom, retired },
    });
    return { key, retired };
  }
  throw new ActionError('REMOTE_STORE', 'Replicas added other keys at the same time.', {
    hint: 'Run the command again.',
  });
}
