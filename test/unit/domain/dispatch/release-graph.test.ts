/** The graph of a release: components of the inventory in the order that earlier uploads have shown. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addKnownOrder,
  type InventoryEntry,
  type KnownNode,
  type KnownOrder,
  releaseGraph,
} from '../../../../src/domain/dispatch/release-graph.ts';

const none: KnownOrder = new Map();
const entry = (component: string, more: Partial<InventoryEntry> = {}): InventoryEntry => ({
  ...{ stack: 'dev', component, componentType: 'terraform', pro: undefined, isWired: true },
  ...more,
});
const known = (component: string, ...dependents: readonly number[]): KnownNode => ({
  ...{ stack: 'dev', component },
  dependents,
});

/** `parent>child`, and names alone. */
function show(inventory: readonly InventoryEntry[], order: KnownOrder): readonly string[] {
  const { nodes } = releaseGraph(inventory, order);
  return nodes.flatMap(({ component, dependents }) => [
    component,
    ...dependents.map((index) => `${component}>${nodes[index]?.component}`),
  ]);
}

const inventory = [entry('vpc'), entry('eks'), entry('dns')];

describe('a release', () => {
  test('has no order that no upload has shown', () => {
    expect(show(inventory, none)).toEqual(['dns', 'eks', 'vpc']);
  });

  test('has the order of the uploads that had its components', () => {
    const order = addKnownOrder(none, [known('vpc', 1), known('eks')]);
    expect(show(inventory, order)).toEqual(['dns', 'eks', 'vpc', 'vpc>eks']);
  });

  test('has no dependency that a newer upload no longer has', () => {
    const newer = addKnownOrder(none, [known('vpc'), known('eks')]);
    const order = addKnownOrder(newer, [known('vpc', 1), known('eks', 2), known('dns', 0)]);
    expect(show(inventory, order)).toEqual(['dns', 'dns>vpc', 'eks', 'vpc']);
  });

  test('has what starts nothing only where it has an order', () => {
    const idle = [
      entry('vpc'),
      entry('mid', { isWired: false }),
      entry('eks'),
      entry('x', { isWired: false }),
    ];
    const order = addKnownOrder(none, [known('vpc', 1), known('mid', 2), known('eks')]);
    expect(show(idle, order)).toEqual(['eks', 'mid', 'mid>eks', 'vpc', 'vpc>mid']);
  });

  test.each([
    { name: 'Terraform', types: ['helmfile', 'terraform'], wired: [true, true], is: 'terraform' },
    { name: 'what starts something', types: ['helmfile', 'terraform'], wired: [true, false], is: 'helmfile' },
  ])('has one component of each name: $name', ({ types, wired, is }) => {
    const same = types.map((componentType, index) =>
      entry('vpc', { componentType, pro: componentType, isWired: wired[index] ?? false }),
    );
    expect(releaseGraph(same, none).nodes.map(({ pro }) => pro)).toEqual([is]);
    expect(releaseGraph(same.toReversed(), none).nodes.map(({ pro }) => pro)).toEqual([is]);
  });

  test('has every component that starts something once, and the newest order of each', () => {
    const names = ['a', 'b', 'c', 'd'];
    const set = fc
      .uniqueArray(fc.constantFrom(...names))
      .chain((components) =>
        fc.tuple(
          ...components.map((component) =>
            fc
              .subarray(components.map((_, index) => index))
              .map((dependents): KnownNode => known(component, ...dependents)),
          ),
        ),
      );
    fc.assert(
      fc.property(fc.array(set, { maxLength: 4 }), fc.subarray(names), (sets, wired) => {
        const order = sets.reduce<KnownOrder>((found, nodes) => addKnownOrder(found, nodes), none);
        const entries = names.map((name) => entry(name, { isWired: wired.includes(name) }));
        const { nodes } = releaseGraph(entries, order);
        const shown = nodes.map(({ component }) => component);
        expect(shown).toEqual([...new Set(shown)].sort());
        expect(wired.filter((name) => !shown.includes(name))).toEqual([]);
        for (const { component, dependents } of nodes) {
          const newest = sets.find((one) => one.some((node) => node.component === component));
          const own = newest?.find((node) => node.component === component);
          const expected = (own?.dependents ?? []).map((index) => newest?.[index]?.component ?? '');
          expect(dependents.map((index) => shown[index])).toEqual(expected.sort());
        }
      }),
    );
  });
});
