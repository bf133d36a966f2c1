/** A policy as parsed YAML, with the place of everything in it. */

import { isMap, isNode, isPair, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import type { Position, Range } from '../findings.ts';

/** Keys and list positions from the root, such as `['spec', 'rules', 0, 'match', 'ref']`. */
export type PolicyPathSegments = readonly (string | number)[];

export interface PolicySource {
  readonly text: string;
  /** Nothing for an empty document. */
  readonly root: Node | undefined;
  /** Without `#`; comments that follow each other come as one text. */
  readonly comments: () => Iterable<string>;
  /** Range of an offset pair in `text`. */
  rangeBetween(start: number, end: number): Range;
  /** The node at `path`, or nothing. */
  nodeAt(path: PolicyPathSegments): Node | undefined;
  /** Range of the value at `path`; where there is none, of its key; else of the nearest thing around it. */
  rangeOfValue(path: PolicyPathSegments): Range;
  /** Range of the key at `path`; of the value for an item of a list. */
  rangeOfKey(path: PolicyPathSegments): Range;
}

function findPair(node: Node | undefined, key: string | number): Pair<Node, Node | null> | undefined {
  if (!isMap<Node, Node | null>(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function stepInto(node: Node | undefined, segment: string | number): Node | undefined {
  if (isSeq<Node>(node)) return node.items[Number(segment)];
  return findPair(node, segment)?.value ?? undefined;
}

/** Where the text of a node ends; the library extends a block collection over the comments and blank lines behind it. */
function endOfNode(node: Node): number {
  const end = node.range?.[1] ?? 0;
  if ((!isMap(node) && !isSeq(node)) || node.flow) return end;
  const last = node.items.at(-1);
  const inner = isPair<Node, Node | null>(last) ? (last.value ?? last.key) : isNode(last) ? last : undefined;
  return inner ? endOfNode(inner) : end;
}

export function createPolicySource(
  text: string,
  lines: LineCounter,
  { root, comments = () => [] }: Partial<Pick<PolicySource, 'root' | 'comments'>> = {},
): PolicySource {
  function position(offset: number): Position {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
  function rangeBetween(start: number, end: number): Range {
    return { start: position(start), end: position(Math.max(start, end)) };
  }
  function rangeOfNode(node: Node): Range | undefined {
    if (!node.range) return undefined;
    const [start] = node.range;
    return rangeBetween(start, start + text.slice(start, endOfNode(node)).trimEnd().length);
  }
  function nodeAt(path: PolicyPathSegments): Node | undefined {
    return path.reduce<Node | undefined>(stepInto, root);
  }
  function rangeOfKey(path: PolicyPathSegments): Range {
    const key = path.at(-1);
    if (key === undefined) return rangeBetween(0, 0);
    const parent = path.slice(0, -1);
    const container = nodeAt(parent);
    const node = isSeq<Node>(container) ? container.items[Number(key)] : findPair(container, key)?.key;
    return (node && rangeOfNode(node)) ?? rangeOfKey(parent);
  }
  function rangeOfValue(path: PolicyPathSegments): Range {
    const node = nodeAt(path);
    const empty = node?.range && node.range[0] === node.range[1];
    return (node && !empty && rangeOfNode(node)) || rangeOfKey(path);
  }
  return { text, root, comments, rangeBetween, nodeAt, rangeOfValue, rangeOfKey };
}
