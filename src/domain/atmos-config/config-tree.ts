/** A configuration file as a tree that remembers where each value stands, and how such trees are laid over each other. */

/** 1-based. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type ConfigNode =
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, ConfigNode>; readonly location: Location }
  | { readonly kind: 'list'; readonly items: readonly ConfigNode[]; readonly location: Location }
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      readonly location: Location;
      /** Whether a YAML function gave the value. */
      readonly isEvaluated?: boolean | undefined;
    }
  /** Only Atmos itself knows the value. */
  | {
      readonly kind: 'unusable';
      readonly reason: string;
      readonly location: Location;
      readonly isEvaluated?: boolean | undefined;
    }
  /** `!unset`: removes the value of a lower file. */
  | { readonly kind: 'unset'; readonly location: Location };

export function formatLocation({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** `over` wins; maps are merged key by key, everything else is replaced whole, lists too. */
export function layConfig(under: ConfigNode | undefined, over: ConfigNode): ConfigNode {
  if (under?.kind !== 'map' || over.kind !== 'map') {
    return over;
  }
  const entries = new Map(under.entries);
  for (const [key, node] of over.entries) {
    entries.set(key, layConfig(entries.get(key), node));
  }
  return { ...over, entries };
}

/** The node at a dotted path. Stops early, at what hides the rest, when it meets an `unusable` node. */
export function findNode(root: ConfigNode | undefined, path: readonly string[]): ConfigNode | undefined {
  let node = root;
  for (const key of path) {
    if (node?.kind === 'unusable') {
      return node;
    }
    node = node?.kind === 'map' ? node.entries.get(key) : undefined;
  }
  return node?.kind === 'unset' ? undefined : node;
}
