/** A YAML or JSON document that people write beside their policies → data that fits its schema, or where it does not. */

import { suggestWord } from '../../../base/suggest-word.ts';
import { findProblems, type GeneratedValidator, type SchemaProblem } from '../../../schema/problems.ts';
import { maxFindings, type Range } from '../findings.ts';
import type { PolicyPathSegments, PolicySource } from '../lint/source.ts';
import { readPolicyYaml } from '../lint/yaml.ts';

export interface CallersProblem {
  readonly range: Range;
  /** One or two full sentences. */
  readonly message: string;
}

export type ReadDocument<Data> =
  | { readonly status: 'read'; readonly data: Data; readonly source: PolicySource }
  | { readonly status: 'refused'; readonly problems: readonly CallersProblem[] };

export interface DocumentRules {
  readonly validator: GeneratedValidator;
  /** Words that a key may be, to suggest from. */
  readonly knownKeys: readonly string[];
}

/** JSON Pointer → path; a number is a position where the document has a list. */
function pathOf(pointer: string, data: unknown): PolicyPathSegments {
  let value = data;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const segment = Array.isArray(value) ? Number(key) : key;
      value = value === null || typeof value !== 'object' ? undefined : Reflect.get(value, segment);
      return segment;
    });
}

function describe(
  { keyword, property, message }: SchemaProblem,
  path: string,
  known: readonly string[],
): string {
  const at = path === '' ? 'The document' : path;
  if (keyword === 'additionalProperties' && property !== undefined) {
    const meant = suggestWord(property, known);
    return `Unknown key ${JSON.stringify(property.slice(0, 64))}.${meant ? ` Did you mean "${meant}"?` : ''}`;
  }
  if (keyword === 'required') return `${at} must have ${property}.`;
  return `${at} ${message}.`;
}

/** `['callers', 0, 'name']` → `callers[0].name` */
function spell(path: PolicyPathSegments): string {
  return path
    .map((segment, index) =>
      typeof segment === 'number' ? `[${segment}]` : `${index > 0 ? '.' : ''}${segment}`,
    )
    .join('');
}

/**
 * As strict as a policy: no duplicate keys, anchors or tags. JSON is read as well, tabs included. `text` has been checked for
 * its size; never throws. `Data` is the type of the schema that the validator was generated from.
 */
export function readDocument<Data>(
  text: string,
  { validator, knownKeys }: DocumentRules,
): ReadDocument<Data> {
  const fits = (value: unknown): value is Data => validator(value);
  // JSON may indent with tabs, YAML may not; a blank for a tab leaves every column where it was.
  const json = /^\s*[[{]/.test(text);
  const yaml = readPolicyYaml(json ? text.replace(/^\t+/gm, (tabs) => ' '.repeat(tabs.length)) : text);
  if (yaml.status === 'refused') return { status: 'refused', problems: yaml.findings };
  const { source, data } = yaml;
  if (yaml.findings.length > 0) return { status: 'refused', problems: yaml.findings };
  if (fits(data)) return { status: 'read', data, source };
  const problems = findProblems(validator, data)
    .slice(0, maxFindings)
    .map((problem): CallersProblem => {
      const path = pathOf(problem.pointer, data);
      const unknown = problem.keyword === 'additionalProperties' && problem.property !== undefined;
      const range = unknown
        ? source.rangeOfKey([...path, problem.property ?? ''])
        : source.rangeOfValue(path);
      return { range, message: describe(problem, spell(path), knownKeys) };
    });
  return { status: 'refused', problems };
}
