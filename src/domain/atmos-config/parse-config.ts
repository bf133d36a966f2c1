/** Parses one Atmos configuration file, YAML functions included. The only module that loads the YAML library. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { ActionError } from '../../base/errors.ts';
import { type ConfigNode, formatLocation, type Location, layConfig } from './config-tree.ts';
import { evaluateEnvFunction } from './env-function.ts';

/** Most values in one file, aliases counted each time they are used. */
const maxNodes = 100_000;
/** Deepest nesting. */
const maxDepth = 64;

export interface ParseConfigOptions {
  /** What `!env` reads. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

function invalidConfig(location: Location, problem: string, hint?: string): ActionError {
  return new ActionError('INPUT_CONFIG_INVALID', `${formatLocation(location)}: ${problem}.`, { hint });
}

interface Conversion extends ParseConfigOptions {
  readonly document: ReturnType<typeof parseDocument>;
  locate(offset: number | undefined): Location;
  count: number;
}

function convertTagged(node: Node, tag: string, context: Conversion): ConfigNode {
  const location = context.locate(node.range?.[0]);
  if (tag === '!unset') {
    return { kind: 'unset', location };
  }
  if (tag !== '!env') {
    return { kind: 'unusable', reason: `only Atmos can evaluate ${tag}`, location, isEvaluated: true };
  }
  const value = isScalar(node) ? evaluateEnvFunction(String(node.value), context.environment) : undefined;
  if (value === undefined) {
    throw invalidConfig(location, '!env takes the name of a variable and, optionally, a default');
  }
  return 'reason' in value
    ? { kind: 'unusable', reason: value.reason, location, isEvaluated: true }
    : { kind: 'scalar', value: value.value, location, isEvaluated: true };
}

/** `path`: keys that lead to the node, and an empty text for each list and alias on the way. */
function convert(node: Node | null | undefined, path: readonly string[], context: Conversion): ConfigNode {
  const location = context.locate(node?.range?.[0]);
  context.count += 1;
  if (context.count > maxNodes || path.length > maxDepth) {
    throw invalidConfig(
      location,
      `the file has more than ${maxNodes} values or is nested deeper than ${maxDepth}`,
    );
  }
  if (isAlias(node)) {
    const target = node.resolve(context.document);
    if (target === undefined) {
      throw invalidConfig(location, `the alias *${node.source} has no anchor before it`);
    }
    return convert(target, [...path, ''], context);
  }
  if (node?.tag?.startsWith('!') === true) {
    return convertTagged(node, node.tag, context);
  }
  if (isSeq<Node>(node)) {
    return { kind: 'list', items: node.items.map((item) => convert(item, [...path, ''], context)), location };
  }
  if (isMap<Node, Node>(node)) {
    let merged: ConfigNode | undefined;
    const entries = new Map<string, ConfigNode>();
    for (const { key, value } of node.items) {
      const written = String(isScalar(key) ? key.value : key);
      // Atmos' configuration library ignores the case of keys, but names of variables keep theirs.
      const name = path[0] === 'env' ? written : written.toLowerCase();
      const child = convert(value, [...path, name], context);
      if (name === '<<') {
        const parents = child.kind === 'list' ? child.items.toReversed() : [child];
        merged = parents.reduce<ConfigNode | undefined>(layConfig, merged);
      } else {
        entries.set(name, child);
      }
    }
    return {
      ...layConfig(merged?.kind === 'map' ? merged : undefined, { kind: 'map', entries, location }),
      location,
    };
  }
  const value: unknown = isScalar(node) ? node.value : null;
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value === null
    ? { kind: 'scalar', value, location }
    : { kind: 'unusable', reason: 'its type is not one of JSON', location };
}

/**
 * Tree of one file; undefined for a file without content.
 * @throws ActionError `INPUT_CONFIG_INVALID` with file, line and column, for text that is not YAML, is not a mapping, or is
 * over a bound.
 */
export function parseConfig(text: string, file: string, options: ParseConfigOptions): ConfigNode | undefined {
  const lines = new LineCounter();
  const document = parseDocument<Node, false>(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  const locate = (offset = 0): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [error] = document.errors;
  if (error !== undefined) {
    throw invalidConfig(locate(error.pos[0]), error.message.replace(/\.?\s*$/, ''));
  }
  if (document.contents === null) {
    return undefined;
  }
  const tree = convert(document.contents, [], { ...options, document, locate, count: 0 });
  if (tree.kind === 'scalar' && tree.value === null) {
    return undefined;
  }
  if (tree.kind !== 'map') {
    throw invalidConfig(tree.location, 'the file is not a mapping of keys');
  }
  return tree;
}
