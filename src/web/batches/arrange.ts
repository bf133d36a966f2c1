/** Arranges the deployments of a batch: in layers, with the critical path, filtered, and a page at a time. */
import type { NodeCounts } from '../../domain/dispatch/conclude.ts';
import { isOpen, type NodeState } from '../../domain/dispatch/node-states.ts';
import type { ReportRow } from '../../domain/reports/report.ts';
import { findCriticalPath } from '../graph/critical-path.ts';
import { type GraphEdge, layerGraph } from '../graph/layers.ts';

/** Deployments of a page. */
export const maxShownDeployments = 100;

/** Times in milliseconds since the Unix epoch. */
interface Timing {
  readonly since: number;
  readonly plannedAt: number | undefined;
  readonly sentAt: number | undefined;
  readonly endedAt: number | undefined;
}

export interface PlainDeployment {
  readonly number: number;
  readonly attempt: number;
  readonly row: ReportRow;
  readonly timing: Timing;
}

export interface DeploymentNode extends PlainDeployment {
  /** From 0: the longest chain of dependencies before it. */
  readonly layer: number;
}

/** As in the address. */
export interface BatchView {
  readonly view: 'graph' | 'waterfall';
  readonly stack: string | undefined;
  readonly state: NodeState | undefined;
  /** Place of the first deployment of the page in the list. */
  readonly from: number;
}

export interface ArrangedBatch {
  /** By number, as they came. */
  readonly deployments: readonly DeploymentNode[];
  readonly edges: readonly GraphEdge[];
  /** By deployment: the indexes of what it depends on. */
  readonly parents: readonly (readonly number[])[];
  /** Indexes, the first first. */
  readonly criticalPath: readonly number[];
  /** Indexes of all that the filter leaves, in layers. */
  readonly listed: readonly number[];
  /** Those of the page. */
  readonly shown: readonly number[];
  /** Place of each deployment in the list without a filter of states, by index. */
  readonly places: ReadonlyMap<number, number>;
}

export function countByState(deployments: readonly Pick<PlainDeployment, 'row'>[]): NodeCounts {
  const counts: Partial<Record<NodeState, number>> = {};
  for (const { row } of deployments) counts[row.state] = (counts[row.state] ?? 0) + 1;
  return counts;
}

export function arrangeBatch(
  given: readonly PlainDeployment[],
  allEdges: readonly GraphEdge[],
  { stack, state, from }: BatchView,
): ArrangedBatch {
  const { layers, edges, back } = layerGraph(given.length, allEdges);
  const deployments = given.map((one, index) => ({ ...one, layer: layers[index] ?? 0 }));
  const parents: number[][] = deployments.map(() => []);
  for (const edge of [...edges, ...back]) parents[edge.to]?.push(edge.from);
  const criticalPath = findCriticalPath(
    deployments.map(({ row, timing }) => ({ isOpen: isOpen(row), endedAt: timing.endedAt })),
    { layers, edges },
  );
  const ofStack = deployments
    .map((_, index) => index)
    .filter((index) => stack === undefined || deployments[index]?.row.stack === stack)
    .sort((one, other) => (layers[one] ?? 0) - (layers[other] ?? 0) || one - other);
  const listed = ofStack.filter((index) => state === undefined || deployments[index]?.row.state === state);
  return {
    deployments,
    edges: [...edges, ...back],
    parents,
    criticalPath,
    listed,
    shown: listed.slice(from, from + maxShownDeployments),
    places: new Map(ofStack.map((index, place) => [index, place])),
  };
}
