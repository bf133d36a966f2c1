/** The file of callers, a policy's own unit tests → callers that can be asked, or what is wrong with the file. */

import {
  type PolicyCallersDocument,
  validatePolicyCallers,
} from '../../../schema/generated/policy-callers.cjs';
import type { PolicyClaims } from '../claims.ts';
import type { Range } from '../findings.ts';
import type { Permissions } from '../permissions.ts';
import { completeClaims } from './complete-claims.ts';
import { type CallersProblem, readDocument } from './read-document.ts';

/** Largest file of callers, in bytes: 500 callers with all claims fit. */
export const maxCallersBytes = 1_048_576;

export interface PolicyCaller {
  readonly name: string;
  /** Name of the policy, or a path when it contains `/`. */
  readonly policy: string;
  /** With what follows from them, see `completeClaims`. */
  readonly claims: PolicyClaims;
  readonly expect: 'granted' | 'denied';
  readonly permissions?: Permissions | undefined;
  readonly installationPermissions?: Permissions | undefined;
  /** Position of the caller's name in the file. */
  readonly range: Range;
}

export type ReadCallers =
  | { readonly status: 'read'; readonly callers: readonly PolicyCaller[] }
  | { readonly status: 'refused'; readonly problems: readonly CallersProblem[] };

const knownKeys = [
  ...['apiVersion', 'kind', 'callers', 'name', 'policy', 'claims', 'expect', 'permissions'],
  ...['installationPermissions', 'sub', 'repository', 'repository_id', 'repository_owner', 'ref', 'ref_type'],
  ...['repository_owner_id', 'event_name', 'environment', 'actor', 'workflow_ref', 'sha'],
];

/** YAML or JSON as in `schemas/v1alpha1/policy-callers.json`; every problem comes with its line and column. Never throws. */
export function readCallers(text: string): ReadCallers {
  const read = readDocument<PolicyCallersDocument>(text, { validator: validatePolicyCallers, knownKeys });
  if (read.status === 'refused') return read;
  const callers = read.data.callers.map(
    (
      { name, policy = 'default', claims, expect, permissions, installationPermissions },
      index,
    ): PolicyCaller => ({
      name,
      policy,
      claims: completeClaims(claims),
      expect,
      permissions,
      installationPermissions,
      range: read.source.rangeOfValue(['callers', index, 'name']),
    }),
  );
  return { status: 'read', callers };
}
