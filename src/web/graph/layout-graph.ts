/**
 * Lays out a graph from left to right: layers by the longest way, long edges led through way points between the boxes, boxes moved
 * toward their neighbors. Equal graphs get equal layouts. Lengths are in pixels.
 */
import { type GraphEdge, layerGraph } from './layers.ts';
import { orderLayers } from './order-layers.ts';

export const boxWidth = 190;
export const boxHeight = 40;
const columnGap = 50;
const rowGap = 12;
/** What a way point takes of its layer. */
const wayHeight = 8;
const wayGap = 6;
const margin = 8;
/** Least columns of the boxes without an edge. */
const minLooseColumns = 4;
/** Edges are led through at most so many way points together: the rest of the long edges goes straight. */
const maxPasses = 50_000;
/** Rounds in which boxes move toward their neighbors. */
const alignments = 4;

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface LaidEdge extends GraphEdge {
  /** From the right side of one box to the left side of the other; pairs behind the first are the two ends of a way point. */
  readonly points: readonly Point[];
  /** It closes a cycle: its points go from `to` to `from`, and so to the right as well. */
  readonly isBack: boolean;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** Upper left corners by node. */
  readonly nodes: readonly Point[];
  readonly edges: readonly LaidEdge[];
}

/** Nodes come first; way points have numbers behind them. */
interface Places {
  readonly layerOf: number[];
  readonly before: number[][];
  readonly behind: number[][];
  /** Way points of a node by layer, shared by its long edges. */
  readonly ways: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** Edges that go straight. */
  readonly straight: ReadonlySet<GraphEdge>;
}

const columnWidth = boxWidth + columnGap;

function createPlaces(layers: readonly number[], edges: readonly GraphEdge[]): Places {
  const layerOf = [...layers];
  const before: number[][] = layerOf.map(() => []);
  const behind: number[][] = layerOf.map(() => []);
  const ways = new Map<number, Map<number, number>>();
  const straight = new Set<GraphEdge>();
  let passes = 0;
  function join(from: number, to: number): void {
    behind[from]?.push(to);
    before[to]?.push(from);
  }
  for (const edge of edges) {
    const { from, to } = edge;
    const own = ways.get(from) ?? new Map<number, number>();
    ways.set(from, own);
    let last = from;
    const [first, end] = [(layerOf[from] ?? 0) + 1, layerOf[to] ?? 0];
    passes += Math.max(0, end - first);
    // A place is joined with the next layer alone: an edge that goes straight has no part in the order.
    if (passes > maxPasses && end > first) {
      straight.add(edge);
      continue;
    }
    for (let layer = first; layer < end; layer += 1) {
      let way = own.get(layer);
      if (way === undefined) {
        way = layerOf.length;
        layerOf.push(layer);
        before.push([]);
        behind.push([]);
        own.set(layer, way);
        join(last, way);
      }
      last = way;
    }
    join(last, to);
  }
  return { layerOf, before, behind, ways, straight };
}

/** Middles of the places of a layer that keep their distances and are near to `wanted`: the mean of the tightest from both ends. */
function spread(wanted: readonly number[], distances: readonly number[]): readonly number[] {
  const down: number[] = [];
  for (const [index, want] of wanted.entries())
    down.push(index === 0 ? want : Math.max(want, (down[index - 1] ?? 0) + (distances[index - 1] ?? 0)));
  const up: number[] = [...wanted];
  for (let index = wanted.length - 2; index >= 0; index -= 1)
    up[index] = Math.min(wanted[index] ?? 0, (up[index + 1] ?? 0) - (distances[index] ?? 0));
  return down.map((value, index) => (value + (up[index] ?? 0)) / 2);
}

/** Middles by place. `count`: nodes; the places behind them are way points. */
function alignPlaces(
  ordered: readonly (readonly number[])[],
  { before, behind }: Places,
  count: number,
): Float64Array {
  const middles = new Float64Array(before.length);
  const half = (place: number) => (place < count ? (boxHeight + rowGap) / 2 : (wayHeight + wayGap) / 2);
  const distancesOf = (layer: readonly number[]) =>
    layer.slice(1).map((place, index) => half(layer[index] ?? 0) + half(place));
  function settle(layer: readonly number[], wanted: readonly number[]): void {
    for (const [index, middle] of spread(wanted, distancesOf(layer)).entries())
      middles[layer[index] ?? 0] = middle;
  }
  for (const layer of ordered)
    settle(
      layer,
      layer.map(() => 0),
    );
  for (let round = 0; round < alignments; round += 1) {
    const isForth = round % 2 === 0;
    for (let step = 1; step < ordered.length; step += 1) {
      const layer = ordered[isForth ? step : ordered.length - 1 - step] ?? [];
      const wanted = layer.map((place) => {
        const near = (isForth ? before : behind)[place] ?? [];
        const sum = near.reduce((total, neighbor) => total + (middles[neighbor] ?? 0), 0);
        return near.length === 0 ? (middles[place] ?? 0) : sum / near.length;
      });
      settle(layer, wanted);
    }
  }
  return middles;
}

