/** Keys that a place does not have and that people write there for a reason. */

import { suggestWord } from '../../../base/suggest-word.ts';
import { isLaterClaim, type LaterClaim, laterClaims, matchableClaims, unmatchedClaims } from '../claims.ts';
import { isClaimOf, type PolicyVersion } from '../policy-version.ts';
import type { Place } from './place.ts';

/** Where a key belongs that stands one or two levels away from it. */
const homes: Partial<Record<Place, Readonly<Record<string, string>>>> = {
  match: {
    permissions: 'permissions belongs one level up, beside match.',
    match: 'This is already match: put claims directly under it.',
  },
  spec: {
    match: 'match belongs in an item of rules, which begins with a hyphen.',
    permissions: 'permissions belongs in an item of rules, beside match.',
    name: 'name belongs in metadata.',
  },
  document: {
    name: 'name belongs in metadata.',
    rules: 'rules belongs in spec.',
    match: 'match belongs in an item of spec.rules.',
    permissions: 'permissions belongs in an item of spec.rules, beside match.',
  },
};

/** The claim of a later version that is written, or misspelled: another claim of this version must not be suggested for it. */
function findLaterClaim(key: string, version: PolicyVersion): LaterClaim | undefined {
  if (version !== 'v1alpha1') return undefined;
  const meant = suggestWord(key, Object.keys(matchableClaims));
  return meant !== undefined && isLaterClaim(meant) ? meant : undefined;
}

/** A sentence or two about a key that a policy of the version may not have there; nothing for an unknown one. */
export function describeKnownKey(place: Place, key: string, version: PolicyVersion): string | undefined {
  const home = homes[place];
  if (home && Object.hasOwn(home, key)) return home[key];
  if (place === 'rule')
    return isClaimOf(version, key) ? `${key} belongs one level down, in match.` : undefined;
  if (place !== 'match') return undefined;
  const later = findLaterClaim(key, version);
  if (later !== undefined) {
    const spelled = later === key ? '' : ` Did you mean "${later}"?`;
    return `Unknown claim ${JSON.stringify(key.slice(0, 64))}.${spelled} ${laterClaims[later]}: apiVersion atmos-pro.com/v1alpha2 can match on it, v1alpha1 cannot.`;
  }
  if (key === 'iss') return 'Unknown claim "iss". The issuer is always enforced, and no policy names it.';
  return unmatchedClaims.has(key)
    ? `Unknown claim "${key}". ID tokens of GitHub carry it, and no policy can match on it.`
    : undefined;
}
