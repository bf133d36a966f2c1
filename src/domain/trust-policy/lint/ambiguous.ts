/** Text that YAML 1.1, which many tools still read, takes for something else. */

import { isScalar } from 'yaml';
import { createFinding, type PolicyFinding } from '../findings.ts';
import type { PolicyRule } from '../policy.ts';
import type { PolicyPathSegments, PolicySource } from './source.ts';

/** Patterns of YAML 1.1's types, as far as they go beyond the core schema of YAML 1.2. */
const types: readonly { readonly pattern: RegExp; readonly name: string }[] = [
  { pattern: /^(?:y|yes|n|no|on|off)$/i, name: 'a boolean' },
  { pattern: /^[-+]?(?:0b[01_]+|0[0-7_]+|[1-9][\d_]*|0x[\da-f_]+)$/i, name: 'a number' },
  { pattern: /^[-+]?(?:\d[\d_]*)?\.[\d_]*(?:e[-+]\d+)?$/i, name: 'a number' },
  { pattern: /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/, name: 'a number to base 60' },
  {
    pattern:
      /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?)?)?$/,
    name: 'a date',
  },
  { pattern: /^(?:<<|=)$/, name: 'a key of its own' },
];

function findAt(source: PolicySource, path: PolicyPathSegments): PolicyFinding[] {
  const node = source.nodeAt(path);
  if (!isScalar(node) || node.type !== 'PLAIN' || typeof node.value !== 'string') return [];
  const { value } = node;
  const type = types.find(({ pattern }) => pattern.test(value));
  if (!type || /^[._+-]*$/.test(value)) return [];
  const range = source.rangeOfValue(path);
  const message = `Without quotes this is text in YAML 1.2 and ${type.name} in YAML 1.1. Quote it.`;
  return [createFinding('ambiguous-scalar', { range, message, fix: { range, text: `"${value}"` } })];
}

/** The name of the policy, and every pattern of `rules`. */
export function findAmbiguousScalars(source: PolicySource, rules: readonly PolicyRule[]): PolicyFinding[] {
  const patterns = rules.flatMap(({ index, matchers }) =>
    matchers.map(({ claim, kind }) => {
      const path = ['spec', 'rules', index, 'match', claim];
      return kind === 'regex' ? [...path, 'regex'] : path;
    }),
  );
  return [['metadata', 'name'], ...patterns].flatMap((path) => findAt(source, path));
}
