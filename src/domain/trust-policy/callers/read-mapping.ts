/** A flat mapping of names to texts, YAML or JSON: the claims of a token, or the permissions of an installation. */

import { isMap, isScalar } from 'yaml';
import { suggestWord } from '../../../base/suggest-word.ts';
import { isRecord } from '../../../base/text.ts';
import type { PolicyClaims } from '../claims.ts';
import { readPolicyYaml } from '../lint/yaml.ts';
import { permissionCatalog } from '../permission-catalog.ts';
import { accessLevels, type Permissions } from '../permissions.ts';
import type { CallersProblem } from './read-document.ts';

export type ReadMapping<Value> =
  | { readonly status: 'read'; readonly value: Value }
  | { readonly status: 'refused'; readonly problems: readonly CallersProblem[] };

/** Claims that a claims file may hold; those that no policy can match on are accepted so that a whole token can be pasted. */
const tokenClaims: readonly string[] = [
  ...[
    'sub',
    'repository',
    'repository_owner',
    'ref',
    'ref_type',
    'actor',
    'workflow_ref',
    'environment',
    'sha',
  ],
  ...[
    'repository_id',
    'repository_owner_id',
    'event_name',
    'iss',
    'aud',
    'jti',
    'iat',
    'nbf',
    'exp',
    'actor_id',
  ],
  ...['base_ref', 'head_ref', 'check_run_id', 'enterprise', 'enterprise_id', 'environment_node_id'],
  ...[
    'job_workflow_ref',
    'job_workflow_sha',
    'ref_protected',
    'repository_visibility',
    'run_attempt',
    'run_id',
  ],
  ...['run_number', 'runner_environment', 'workflow', 'workflow_sha'],
];
const times = new Set(['iat', 'nbf', 'exp']);

interface MappingRules {
  /** What a key is, for messages. */
  readonly what: string;
  readonly keys: readonly string[];
  /** What is wrong with a value, as a sentence. */
  readonly problem: (key: string, value: unknown) => string | undefined;
}

function readMapping<Value>(text: string, { what, keys, problem }: MappingRules): ReadMapping<Value> {
  // JSON may indent with tabs, YAML may not; a blank for a tab leaves every column where it was.
  const yaml = readPolicyYaml(text.replace(/^\t+/gm, (tabs) => ' '.repeat(tabs.length)));
  if (yaml.status === 'refused') return { status: 'refused', problems: yaml.findings };
  const { source, data, findings } = yaml;
  if (findings.length > 0) return { status: 'refused', problems: findings };
  if (!isMap(source.root))
    return {
      status: 'refused',
      problems: [{ range: source.rangeOfValue([]), message: 'A mapping of names to texts is expected.' }],
    };
  const problems = source.root.items.flatMap(({ key }): CallersProblem[] => {
    const name = isScalar(key) ? String(key.value) : '';
    if (!keys.includes(name)) {
      const meant = suggestWord(name, keys);
      const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
      return [
        {
          range: source.rangeOfKey([name]),
          message: `Unknown ${what} ${JSON.stringify(name.slice(0, 64))}.${hint}`,
        },
      ];
    }
    const message = problem(name, isRecord(data) ? data[name] : undefined);
    return message === undefined ? [] : [{ range: source.rangeOfValue([name]), message }];
  });
  if (problems.length > 0) return { status: 'refused', problems };
  // `keys` and `problem` describe a Value, and found no problem.
  return { status: 'read', value: data as Value };
}

/** Claims under GitHub's names; a whole token's payload will do. Never throws. */
export function readClaims(text: string): ReadMapping<PolicyClaims> {
  return readMapping(text, {
    what: 'claim',
    keys: tokenClaims,
    problem: (key, value) =>
      typeof value === 'string' || (times.has(key) && typeof value === 'number')
        ? undefined
        : `The claim ${key} is a text: quote it.`,
  });
}

/** Permissions with their levels. Never throws. */
export function readPermissions(text: string): ReadMapping<Permissions> {
  return readMapping(text, {
    what: 'repository permission',
    keys: Object.keys(permissionCatalog),
    problem: (_key, value) =>
      accessLevels.some((level) => level === value) ? undefined : `A level is ${accessLevels.join(', ')}.`,
  });
}
