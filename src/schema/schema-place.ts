/** The part of a JSON Schema that a place of a document must fit. Follows `$ref` within the schema; no other keyword decides. */
import { isRecord } from '../base/text.ts';

export type SchemaNode = Readonly<Record<string, unknown>>;

/** Deepest chain of references: our schemas have none longer. */
const maxReferences = 8;

function resolve(root: SchemaNode, node: unknown): SchemaNode | undefined {
  let at: unknown = node;
  for (let depth = 0; depth < maxReferences && isRecord(at); depth += 1) {
    const reference = at['$ref'];
    if (typeof reference !== 'string') return at;
    let target: unknown = root;
    for (const step of reference.split('/').slice(1)) target = isRecord(target) ? target[step] : undefined;
    // Keywords next to a reference, such as an example of its own, win.
    at = isRecord(target) ? { ...target, ...at, $ref: target['$ref'] } : undefined;
  }
  return undefined;
}

function child(node: SchemaNode, step: string): unknown {
  const { properties, items, additionalProperties } = node;
  if (isRecord(properties) && Object.hasOwn(properties, step)) return properties[step];
  return isRecord(items) ? items : additionalProperties;
}

/** The alternatives that a place may be. */
export function alternativesOf(root: SchemaNode, node: SchemaNode): readonly SchemaNode[] {
  const listed = node['anyOf'] ?? node['oneOf'];
  if (!Array.isArray(listed)) return [node];
  return listed.flatMap((one): readonly SchemaNode[] => {
    const found = resolve(root, one);
    return found === undefined ? [] : [found];
  });
}

/** `undefined` where the schema says nothing. */
export function schemaAt(root: SchemaNode, path: readonly string[]): SchemaNode | undefined {
  let at = resolve(root, root);
  for (const step of path) {
    if (at === undefined) return undefined;
    const found = alternativesOf(root, at)
      .map((one) => resolve(root, child(one, step)))
      .find((one) => one !== undefined);
    at = found;
  }
  return at;
}

/** The keys of a mapping there; empty for other values. */
export function knownKeysOf(root: SchemaNode, node: SchemaNode): readonly string[] {
  return alternativesOf(root, node).flatMap(({ properties }) =>
    isRecord(properties) ? Object.keys(properties) : [],
  );
}

/** Places that have a key of this name, such as `listen` and `workspaces[].repositories[]`. */
export function placesWith(root: SchemaNode, key: string): readonly string[] {
  const found: string[] = [];
  function walk(node: SchemaNode, place: string, depth: number): void {
    if (depth > maxReferences) return;
    for (const one of alternativesOf(root, node)) {
      const { properties, items } = one;
      if (isRecord(properties)) {
        if (place !== '' && Object.hasOwn(properties, key) && !found.includes(place)) found.push(place);
        for (const [name, value] of Object.entries(properties)) {
          const next = resolve(root, value);
          if (next !== undefined) walk(next, place === '' ? name : `${place}.${name}`, depth + 1);
        }
      }
      const item = isRecord(items) ? resolve(root, items) : undefined;
      if (item !== undefined) walk(item, `${place}[]`, depth + 1);
    }
  }
  walk(root, '', 0);
  return found;
}
