/** Policies of other brokers, which would have a finding at every line. */

import { createFinding, type PolicyFinding } from '../findings.ts';
import type { PolicySource } from './source.ts';

/** Keys at the top level of an octo-sts policy; `permissions` and `repositories` alone prove nothing. */
const octoStsKeys = ['issuer', 'issuer_pattern', 'subject', 'subject_pattern', 'claim_pattern'] as const;

/** Whether the document is an octo-sts policy, and not an Atmos Pro policy with mistakes. */
export function isOctoStsPolicy(data: unknown): data is Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  const has = (key: string) => Object.hasOwn(data, key);
  return octoStsKeys.some(has) && !['apiVersion', 'kind', 'spec'].some(has);
}

/** One finding for the whole file; nothing for a file that is meant for this server. */
export function findOtherDialect(source: PolicySource, data: unknown): PolicyFinding | undefined {
  if (!isOctoStsPolicy(data)) return undefined;
  const first = octoStsKeys.find((key) => Object.hasOwn(data, key)) ?? 'issuer';
  const message =
    'This is an octo-sts policy, which the server does not read. To convert it, run `atmos-pro policy convert FILE`.';
  return createFinding('other-dialect', { range: source.rangeOfKey([first]), message });
}
