/** Keys that a place does not have and that people write there for a reason. */

import { isPolicyClaim, laterClaims, unmatchedClaims } from '../claims.ts';
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

/** A sentence or two about the key; nothing for an unknown one. */
export function describeKnownKey(place: Place, key: string): string | undefined {
  const home = homes[place];
  if (home && Object.hasOwn(home, key)) return home[key];
  if (place === 'rule') return isPolicyClaim(key) ? `${key} belongs one level down, in match.` : undefined;
  if (place !== 'match') return undefined;
  if (Object.hasOwn(laterClaims, key))
    return `Unknown claim "${key}". ${laterClaims[key]}: apiVersion atmos-pro.com/v1alpha2 can match on it, v1alpha1 cannot.`;
  if (key === 'iss') return 'Unknown claim "iss". The issuer is always enforced, and no policy names it.';
  return unmatchedClaims.has(key)
    ? `Unknown claim "${key}". ID tokens of GitHub carry it, and no policy can match on it.`
    : undefined;
}
