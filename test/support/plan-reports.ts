/** Summaries of plans as jobs send them with a status. */
import { fingerprintChange } from '../../src/domain/drift/fingerprint.ts';

export const zeros = { create: 0, update: 0, delete: 0, replace: 0, forget: 0, drift: 0 };

export interface Change {
  readonly type?: string;
  readonly attributes?: readonly string[];
  readonly fingerprint?: string;
}

export function change({
  type = 'aws_s3_bucket',
  attributes = ['tags.CostCenter'],
  fingerprint,
}: Change = {}) {
  const base = { type, action: 'update', attributes } as const;
  return {
    ...base,
    provider: 'hashicorp/aws',
    origin: 'drift',
    resources: 2,
    fingerprint: fingerprint ?? fingerprintChange(base),
  };
}

export function plan(...changes: readonly unknown[]) {
  return { version: 1, counts: { ...zeros, update: changes.length }, changes, truncated: false };
}
