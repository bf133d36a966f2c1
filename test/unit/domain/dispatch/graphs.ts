/** Random graphs and batches, and the rules of gates said once more by recursion. */
import fc from 'fast-check';
import {
  changeOf,
  type GateChange,
  type GateEdge,
  stepGates,
} from '../../../../src/domain/dispatch/gates.ts';
import type { BatchPlan, PlannedNode } from '../../../../src/domain/dispatch/plan-nodes.ts';
import type { WorkflowResolution } from '../../../../src/domain/dispatch/resolve-workflows.ts';
import type { DependencyGraph } from '../../../../src/domain/stacks/graph.ts';

export const wired = (kind: 'plan' | 'change'): WorkflowResolution => ({
  status: 'wired',
  workflows: [],
  kind,
  fallback: undefined,
  isRiskyFallback: false,
});
export const unwired: WorkflowResolution = { status: 'skipped', reason: 'not_wired' };

/** `edges`: pairs of parent and child. */
export function graphOf(size: number, edges: readonly (readonly [number, number])[]): DependencyGraph {
  const nodes = Array.from({ length: size }, (_, index) => ({
    stack: 's',
    component: `c${String(index).padStart(4, '0')}`,
    affected: true,
    root: true,
    deleted: false,
    deletionType: undefined,
    pro: undefined,
    dependents: [...new Set(edges.filter(([parent]) => parent === index).map(([, child]) => child))].sort(
      (one, other) => one - other,
    ),
  }));
  return { nodes, edgeCount: edges.length };
}

export interface RandomGraph {
  readonly graph: DependencyGraph;
  readonly resolutions: readonly WorkflowResolution[];
}

/** `isAcyclic`: parents have lower numbers than their children. */
export function randomGraph(isAcyclic: boolean): fc.Arbitrary<RandomGraph> {
  return fc.integer({ min: 1, max: 8 }).chain((size) => {
    const node = fc.nat(size - 1);
    const edge = fc.tuple(node, node).map(([one, other]): readonly [number, number] => {
      return isAcyclic && one > other ? [other, one] : [one, other];
    });
    return fc.record({
      graph: fc
        .array(edge, { maxLength: 14 })
        .map((edges) => graphOf(size, isAcyclic ? edges.filter(([one, other]) => one !== other) : edges)),
      resolutions: fc.array(fc.constantFrom(wired('plan'), wired('change'), unwired), {
        minLength: size,
        maxLength: size,
      }),
    });
  });
}

/** A batch as a server has it: rows that change a level at a time. */
export class Rows {
  readonly rows: Map<number, PlannedNode>;
  readonly edges: readonly GateEdge[];

  constructor({ nodes, edges }: BatchPlan) {
    this.rows = new Map(nodes.map((node) => [node.number, node]));
    this.edges = edges;
  }

  get nodes(): PlannedNode[] {
    return [...this.rows.values()];
  }

  /** Writes one row, and what follows for the deployments below it. */
  write(...nodes: readonly PlannedNode[]): void {
    let changes: readonly GateChange[] = nodes.flatMap((node) => {
      const before = this.rows.get(node.number);
      this.rows.set(node.number, node);
      return before === undefined ? [] : (changeOf(before, node) ?? []);
    });
    while (changes.length > 0) {
      const parents = new Set(changes.map(({ number }) => number));
      const edges = this.edges.filter(({ parent }) => parents.has(parent));
      const children = [...new Set(edges.map(({ child }) => child))].flatMap(
        (child) => this.rows.get(child) ?? [],
      );
      const step = stepGates(changes, children, edges);
      for (const node of step.nodes) this.rows.set(node.number, node);
      changes = step.changes;
    }
  }
}
