/**
 * Describes what a validator found: what is expected, what is there, and what was probably meant. Text of the document is
 * quoted only where it resembles a known word or a number, because a secret may be in the wrong place.
 */
import { suggestWord } from '../base/suggest-word.ts';
import { isRecord, quoteText } from '../base/text.ts';
import { readPointer } from './pointer.ts';
import type { SchemaProblem } from './problems.ts';
import { alternativesOf, knownKeysOf, placesWith, type SchemaNode, schemaAt } from './schema-place.ts';

export interface ExplainedProblem {
  readonly pointer: string;
  /** The key of the mapping at `pointer` that the problem is about. */
  readonly key: string | undefined;
  readonly message: string;
}

export interface ExplainedDocument {
  readonly schema: SchemaNode;
  readonly data: unknown;
}

/** Longest key that is repeated, in characters. */
const maxKeyLength = 64;
/** Most places or keys that a message lists. */
const maxListed = 12;
/** Failed by the alternatives that a value is not meant to be. */
const alternativeKeywords = new Set(['type', 'const', 'enum']);

function range(node: SchemaNode, [least, most]: readonly [string, string], unit: string): string {
  const [from, to] = [node[least], node[most]];
  if (typeof from === 'number' && typeof to === 'number') return ` of ${from} to ${to}${unit}`;
  if (typeof to === 'number') return ` of at most ${to}${unit}`;
  return typeof from === 'number' ? ` of at least ${from}${unit}` : '';
}

function describeNumber(node: SchemaNode, noun: string): string {
  const { minimum, maximum } = node;
  return typeof minimum === 'number' && typeof maximum === 'number'
    ? `${noun} from ${minimum} to ${maximum}`
    : `${noun}${range(node, ['minimum', 'maximum'], '')}`;
}

function describeText(node: SchemaNode): string {
  if (node['pattern'] === undefined) return `text${range(node, ['minLength', 'maxLength'], ' characters')}`;
  const examples: unknown = node['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return typeof example === 'string' ? `text such as ${quoteText(example)}` : 'text';
}

function describeOne(node: SchemaNode): string {
  if (Array.isArray(node['enum'])) return node['enum'].map((value) => JSON.stringify(value)).join(', ');
  if (node['const'] !== undefined) return JSON.stringify(node['const']);
  switch (node['type']) {
    case 'integer':
      return describeNumber(node, 'a whole number');
    case 'number':
      return describeNumber(node, 'a number');
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${range(node, ['minItems', 'maxItems'], ' entries')}`;
    case 'object':
      return `a mapping${range(node, ['minProperties', 'maxProperties'], ' keys')}`;
    default:
      return describeText(node);
  }
}

function describeExpected({ schema }: ExplainedDocument, node: SchemaNode): string {
  return [...new Set(alternativesOf(schema, node).map(describeOne))].join(' or ');
}

function describeActual(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length} entries`;
  if (isRecord(value)) return `a mapping of ${Object.keys(value).length} keys`;
  if (typeof value === 'number' && !Number.isSafeInteger(Math.trunc(value))) return 'a long number';
  if (typeof value !== 'string') return String(value);
  if (/^(?:[-+]?[\d.]{1,20}|true|false|yes|no|on|off)$/i.test(value)) return `the text ${quoteText(value)}`;
  return value === '' ? 'empty text' : `text of ${value.length} characters`;
}

/** What to write instead, where that is plain. */
function advise(node: SchemaNode, value: unknown, words: readonly string[]): string {
  if (typeof value === 'number' && node['type'] === 'string') return ' Put it in quotes.';
  if (typeof value !== 'string') return '';
  const suggestion = suggestWord(value, words);
  if (suggestion !== undefined) return ` Did you mean ${quoteText(suggestion)}?`;
  const isNumber = node['type'] === 'integer' || node['type'] === 'number';
  if (isNumber && /^[\d.]+$/.test(value)) return ' Remove the quotes.';
  if (node['type'] !== 'boolean') return '';
  if (/^(?:true|yes|on)$/i.test(value)) return ' Write true.';
  return /^(?:false|no|off)$/i.test(value) ? ' Write false.' : '';
}

function valueAt(data: unknown, path: readonly string[]): unknown {
  let at = data;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)];
    else at = isRecord(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

function explainUnknownKey(document: ExplainedDocument, node: SchemaNode, key: string): string {
  const said = `unknown key ${quoteText(key, maxKeyLength)}.`;
  const places = placesWith(document.schema, key).slice(0, maxListed);
  if (places.length > 0) return `${said} It belongs in ${places.join(' or ')}.`;
  const keys = knownKeysOf(document.schema, node);
  const suggestion = suggestWord(key, keys);
  if (suggestion !== undefined) return `${said} Did you mean ${quoteText(suggestion)}?`;
  return keys.length === 0 || keys.length > maxListed ? said : `${said} Known keys: ${keys.join(', ')}.`;
}

function explainMissingKey(document: ExplainedDocument, path: readonly string[], key: string): string {
  const node = schemaAt(document.schema, [...path, key]);
  const examples: unknown = node?.['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  const isPlain = typeof example === 'string' || typeof example === 'number';
  return `missing key ${quoteText(key)}.${isPlain ? ` Add it, such as ${key}: ${example}` : ''}`;
}

function explainValue(document: ExplainedDocument, node: SchemaNode, value: unknown): string {
  const words = alternativesOf(document.schema, node).flatMap((one): string[] =>
    [one['const'], ...(Array.isArray(one['enum']) ? one['enum'] : [])].filter(
      (word) => typeof word === 'string',
    ),
  );
  const [first = node] = alternativesOf(document.schema, node);
  return `expected ${describeExpected(document, node)}, got ${describeActual(value)}.${advise(first, value, words)}`;
}

function explain(problem: SchemaProblem, document: ExplainedDocument): ExplainedProblem {
  const { pointer, keyword, property } = problem;
  const path = readPointer(pointer);
  const node = schemaAt(document.schema, path);
  const say = (message: string, key?: string) => ({
    pointer,
    key,
    message: path.length === 0 ? message : `${path.join('.')}: ${message}`,
  });
  if (node === undefined) return say(problem.message);
  if (property !== undefined && keyword === 'required')
    return say(explainMissingKey(document, path, property));
  if (property !== undefined) return say(explainUnknownKey(document, node, property), property);
  if (problem.invalidKey !== undefined)
    return say(`${quoteText(problem.invalidKey, maxKeyLength)} is not a valid key.`, problem.invalidKey);
  if (keyword === 'uniqueItems') return say('the list has the same entry twice.');
  return say(explainValue(document, node, valueAt(document.data, path)));
}

/** One for each place and fault: alternatives of one value are one problem. */
export function explainProblems(
  problems: readonly SchemaProblem[],
  document: ExplainedDocument,
): readonly ExplainedProblem[] {
  // What is wrong inside a value says more than that it is not another alternative.
  const isOuter = ({ pointer, keyword }: SchemaProblem) =>
    alternativeKeywords.has(keyword) && problems.some((other) => other.pointer.startsWith(`${pointer}/`));
  const explained = problems
    .filter((problem) => !isOuter(problem))
    .map((problem) => explain(problem, document));
  const seen = new Set<string>();
  return explained.filter(({ pointer, key, message }) => {
    const id = JSON.stringify([pointer, key, message]);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
