/** The critical path: what each deployment waited for last. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findCriticalPath, type PathNode } from '../../../../src/web/graph/critical-path.ts';
import { layerGraph } from '../../../../src/web/graph/layers.ts';

const ended = (endedAt: number): PathNode => ({ isOpen: false, endedAt });
const open: PathNode = { isOpen: true, endedAt: undefined };
const never: PathNode = { isOpen: false, endedAt: undefined };

function pathOf(nodes: readonly PathNode[], edges: readonly (readonly [number, number])[]) {
  return findCriticalPath(
    nodes,
    layerGraph(
      nodes.length,
      edges.map(([from, to]) => ({ from, to })),
    ),
  );
}

test('of a batch that has ended, it goes back from what ended last', () => {
  const nodes = [ended(5), ended(9), ended(12), ended(11), never];
  // 2 waited for 0 and 1, of which 1 ended last; 3 was free to start.
  expect(
    pathOf(nodes, [
      [0, 2],
      [1, 2],
      [2, 4],
    ]),
  ).toEqual([1, 2]);
});

test('of a batch that runs, it is the longest chain of what is open, behind what ended last', () => {
  const nodes = [ended(5), ended(9), open, open, open];
  expect(
    pathOf(nodes, [
      [0, 2],
      [1, 2],
      [2, 3],
      [1, 4],
    ]),
  ).toEqual([1, 2, 3]);
});

test('where nothing was started there is none, and a cycle has an end', () => {
  expect(pathOf([never, never], [[0, 1]])).toEqual([]);
  expect(pathOf([], [])).toEqual([]);
  expect(
    pathOf(
      [open, open],
      [
        [0, 1],
        [1, 0],
      ],
    ),
  ).toEqual([0, 1]);
});

test('every step follows an edge, in any graph', () => {
  const node = fc.oneof(fc.constant(open), fc.constant(never), fc.nat(20).map(ended));
  const graph = fc.array(node, { minLength: 1, maxLength: 30 }).chain((nodes) =>
    fc.record({
      nodes: fc.constant(nodes),
      edges: fc.array(fc.tuple(fc.nat(nodes.length - 1), fc.nat(nodes.length - 1)), { maxLength: 60 }),
    }),
  );
  fc.assert(
    fc.property(graph, ({ nodes, edges }) => {
      const known = new Set(edges.map(([from, to]) => `${from} ${to}`));
      const path = pathOf(nodes, edges);
      expect(path.length > 0).toBe(nodes.some(({ isOpen, endedAt }) => isOpen || endedAt !== undefined));
      return path.every((index, at) => at === 0 || known.has(`${path[at - 1]} ${index}`));
    }),
  );
});
