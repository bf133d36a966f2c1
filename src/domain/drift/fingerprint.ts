/** Computes the fingerprint of a change, by which those of different plans are compared. */
import { createHash } from 'node:crypto';
import type { PlanChange } from './plan-summary.ts';

/** The same for the same change in any stack, repository and provider version. 64 hexadecimal digits. */
export function fingerprintChange({
  type,
  action,
  attributes,
}: Pick<PlanChange, 'type' | 'action' | 'attributes'>): string {
  const parts = JSON.stringify([type, action, attributes.toSorted()]);
  return createHash('sha256').update(parts).digest('hex');
}
