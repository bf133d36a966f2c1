/** Draws the order of deployments, each in the color of its state. Mermaid. */
import type { DependencyGraph } from '../stacks/graph.ts';
import { compareInstances } from '../stacks/items.ts';
import { renderMermaid } from '../stacks/render-mermaid.ts';
import type { BatchReport, ReportRow } from './report.ts';
import { isFailure } from './rows.ts';

const classes = {
  done: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  failed: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328',
  active: 'fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  person: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  idle: 'fill:#f6f8fa,stroke:#8c959f,color:#1f2328',
} as const;

function classOf(row: ReportRow): keyof typeof classes {
  if (row.state === 'succeeded') return 'done';
  if (isFailure(row)) return 'failed';
  if (row.state === 'approval' || row.state === 'locked') return 'person';
  return row.state === 'running' || row.state === 'dispatching' ? 'active' : 'idle';
}

/** `undefined` where nothing depends on anything, or where there is too much to draw. */
export function renderOrder({ rows, edges }: Pick<BatchReport, 'rows' | 'edges'>): string | undefined {
  if (edges === undefined || edges.length === 0) return undefined;
  // By name, so that the order of rows does not matter.
  const order = rows
    .map((row, index) => ({ row, index }))
    .sort((one, other) => compareInstances(one.row, other.row));
  const places = new Map(order.map(({ index }, place) => [index, place]));
  const childrenOf = Map.groupBy(edges, ([parent]) => parent);
  const nodes = order.map(({ row, index }) => ({
    stack: row.stack,
    component: row.component,
    affected: false,
    root: false,
    deleted: false,
    deletionType: undefined,
    pro: undefined,
    dependents: (childrenOf.get(index) ?? [])
      .flatMap(([, child]) => places.get(child) ?? [])
      .sort((one, other) => one - other),
  }));
  const graph: DependencyGraph = { nodes, edgeCount: edges.length };
  const diagram = renderMermaid(graph, {
    classOf: (node) => {
      const row = order[node]?.row;
      return row === undefined ? 'idle' : classOf(row);
    },
    definitions: classes,
  });
  return diagram?.text;
}
