/** The places of a policy: what stands where, and which keys it knows. */

import { matchableClaims } from '../claims.ts';
import { isClaimOf, type PolicyVersion } from '../policy-version.ts';
import type { PolicyPathSegments } from './source.ts';

/** Which part of the language a place belongs to. */
export type Place =
  | 'document'
  | 'apiVersion'
  | 'kind'
  | 'metadata'
  | 'name'
  | 'spec'
  | 'rules'
  | 'rule'
  | 'match'
  | 'pattern'
  | 'regex'
  | 'permissions'
  | 'level';

const keysOfPlaces: Partial<Record<Place, readonly string[]>> = {
  document: ['apiVersion', 'kind', 'metadata', 'spec'],
  metadata: ['name'],
  spec: ['rules'],
  rule: ['match', 'permissions'],
  pattern: ['regex'],
};

/** What a mapping may hold; empty for a place whose keys are not fixed. */
export function keysOf(place: Place, version: PolicyVersion): readonly string[] {
  return place === 'match'
    ? Object.keys(matchableClaims).filter((claim) => isClaimOf(version, claim))
    : (keysOfPlaces[place] ?? []);
}

export function placeOf(path: PolicyPathSegments): Place {
  const [first, second, , fourth] = path;
  if (first === undefined) return 'document';
  if (first === 'metadata') return second === undefined ? 'metadata' : 'name';
  if (first !== 'spec') return first === 'kind' ? 'kind' : 'apiVersion';
  if (path.length <= 3) return (['spec', 'rules', 'rule'] as const)[path.length - 1] ?? 'rule';
  if (fourth === 'permissions') return path.length === 4 ? 'permissions' : 'level';
  return (['match', 'pattern', 'regex'] as const)[path.length - 4] ?? 'regex';
}

/** JSON Pointer → keys and positions. A position is recognized by its place, since keys may look like numbers. */
export function readPolicyPointer(pointer: string): PolicyPathSegments {
  const segments = pointer.split('/').slice(1);
  return segments.map((segment, index) =>
    index === 2 ? Number(segment) : segment.replaceAll('~1', '/').replaceAll('~0', '~'),
  );
}

/** The value there, or nothing. */
export function valueAt(data: unknown, path: PolicyPathSegments): unknown {
  return path.reduce<unknown>(
    (value, key) => (value === null || typeof value !== 'object' ? undefined : Reflect.get(value, key)),
    data,
  );
}
