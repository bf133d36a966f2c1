/** The spellings under which one caller's subject is known (docs/trust-policies.md#claims). */

import type { PolicyClaims } from './claims.ts';

export interface SubjectForms {
  /** `sub` as it is in the token. */
  readonly raw: string;
  /** All spellings to try, `raw` first, without repetition. */
  readonly candidates: readonly string[];
  /** What follows the repository in `raw`, such as `ref:refs/heads/main`; absent for a customized subject. */
  readonly tail?: string | undefined;
  readonly form: 'name' | 'id' | 'custom';
}

/** A colon separates the parts of a subject, so GitHub encodes one inside a value. */
export function encodeSubjectValue(value: string): string {
  return value.replaceAll(':', '%3A');
}

interface OwnPrefixes {
  readonly name: string;
  readonly id: string | undefined;
}

/** `repo:owner/name` and `repo:owner@1/name@2`, from the separate claims; nothing when those are not of their usual shape. */
function ownPrefixes(claims: PolicyClaims): OwnPrefixes | undefined {
  const names = /^([^/@:\s]+)\/([^/@:\s]+)$/.exec(claims.repository ?? '');
  if (!names) return undefined;
  const ids = [claims.repository_owner_id ?? '', claims.repository_id ?? ''];
  const known = ids.every((id) => /^\d{1,20}$/.test(id));
  return {
    name: `repo:${names[1]}/${names[2]}`,
    id: known ? `repo:${names[1]}@${ids[0]}/${names[2]}@${ids[1]}` : undefined,
  };
}

/** What follows `prefix` and its colon; GitHub spells names in any case, and compares them without. */
function readTail(raw: string, prefix: string): string | undefined {
  const start = raw.slice(0, prefix.length + 1);
  return start.toLowerCase() === `${prefix}:`.toLowerCase() ? raw.slice(prefix.length + 1) : undefined;
}

/**
 * Both forms are rebuilt from the token's own claims, and only for a subject that starts with this token's own prefix; identity
 * is never read out of the joined string. Nothing when the token has no subject.
 */
export function readSubject(claims: PolicyClaims): SubjectForms | undefined {
  const raw = claims.sub;
  if (raw === undefined || raw === '') return undefined;
  const prefixes = ownPrefixes(claims);
  const inNameForm = prefixes && readTail(raw, prefixes.name);
  const inIdForm = prefixes?.id === undefined ? undefined : readTail(raw, prefixes.id);
  const tail = inNameForm ?? inIdForm;
  if (!prefixes || tail === undefined) return { raw, candidates: [raw], form: 'custom' };
  const rebuilt = [prefixes.name, prefixes.id].flatMap((prefix) => (prefix ? [`${prefix}:${tail}`] : []));
  const form = inNameForm === undefined ? 'id' : 'name';
  return { raw, candidates: [...new Set([raw, ...rebuilt])], tail, form };
}
