/** Compiles trust policies once per content: the file is read at every mint, its compilation rarely changes. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { compileTrustPolicy } from '../../domain/trust-policy/compile.ts';
import { permissionCatalog } from '../../domain/trust-policy/permission-catalog.ts';
import type { Permissions } from '../../domain/trust-policy/permissions.ts';
import type { CompiledTrustPolicy } from '../../domain/trust-policy/policy.ts';

/** Policies that are kept compiled; one is a few kilobytes. */
const maxPolicies = 2_000;

export interface PolicyCache {
  /** `held` is what the App's installation holds on the source: a name that the catalog lacks is valid there. */
  compile(content: Uint8Array, name: string, held: Permissions): CompiledTrustPolicy;
}

/**
 * Keyed by a SHA-256 of our own over the bytes: Git's blob id would do on a friendly day, but two files with one SHA-1
 * can be made, and one of them could be a policy.
 */
export function createPolicyCache(): PolicyCache {
  const policies = new LRUCache<string, CompiledTrustPolicy>({ max: maxPolicies });
  return {
    compile(content, name, held) {
      const unlisted = Object.keys(held)
        .filter((permission) => !Object.hasOwn(permissionCatalog, permission))
        .sort();
      const key = `${createHash('sha256').update(content).digest('base64')} ${name} ${unlisted.join()}`;
      const known = policies.get(key);
      if (known !== undefined) return known;
      const policy = compileTrustPolicy({ content, name, heldPermissions: unlisted });
      policies.set(key, policy);
      return policy;
    },
  };
}
