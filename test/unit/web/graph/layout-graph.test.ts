/** The layout of graphs: of any shape, cycles included, no box or line lies over another box, and every edge goes to the right. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layerGraph } from '../../../../src/web/graph/layers.ts';
import {
  boxHeight,
  boxWidth,
  type GraphLayout,
  layoutGraph,
} from '../../../../src/web/graph/layout-graph.ts';

const edgesOf = (count: number) =>
  fc.array(fc.record({ from: fc.nat({ max: count - 1 }), to: fc.nat({ max: count - 1 }) }), {
    maxLength: 3 * count,
  });
const anyGraph = fc
  .integer({ min: 1, max: 60 })
  .chain((count) => fc.record({ count: fc.constant(count), edges: edgesOf(count) }));
/** Every edge goes to a higher number. */
const anyOrder = anyGraph.map(({ count, edges }) => ({
  count,
  edges: edges.map(({ from, to }) => ({ from: Math.min(from, to), to: Math.max(from, to) })),
}));

function hasOverlap({ nodes }: GraphLayout): boolean {
  return nodes.some((one, index) =>
    nodes
      .slice(index + 1)
      .some(({ x, y }) => Math.abs(x - one.x) < boxWidth && Math.abs(y - one.y) < boxHeight),
  );
}

/** Lines are level only beside boxes, in the columns that they pass. */
function crossesBox({ nodes, edges }: GraphLayout): boolean {
  return edges.some(({ points }) =>
    points.some((point, index) => {
      const next = points[index + 1];
      if (next === undefined || point.y !== next.y || next.x - point.x < boxWidth) return false;
      return nodes.some(({ x, y }) => x === point.x && point.y > y && point.y < y + boxHeight);
    }),
  );
}

test('no box overlaps another, whatever depends on what', () => {
  fc.assert(fc.property(anyGraph, ({ count, edges }) => !hasOverlap(layoutGraph(count, edges))));
});

test('a long edge passes no box', () => {
  fc.assert(fc.property(anyGraph, ({ count, edges }) => !crossesBox(layoutGraph(count, edges))));
});

test('every edge goes to the right, those that close a cycle backward', () => {
  fc.assert(
    fc.property(anyGraph, ({ count, edges }) => {
      const layout = layoutGraph(count, edges);
      return layout.edges.every(({ from, to, points, isBack }) => {
        const [start, end] = isBack ? [to, from] : [from, to];
        const isRight = points.every(({ x }, index) => index === 0 || x > (points[index - 1]?.x ?? x));
        const isJoined =
          points[0]?.x === (layout.nodes[start]?.x ?? 0) + boxWidth &&
          points.at(-1)?.x === layout.nodes[end]?.x;
        return isRight && isJoined;
      });
    }),
  );
});

test('edges close a cycle only where there is one, and each is drawn once', () => {
  fc.assert(
    fc.property(anyOrder, ({ count, edges }) => {
      const layout = layoutGraph(count, edges);
      const wanted = new Set(
        edges.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from} ${to}`),
      );
      return layout.edges.length === wanted.size && layout.edges.every(({ isBack }) => !isBack);
    }),
  );
});

test('everything is inside the picture', () => {
  fc.assert(
    fc.property(anyGraph, ({ count, edges }) => {
      const { width, height, nodes, edges: lines } = layoutGraph(count, edges);
      const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x <= width && y <= height;
      return (
        nodes.every(({ x, y }) => isInside(x, y) && isInside(x + boxWidth, y + boxHeight)) &&
        lines.every(({ points }) => points.every(({ x, y }) => isInside(x, y)))
      );
    }),
  );
});

test('equal graphs get equal layouts, in whatever order their edges come', () => {
  fc.assert(
    fc.property(anyGraph, ({ count, edges }) => {
      const layout = layoutGraph(count, edges);
      expect(layoutGraph(count, edges.toReversed())).toEqual(layout);
    }),
  );
});

test('a layer is the longest way to a node', () => {
  const edges = [
    { from: 0, to: 1 },
    { from: 1, to: 2 },
    { from: 0, to: 2 },
    { from: 3, to: 2 },
    { from: 4, to: 4 },
    { from: 1, to: 99 },
  ];
  expect(layerGraph(5, edges)).toEqual({
    layers: [0, 1, 2, 0, 0],
    edges: [edges[0], edges[2], edges[1], edges[3]],
    back: [],
  });
});

test('a chain of all nodes and a graph in which everything depends on everything are laid out', () => {
  const count = 2_000;
  const chain = Array.from({ length: count - 1 }, (_, from) => ({ from, to: from + 1 }));
  expect(layoutGraph(count, chain).edges).toHaveLength(count - 1);
  // More way points than are made: those edges go straight.
  const full = Array.from({ length: 300 }, (_, from) =>
    Array.from({ length: 300 }, (_x, to) => ({ from, to })),
  ).flat();
  const layout = layoutGraph(300, full);
  expect(layout.edges).toHaveLength(300 * 299);
  expect(hasOverlap(layout)).toBe(false);
});

test('boxes without edges form rows, not one column', () => {
  const { width, height } = layoutGraph(200, []);
  expect(width).toBeGreaterThan(2 * boxWidth);
  expect(height).toBeLessThan(200 * boxHeight);
});
