import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findCycles } from '../../../../src/domain/stacks/cycles.ts';
import type { DependencyGraph } from '../../../../src/domain/stacks/graph.ts';
import { buildGraph, createGraphBuilder } from '../../../../src/domain/stacks/graph-builder.ts';
import { maxDependentsDepth } from '../../../../src/domain/stacks/limits.ts';

interface Item {
  readonly stack: string;
  readonly component: string;
  readonly dependents: readonly Item[];
  readonly included_in_dependents: boolean;
  readonly settings: { readonly pro: unknown } | null;
}

const item = fc.letrec<{ item: Item }>((tie) => ({
  item: fc.record({
    stack: fc.constantFrom('dev', 'prod', 'a/b'),
    component: fc.constantFrom('vpc', 'eks/cluster', 'db', 'ü'),
    dependents: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('item'), { maxLength: 3 })),
    included_in_dependents: fc.boolean(),
    settings: fc.option(fc.record({ pro: fc.record({ enabled: fc.boolean() }) })),
  }),
})).item;
const forest = fc.array(item, { maxLength: 6 });

function built(items: Iterable<unknown>): DependencyGraph {
  const result = buildGraph(items);
  if (result.status === 'invalid') throw new Error(result.problem);
  return result.graph;
}
const name = ({ stack, component }: { readonly stack: string; readonly component: string }) =>
  `${stack}|${component}`;

/** The same by recursion over sets of texts. */
function describeForest(items: readonly Item[]) {
  const nodes = new Set<string>();
  const edges = new Set<string>();
  function walk(one: Item, parent?: Item): void {
    nodes.add(name(one));
    if (parent !== undefined) edges.add(`${name(parent)} → ${name(one)}`);
    for (const child of one.dependents) walk(child, one);
  }
  for (const one of items) walk(one);
  return {
    nodes: [...nodes].sort(),
    edges: [...edges].sort(),
    affected: [...new Set(items.map(name))].sort(),
  };
}
function describeGraph({ nodes }: DependencyGraph) {
  return {
    nodes: nodes.map(name).sort(),
    edges: nodes
      .flatMap((node) => node.dependents.map((child) => `${name(node)} → ${name(nodes[child] as never)}`))
      .sort(),
    affected: nodes
      .filter(({ affected }) => affected)
      .map(name)
      .sort(),
  };
}

