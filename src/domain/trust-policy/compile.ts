/** Bytes of a policy file → a policy that can be asked, or everything that is wrong with it. */

import { maxFindings, sortFindings } from './findings.ts';
import type { CompiledTrustPolicy } from './policy.ts';
import { type PolicyReading, readPolicy, type TrustPolicyFile } from './read-policy.ts';

export type { TrustPolicyFile } from './read-policy.ts';

/** A reading as the server takes it: any error makes the whole file invalid, and no rule of it counts. */
export function toCompiledPolicy(name: string, { rules, errors }: PolicyReading): CompiledTrustPolicy {
  if (errors.length > 0)
    return { status: 'invalid', name, findings: sortFindings(errors).slice(0, maxFindings) };
  return {
    status: 'valid',
    name,
    rules: rules.map(({ index, range, matchers, permissions }) => ({ index, range, matchers, permissions })),
    findings: [],
  };
}

/**
 * Fails closed. Never throws, whatever the bytes; findings come in the order of the text and are at most `maxFindings`. Warnings
 * and notes are `lintTrustPolicy`'s.
 */
export function compileTrustPolicy(file: TrustPolicyFile): CompiledTrustPolicy {
  return toCompiledPolicy(file.name, readPolicy(file));
}
