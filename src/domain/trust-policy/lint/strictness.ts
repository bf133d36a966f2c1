/** Finds YAML that a policy does not allow: anchors, aliases, tags, duplicate keys, keys that are not text. */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  visit as visitNodes,
} from 'yaml';
import { createFinding, type FindingId, type PolicyFinding } from '../findings.ts';
import type { PolicySource } from './source.ts';

/** Tags that say what the node is anyway. */
const harmlessTags = new Set(['str', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`));

/** All of them, in the order of the text. The depth of the document is bounded before it is parsed. */
export function findLooseYaml(source: PolicySource): PolicyFinding[] {
  const findings: PolicyFinding[] = [];

  function report(id: FindingId, node: Node, message: string): void {
    const [start, end] = node.range ?? [0, 0];
    findings.push(createFinding(id, { range: source.rangeBetween(start, end), message }));
  }

  function visitKey(pair: Pair<Node | null, Node | null>, seen: Set<string>, parent: Node): void {
    const { key } = pair;
    if (!isScalar(key) || typeof key.value !== 'string') {
      report('unknown-key', key ?? pair.value ?? parent, 'A key of a policy is plain text.');
    } else if (seen.has(key.value)) {
      report('duplicate-key', key, `Duplicate key ${JSON.stringify(key.value.slice(0, 64))}.`);
    } else seen.add(key.value);
  }

  function visit(node: Node | null): void {
    if (node === null) return;
    if (isAlias(node)) {
      report('alias', node, 'Aliases are not allowed. Write the value out.');
      return;
    }
    if (node.anchor !== undefined) report('alias', node, 'Anchors are not allowed. Remove it.');
    if (node.tag !== undefined && !harmlessTags.has(node.tag)) {
      report('custom-tag', node, 'Tags are not allowed. Quote the value if it has to be text.');
    }
    if (isMap<Node | null, Node | null>(node)) {
      const seen = new Set<string>();
      for (const pair of node.items) {
        visitKey(pair, seen, node);
        visit(pair.key);
        visit(pair.value);
      }
    } else if (isSeq<Node | null>(node)) {
      for (const item of node.items) visit(item);
    }
  }

  visit(source.root ?? null);
  return findings;
}

/**
 * Takes out what has a finding and cannot be read: keys that are not text, and aliases, which let a small file unfold into a huge
 * one. An empty value stays in the place of an alias.
 */
export function dropLooseYaml(document: Document): void {
  visitNodes(document, {
    Alias(_, { range }) {
      const empty = new Scalar(null);
      empty.range = range ?? null;
      return empty;
    },
    Pair: (_, { key }) => (isScalar(key) && typeof key.value === 'string' ? undefined : visitNodes.REMOVE),
  });
}