describe('buildGraph', () => {
  test('has the nodes and edges that a walk over the trees finds, in the order of names', () => {
    fc.assert(
      fc.property(forest, (items) => {
        const graph = built(items);
        expect(describeGraph(graph)).toEqual(describeForest(items));
        expect(graph.edgeCount).toBe(describeForest(items).edges.length);
        expect(graph.nodes.map(name)).toEqual(
          graph.nodes
            .toSorted((a, b) =>
              a.stack === b.stack ? (a.component < b.component ? -1 : 1) : a.stack < b.stack ? -1 : 1,
            )
            .map(name),
        );
      }),
    );
  });

  test('is the same whether it is built at once or merged from parts', () => {
    fc.assert(
      fc.property(forest, fc.nat(6), (items, cut) => {
        const builder = createGraphBuilder();
        builder.merge(built(items.slice(0, cut)));
        builder.merge(built(items.slice(cut)));
        expect(builder.build()).toEqual(built(items));
      }),
    );
  });

  test.each([
    ['no object', [7], 'not an object'],
    ['no stack', [{ component: 'vpc' }], '`stack` is not a text'],
    ['an empty component', [{ stack: 'dev', component: '' }], '`component` is not a text'],
    ['a name too long', [{ stack: 'd'.repeat(513), component: 'vpc' }], 'longer than 512'],
    ['a NUL in a name', [{ stack: 'd\0', component: 'vpc' }], 'not valid Unicode'],
    ['dependents that are not a list', [{ stack: 'dev', component: 'vpc', dependents: {} }], 'not a list'],
    ['a dependent that is none', [{ stack: 'dev', component: 'vpc', dependents: [null] }], 'not an object'],
    [
      'settings too long',
      [{ stack: 'dev', component: 'vpc', settings: { pro: 'x'.repeat(300_000) } }],
      'longer than 262144',
    ],
  ])('refuses %s', (_, items, words) => {
    const result = buildGraph(items);
    expect(result).toMatchObject({ status: 'invalid', problem: expect.stringContaining(words) });
  });

  test.each([
    ['as old clients send it', { affected_all: ['file'], affected: 'file', settings: { spacelift: 1 } }],
    ['as the current client sends it', { affected_all: null, settings: null, dependents: [] }],
    ['with nulls', { settings: null, dependents: null, deleted: null, included_in_dependents: null }],
  ])('takes an item %s', (_, more) => {
    expect(built([{ stack: 'dev', component: 'vpc', ...more }]).nodes).toHaveLength(1);
  });

  test('keeps of the settings only `pro`, and a top-level `pro` instead where there is one', () => {
    const graph = built([
      { stack: 'dev', component: 'a', settings: { pro: { enabled: 'x' }, secret: 1 } },
      { stack: 'dev', component: 'b', settings: { pro: 1 }, pro: { enabled: true } },
      { stack: 'dev', component: 'c', settings: { pro: 'text' }, pro: {} },
      { stack: 'dev', component: 'd', settings: null, deleted: true, deletion_type: 'stack' },
    ]);
    expect(graph.nodes.map(({ pro }) => pro)).toEqual([
      '{"enabled":"x"}',
      '{"enabled":true}',
      '"text"',
      undefined,
    ]);
    expect(graph.nodes[3]).toMatchObject({ deleted: true, deletionType: 'stack', root: true });
  });

  test('bounds how deep dependents are nested, and overflows no stack below that', () => {
    function nest(depth: number): unknown {
      let inner: unknown = { stack: 'dev', component: 'c0' };
      for (let level = 1; level < depth; level += 1)
        inner = { stack: 'dev', component: `c${level}`, dependents: [inner] };
      return inner;
    }
    expect(built([nest(maxDependentsDepth + 1)]).nodes).toHaveLength(maxDependentsDepth + 1);
    expect(buildGraph([nest(maxDependentsDepth + 2)])).toMatchObject({
      status: 'invalid',
      problem: expect.stringContaining('deeper than 1000 levels'),
    });
  });
});

describe('findCycles', () => {
  const node = (component: string, dependents: readonly unknown[] = []) => ({
    stack: 'dev',
    component,
    dependents,
  });

  test('finds none in a diamond', () => {
    const graph = built([node('a', [node('b', [node('d')]), node('c', [node('d')])])]);
    expect(findCycles(graph, 20)).toEqual({ count: 0, named: [] });
  });

  test('names each knot once, by a shortest cycle from its least member', () => {
    const graph = built([
      node('a', [node('b', [node('c', [node('a')]), node('a')])]),
      node('x', [node('x')]),
      node('z', [node('a')]),
    ]);
    const cycles = findCycles(graph, 20);
    expect(cycles.count).toBe(2);
    expect(cycles.named.map((cycle) => cycle.map((index) => graph.nodes[index]?.component))).toEqual([
      ['a', 'b'],
      ['x'],
    ]);
    expect(findCycles(graph, 1).named).toHaveLength(1);
  });

  test('finds a cycle exactly where taking leaves away again and again leaves something', () => {
    fc.assert(
      fc.property(forest, (items) => {
        const graph = built(items);
        const left = new Set(graph.nodes.keys());
        for (let before = -1; before !== left.size; ) {
          before = left.size;
          for (const index of left)
            if (!graph.nodes[index]?.dependents.some((child) => left.has(child))) left.delete(index);
        }
        const { count, named } = findCycles(graph, 20);
        expect(count > 0).toBe(left.size > 0);
        for (const cycle of named)
          for (const [step, index] of cycle.entries())
            expect(graph.nodes[index]?.dependents).toContain(cycle[(step + 1) % cycle.length]);
      }),
    );
  });
});
