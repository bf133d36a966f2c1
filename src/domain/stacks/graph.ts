/**
 * The dependency graph behind a forest of affected items. A tree repeats an instance wherever it can be reached, so
 * nodes are keyed by stack and component, and each nesting is an edge from parent to child (docs/wire.md#affected-stacks-upload).
 */

export interface GraphNode {
  readonly stack: string;
  readonly component: string;
  /** Named at the top level: the change touches it. Others only depend on something. */
  readonly affected: boolean;
  /** Affected and not a dependent of another item, according to the client: work begins here. */
  readonly root: boolean;
  readonly deleted: boolean;
  readonly deletionType: string | undefined;
  /** JSON text of `settings.pro`: the first that the upload has for it. */
  readonly pro: string | undefined;
  /** Indexes of the nodes that depend on it directly, ascending. */
  readonly dependents: readonly number[];
}

/** By stack and component, in the order of UTF-16 units; an index into `nodes` names a node. */
export interface DependencyGraph {
  readonly nodes: readonly GraphNode[];
  readonly edgeCount: number;
}

/** Orders names as `Array.sort` does for text. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