/** Boxes without an edge in rows below the others. Returns the lower end of all. */
function placeLoose(
  loose: readonly number[],
  nodes: Map<number, Point>,
  { top, columns }: { readonly top: number; readonly columns: number },
): number {
  for (const [index, node] of loose.entries()) {
    const row = Math.floor(index / columns);
    nodes.set(node, {
      x: margin + (index % columns) * columnWidth,
      y: top + row * (boxHeight + rowGap),
    });
  }
  return top + Math.ceil(loose.length / columns) * (boxHeight + rowGap);
}

interface Drawn {
  readonly places: Places;
  readonly nodes: ReadonlyMap<number, Point>;
  /** Height of the middle of a way point. */
  heightOf(way: number): number;
}

function leadEdge(edge: GraphEdge, { places, nodes, heightOf }: Drawn): readonly Point[] {
  const { from, to } = edge;
  const start = nodes.get(from) ?? { x: 0, y: 0 };
  const end = nodes.get(to) ?? { x: 0, y: 0 };
  const own = places.straight.has(edge) ? undefined : places.ways.get(from);
  const points: Point[] = [{ x: start.x + boxWidth, y: start.y + boxHeight / 2 }];
  for (let layer = (places.layerOf[from] ?? 0) + 1; layer < (places.layerOf[to] ?? 0); layer += 1) {
    const way = own?.get(layer);
    if (way === undefined) break;
    const x = margin + layer * columnWidth;
    points.push({ x, y: heightOf(way) }, { x: x + boxWidth, y: heightOf(way) });
  }
  points.push({ x: end.x, y: end.y + boxHeight / 2 });
  return points;
}

/** `count`: number of nodes; edges are between their indexes. Edges of nodes that do not exist are ignored. */
export function layoutGraph(count: number, given: readonly GraphEdge[]): GraphLayout {
  const { layers, edges, back } = layerGraph(count, given);
  const joined = new Set([...edges, ...back].flatMap(({ from, to }) => [from, to]));
  const places = createPlaces(layers, edges);
  const grouped: number[][] = [];
  for (const [place, layer] of places.layerOf.entries()) {
    if (place < count && !joined.has(place)) continue;
    for (let missing = grouped.length; missing <= layer; missing += 1) grouped.push([]);
    grouped[layer]?.push(place);
  }
  const ordered = orderLayers({ ...places, layers: grouped });
  const middles = alignPlaces(ordered, places, count);
  const all = ordered.flat();
  const highest = all.reduce(
    (least, place) => Math.min(least, middles[place] ?? 0),
    Number.POSITIVE_INFINITY,
  );
  const shift = margin + boxHeight / 2 - (all.length === 0 ? 0 : highest);
  const heightOf = (place: number) => Math.round((middles[place] ?? 0) + shift);
  const nodes = new Map<number, Point>();
  for (const place of all) {
    if (place >= count) continue;
    const x = margin + (places.layerOf[place] ?? 0) * columnWidth;
    nodes.set(place, { x, y: heightOf(place) - boxHeight / 2 });
  }
  const low = all.reduce((most, place) => Math.max(most, heightOf(place) + boxHeight / 2), 0);
  const top = all.length === 0 ? margin : low + rowGap;
  const loose = Array.from({ length: count }, (_, node) => node).filter((node) => !joined.has(node));
  const columns = Math.max(minLooseColumns, grouped.length);
  const end = placeLoose(loose, nodes, { top, columns });
  const drawn = { places, nodes, heightOf };
  const used = Math.max(grouped.length, Math.min(loose.length, columns));
  return {
    width: 2 * margin + Math.max(1, used) * columnWidth - columnGap,
    height: end - rowGap + margin,
    nodes: Array.from({ length: count }, (_, node) => nodes.get(node) ?? { x: margin, y: margin }),
    edges: [
      ...edges.map((edge) => ({ ...edge, isBack: false, points: leadEdge(edge, drawn) })),
      ...back.map(({ from, to }) => ({
        ...{ from, to, isBack: true },
        points: leadEdge({ from: to, to: from }, drawn),
      })),
    ],
  };
}
