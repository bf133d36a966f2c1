/**
 * Chooses what the graph of a batch shows. A person can read about 200 boxes: up to these all deployments are drawn, above one box for
 * each stack, and of a stack that is opened its deployments with the stacks around it. Deployments that failed, run or need a person come first.
 */
import { countByState, type DeploymentNode } from '../batches/arrange.ts';
import type { Href } from '../html.ts';
import { deploymentStateNames, deploymentStates, describeCounts, toneOfCounts } from '../parts/states.ts';
import type { GraphBox } from './draw-graph.ts';
import type { GraphEdge } from './layers.ts';

/** Most boxes of a picture. */
export const maxBoxes = 200;
/** Most lines of a picture; the shortest are kept. */
const maxLines = 1_000;

interface ChoosePorts {
  /** Where the box of a deployment leads, by its index. */
  deploymentHref(index: number): Href;
  stackHref(stack: string): Href;
}

export interface ChooseInput {
  readonly deployments: readonly DeploymentNode[];
  readonly edges: readonly GraphEdge[];
  /** The stack that is opened. */
  readonly stack: string | undefined;
  /** Indexes, the first first. */
  readonly criticalPath: readonly number[];
}

export interface ChosenGraph {
  readonly boxes: readonly GraphBox[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly isCritical: boolean }[];
  readonly unit: 'deployments' | 'stacks';
  /** How many boxes and lines are left out. */
  readonly omittedBoxes: number;
  readonly omittedLines: number;
}

/** A box to be: one deployment, or all of a stack. */
interface Item {
  readonly stack: string | undefined;
  /** Indexes of deployments. */
  readonly members: readonly number[];
}

function listItems({ deployments, edges, stack }: ChooseInput): readonly Item[] {
  const indexes = deployments.map((_, index) => index);
  if (stack === undefined && deployments.length <= maxBoxes)
    return indexes.map((index) => ({ stack: undefined, members: [index] }));
  const stacks = Map.groupBy(indexes, (index) => deployments[index]?.row.stack ?? '');
  const near = new Set<string>();
  for (const { from, to } of edges) {
    const [one, other] = [deployments[from]?.row.stack ?? '', deployments[to]?.row.stack ?? ''];
    if (one === stack) near.add(other);
    if (other === stack) near.add(one);
  }
  const own = stacks.get(stack ?? '') ?? [];
  return [
    ...(stack === undefined ? [] : own.map((index) => ({ stack: undefined, members: [index] }))),
    ...[...stacks].flatMap(([name, members]) =>
      stack === undefined || (name !== stack && near.has(name)) ? [{ stack: name, members }] : [],
    ),
  ];
}

function rankOf({ members }: Item, deployments: readonly DeploymentNode[]): number {
  return members.reduce((least, index) => {
    const state = deployments[index]?.row.state;
    return state === undefined ? least : Math.min(least, deploymentStateNames.indexOf(state));
  }, deploymentStateNames.length);
}

/** The most urgent, in the order that they had. Deployments of an opened stack come before the stacks around it. */
function keepUrgent(items: readonly Item[], deployments: readonly DeploymentNode[]): readonly Item[] {
  if (items.length <= maxBoxes) return items;
  const isMixed = items.some(({ stack }) => stack === undefined);
  const ranked = items
    .map((item, index) => ({ item, index, rank: rankOf(item, deployments) }))
    .sort((one, other) => {
      const isStack = (item: Item) => (isMixed && item.stack !== undefined ? 1 : 0);
      return isStack(one.item) - isStack(other.item) || one.rank - other.rank || one.index - other.index;
    });
  return ranked
    .slice(0, maxBoxes)
    .sort((one, other) => one.index - other.index)
    .map(({ item }) => item);
}

function toBox(
  { stack, members }: Item,
  { deployments, critical }: Pick<ChooseInput, 'deployments'> & { readonly critical: ReadonlySet<number> },
  ports: ChoosePorts,
): GraphBox {
  const isCritical = members.some((index) => critical.has(index));
  const [first = 0] = members;
  const only = deployments[first];
  if (stack === undefined && only !== undefined) {
    const { word, tone } = deploymentStates[only.row.state];
    return {
      ...{ id: `n-${only.number}`, title: only.row.component, text: `${only.row.stack} · ${word}` },
      ...{ tone, isCritical, href: ports.deploymentHref(first) },
    };
  }
  const counts = countByState(members.flatMap((index) => deployments[index] ?? []));
  return {
    // The first deployment of a stack stays the first.
    id: `s-${only?.number ?? 0}`,
    title: `${stack ?? ''} (${members.length})`,
    text: describeCounts(counts),
    ...{ tone: toneOfCounts(counts), isCritical, href: ports.stackHref(stack ?? '') },
  };
}

/** Lines between items, each once. */
function listLines(items: readonly Item[], { edges, criticalPath, deployments }: ChooseInput) {
  const itemOf = new Map(items.flatMap(({ members }, item) => members.map((index) => [index, item])));
  const next = new Map(criticalPath.map((index, place) => [index, criticalPath[place + 1]]));
  const lines = new Map<number, { from: number; to: number; isCritical: boolean; length: number }>();
  for (const edge of edges) {
    const [from, to] = [itemOf.get(edge.from), itemOf.get(edge.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const isCritical = next.get(edge.from) === edge.to;
    const key = from * items.length + to;
    const length = (deployments[edge.to]?.layer ?? 0) - (deployments[edge.from]?.layer ?? 0);
    const known = lines.get(key);
    lines.set(key, {
      ...{ from, to, isCritical: isCritical || known?.isCritical === true },
      length: Math.min(length, known?.length ?? length),
    });
  }
  return [...lines.values()].sort(
    (one, other) =>
      Number(other.isCritical) - Number(one.isCritical) ||
      one.length - other.length ||
      one.from - other.from ||
      one.to - other.to,
  );
}

export function chooseBoxes(input: ChooseInput, ports: ChoosePorts): ChosenGraph {
  const all = listItems(input);
  const items = keepUrgent(all, input.deployments);
  const lines = listLines(items, input);
  const { deployments, criticalPath } = input;
  const facts = { deployments, critical: new Set(criticalPath) };
  return {
    boxes: items.map((item) => toBox(item, facts, ports)),
    edges: lines.slice(0, maxLines).map(({ from, to, isCritical }) => ({ from, to, isCritical })),
    unit: items.some(({ stack }) => stack === undefined) ? 'deployments' : 'stacks',
    omittedBoxes: all.length - items.length,
    omittedLines: Math.max(0, lines.length - maxLines),
  };
}
