/** An octo-sts policy → the equivalent trust policy, with a comment for everything that has no equivalent. Pure. */

import { compileRegex } from '../../patterns/regex.ts';
import { isLaterClaim, isMatchableClaim } from '../claims.ts';
import { compileTrustPolicy } from '../compile.ts';
import { isOctoStsPolicy } from '../lint/dialect.ts';
import { readPolicyText } from '../lint/text.ts';
import { readPolicyYaml } from '../lint/yaml.ts';
import { permissionCatalog } from '../permission-catalog.ts';
import { isAccessLevel } from '../permissions.ts';
import type { ConvertedPattern, ConvertedPolicy } from './converted-policy.ts';
import { renderConverted } from './render-converted.ts';

/** The issuer of GitHub Actions on github.com, which the server always enforces. */
const githubIssuer = 'https://token.actions.githubusercontent.com';
/** Most entries of a mapping that are converted. */
const maxEntries = 40;

export type Conversion =
  /** `complete` is false when the rule is only a comment: the file denies every job until a person finishes it. */
  | {
      readonly status: 'converted';
      readonly text: string;
      readonly complete: boolean;
      readonly remarks: readonly string[];
    }
  /** `reason` is a sentence. */
  | { readonly status: 'refused'; readonly reason: string };

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is meant as it is; one with a wildcard in it needs an expression to be that. */
function toExact(text: string): ConvertedPattern {
  return /[*?]/.test(text) ? { regex: text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') } : { glob: text };
}

/** octo-sts matches the whole value too, so its anchors say nothing. */
function toRegex(text: string): { readonly regex: string } {
  return { regex: text.replace(/^\^/, '').replace(/(?<!\\)\$$/, '') };
}

function convertIssuer(
  policy: Readonly<Record<string, unknown>>,
): Pick<ConvertedPolicy, 'notes' | 'obstacles'> {
  const { issuer, issuer_pattern: pattern } = policy;
  if (issuer === githubIssuer) return { notes: [], obstacles: [] };
  if (typeof issuer === 'string') {
    const obstacle = `The issuer ${JSON.stringify(issuer.slice(0, 200))} is not GitHub Actions. The server accepts ID tokens only of the issuers in its configuration, and a policy cannot name one.`;
    return { notes: [], obstacles: [obstacle] };
  }
  const compiled = typeof pattern === 'string' ? compileRegex(pattern) : undefined;
  if (compiled?.status === 'accepted' && compiled.matches(githubIssuer))
    return {
      notes: ['issuer_pattern also fits other issuers. Only ID tokens of GitHub Actions are accepted.'],
      obstacles: [],
    };
  return { notes: [], obstacles: ['The policy does not accept the issuer of GitHub Actions.'] };
}

function convertSubject({ subject, subject_pattern: pattern }: Readonly<Record<string, unknown>>) {
  const match: [string, ConvertedPattern][] = [];
  if (typeof subject === 'string') match.push(['subject', toExact(subject)]);
  else if (typeof pattern === 'string' && !/^\^?\.[*+]\$?$/.test(pattern))
    match.push(['subject', toRegex(pattern)]);
  return match;
}

/** Claims that octo-sts compares even where GitHub leaves them empty. */
const emptyClaims: ReadonlySet<string> = new Set(['base_ref', 'head_ref']);

/** What is lost with a claim: everything if it must be empty, a few jobs if it may be. */
function judgeEmptiness(
  claim: string,
  { regex }: { readonly regex: string },
): 'required' | 'allowed' | undefined {
  if (regex === '') return 'required';
  const compiled = emptyClaims.has(claim) ? compileRegex(regex) : undefined;
  return compiled?.status === 'accepted' && compiled.matches('') ? 'allowed' : undefined;
}

function convertClaims(claims: unknown): Pick<ConvertedPolicy, 'match' | 'notes' | 'obstacles'> {
  const match: [string, ConvertedPattern][] = [];
  const notes: string[] = [];
  const obstacles: string[] = [];
  for (const [claim, pattern] of isMapping(claims) ? Object.entries(claims).slice(0, maxEntries) : []) {
    const name = claim === 'sub' ? 'subject' : claim;
    if (!isMatchableClaim(name)) {
      obstacles.push(`A policy cannot match on the claim ${JSON.stringify(claim.slice(0, 64))}.`);
      continue;
    }
    if (typeof pattern !== 'string') {
      obstacles.push(`The pattern of ${claim} is not text. Quote it.`);
      continue;
    }
    const regex = toRegex(pattern);
    const emptiness = judgeEmptiness(claim, regex);
    if (emptiness === 'required') obstacles.push(`A policy cannot ask for an empty ${claim}.`);
    else match.push([name, regex]);
    if (emptiness === 'allowed')
      notes.push(
        `${claim} also fits runs that have none. Here an absent claim matches nothing, so those are denied.`,
      );
  }
  return { match, notes, obstacles };
}

function convertPermissions(permissions: unknown): Pick<ConvertedPolicy, 'permissions' | 'notes'> {
  const kept: [string, string][] = [];
  const notes: string[] = [];
  for (const [name, level] of isMapping(permissions)
    ? Object.entries(permissions).slice(0, maxEntries)
    : []) {
    if (Object.hasOwn(permissionCatalog, name) && isAccessLevel(level)) kept.push([name, level]);
    else
      notes.push(
        `${JSON.stringify(`${name}: ${String(level)}`.slice(0, 80))} is not a permission of repositories, and is left out.`,
      );
  }
  if (!kept.some(([name]) => name === 'contents'))
    notes.push('Every token can also read contents and metadata: a policy cannot grant less.');
  return { permissions: kept, notes };
}

function convertRest(policy: Readonly<Record<string, unknown>>): readonly string[] {
  const { repositories } = policy;
  const named = Array.isArray(repositories) ? repositories.filter((name) => typeof name === 'string') : [];
  return [
    ...(named.length > 0
      ? [
          `A policy is for the repository that it is in. Put this file into each of: ${named.slice(0, maxEntries).join(', ')}.`,
        ]
      : []),
    ...(Array.isArray(repositories) && named.length === 0
      ? ['A policy is for the repository that it is in: there are no policies for a whole organization.']
      : []),
    ...(Object.hasOwn(policy, 'audience') || Object.hasOwn(policy, 'audience_pattern')
      ? ['The audience is set in the configuration of the server, not in a policy.']
      : []),
  ];
}

function convertPolicy(policy: Readonly<Record<string, unknown>>): ConvertedPolicy {
  const issuer = convertIssuer(policy);
  const claims = convertClaims(policy['claim_pattern']);
  const permissions = convertPermissions(policy['permissions']);
  const match = new Map<string, ConvertedPattern>();
  const obstacles = [...issuer.obstacles, ...claims.obstacles];
  for (const [claim, pattern] of [...convertSubject(policy), ...claims.match]) {
    if (match.has(claim)) obstacles.push(`The policy names ${claim} twice.`);
    else match.set(claim, pattern);
  }
  if (match.size === 0 && obstacles.length === 0)
    obstacles.push('The policy does not say which jobs it is for.');
  const later = [...match.keys()].filter(isLaterClaim);
  const extension =
    later.length === 0
      ? []
      : [`${later.join(', ')}: only v1alpha2 can match on it, which the hosted Atmos Pro does not read.`];
  return {
    version: later.length === 0 ? 'v1alpha1' : 'v1alpha2',
    match: [...match],
    permissions: permissions.permissions,
    notes: [...issuer.notes, ...claims.notes, ...extension, ...permissions.notes, ...convertRest(policy)],
    obstacles,
  };
}

/** What the engine refuses in the result, such as a pattern over a limit that octo-sts does not have, is an obstacle. */
function addErrors(policy: ConvertedPolicy, name: string): ConvertedPolicy {
  if (policy.obstacles.length > 0) return policy;
  const compiled = compileTrustPolicy({
    content: new TextEncoder().encode(renderConverted(policy, name)),
    name,
  });
  const errors = compiled.status === 'invalid' ? compiled.findings.map(({ message }) => message) : [];
  return { ...policy, obstacles: errors };
}

/** @param name of the new policy, and of its file. Never throws, whatever the bytes. */
export function convertOctoStsPolicy(content: Uint8Array, name: string): Conversion {
  const file = readPolicyText(content);
  const yaml = file.status === 'read' ? readPolicyYaml(file.text) : file;
  const [problem] = yaml.findings ?? [];
  if (yaml.status === 'refused' || !('data' in yaml) || problem !== undefined)
    return { status: 'refused', reason: problem?.message ?? 'The file cannot be read.' };
  if (!isOctoStsPolicy(yaml.data)) {
    const reason = 'The file is not an octo-sts policy: it names no issuer, subject or claim_pattern.';
    const isOwn = Object.hasOwn(yaml.data ?? {}, 'apiVersion');
    const advice =
      ' To use the claims of v1alpha2 in a trust policy, change apiVersion to atmos-pro.com/v1alpha2.';
    return { status: 'refused', reason: isOwn ? reason + advice : reason };
  }
  const policy = addErrors(convertPolicy(yaml.data), name);
  return {
    status: 'converted',
    text: renderConverted(policy, name),
    complete: policy.obstacles.length === 0,
    remarks: [...policy.obstacles, ...policy.notes],
  };
}
