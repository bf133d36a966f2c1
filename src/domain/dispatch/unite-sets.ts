/** Unites the graphs of several uploads for one commit: an instance that more than one of them has is one deployment. */
import type { DependencyGraph, GraphNode } from '../stacks/graph.ts';
import { instanceKey } from '../stacks/items.ts';
import type { WorkflowResolution } from './resolve-workflows.ts';

interface United {
  readonly graph: DependencyGraph;
  /** What each node of the graph starts, by its index. */
  readonly resolutions: readonly WorkflowResolution[];
}

export interface SetUnion {
  /** Nodes of one upload, in the order of their numbers; `end` it before the next one. */
  add(node: GraphNode, resolution: WorkflowResolution): void;
  end(): void;
  readonly size: number;
  unite(): United;
}

interface Draft {
  readonly node: GraphNode;
  readonly hasSettings: boolean;
  readonly resolution: WorkflowResolution;
  readonly dependents: Set<number>;
}

/** Uploads are added newest first: of an instance that several have, the first with settings counts. */
export function createSetUnion(): SetUnion {
  const drafts: Draft[] = [];
  const indexes = new Map<string, number>();
  let current: { readonly index: number; readonly dependents: readonly number[] }[] = [];

  return {
    add(node, resolution) {
      const { pro, ...rest } = node;
      // The settings may be large, and are resolved.
      const draft = { node: { ...rest, pro: undefined }, hasSettings: pro !== undefined, resolution };
      const key = instanceKey(node);
      const index = indexes.get(key) ?? drafts.length;
      const known = drafts[index];
      indexes.set(key, index);
      if (known === undefined) drafts.push({ ...draft, dependents: new Set() });
      else if (!known.hasSettings && draft.hasSettings)
        drafts[index] = { ...draft, dependents: known.dependents };
      current.push({ index, dependents: node.dependents });
    },
    end() {
      for (const { index, dependents } of current) {
        for (const number of dependents) {
          const child = current[number]?.index;
          if (child !== undefined) drafts[index]?.dependents.add(child);
        }
      }
      current = [];
    },
    get size() {
      return drafts.length;
    },
    unite: () => ({
      graph: {
        nodes: drafts.map(({ node, dependents }) => ({
          ...node,
          dependents: [...dependents].sort((one, other) => one - other),
        })),
        edgeCount: drafts.reduce((sum, { dependents }) => sum + dependents.size, 0),
      },
      resolutions: drafts.map(({ resolution }) => resolution),
    }),
  };
}
