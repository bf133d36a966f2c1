/** Orders the places of each layer so that few edges cross: each place goes to the middle of its neighbors, forth and back. */

/** A place of a layer: a node, or the point through which a long edge passes. */
interface LayerPlaces {
  /** Numbers of places by layer, in their first order. */
  readonly layers: readonly (readonly number[])[];
  /** By place: the places before it in the layer before, and behind it in the layer behind. */
  readonly before: readonly (readonly number[])[];
  readonly behind: readonly (readonly number[])[];
}

/** Rounds forth and back together. */
const sweeps = 8;

function sortLayer(
  layer: readonly number[],
  neighbors: readonly (readonly number[])[],
  rank: Float64Array,
): readonly number[] {
  const middle = new Map<number, number>();
  for (const place of layer) {
    const near = neighbors[place] ?? [];
    const sum = near.reduce((total, neighbor) => total + (rank[neighbor] ?? 0), 0);
    // A place without neighbors keeps its own.
    middle.set(place, near.length === 0 ? (rank[place] ?? 0) : sum / near.length);
  }
  const sorted = layer.toSorted(
    (one, other) =>
      (middle.get(one) ?? 0) - (middle.get(other) ?? 0) || (rank[one] ?? 0) - (rank[other] ?? 0),
  );
  return sorted;
}

/** Ranks are shares of the layer: its neighbors may have more places. */
function rankLayer(layer: readonly number[], rank: Float64Array): void {
  for (const [index, place] of layer.entries()) rank[place] = (index + 0.5) / layer.length;
}

export function orderLayers({ layers, before, behind }: LayerPlaces): readonly (readonly number[])[] {
  const rank = new Float64Array(before.length);
  const ordered: (readonly number[])[] = [...layers];
  for (const layer of ordered) rankLayer(layer, rank);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const isForth = sweep % 2 === 0;
    for (let step = 1; step < ordered.length; step += 1) {
      const index = isForth ? step : ordered.length - 1 - step;
      const sorted = sortLayer(ordered[index] ?? [], isForth ? before : behind, rank);
      ordered[index] = sorted;
      rankLayer(sorted, rank);
    }
  }
  return ordered;
}
