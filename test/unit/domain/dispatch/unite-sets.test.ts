/** Uploads of several workflows for one commit, united. */
import { expect, test } from '@jest/globals';
import type { WorkflowResolution } from '../../../../src/domain/dispatch/resolve-workflows.ts';
import { createSetUnion } from '../../../../src/domain/dispatch/unite-sets.ts';

const skipped: WorkflowResolution = { status: 'skipped', reason: 'not_wired' };
const deleted: WorkflowResolution = { status: 'skipped', reason: 'deleted' };

type Part = readonly (readonly [component: string, dependents: readonly number[], pro?: string])[];

function unite(parts: readonly Part[], resolve = (pro: string | undefined) => (pro ? deleted : skipped)) {
  const union = createSetUnion();
  for (const part of parts) {
    for (const [component, dependents, pro] of part) {
      const node = { stack: 'dev', component, affected: true, root: true, deleted: false };
      union.add({ ...node, deletionType: undefined, pro, dependents }, resolve(pro));
    }
    union.end();
  }
  const { graph, resolutions } = union.unite();
  return graph.nodes.map(({ component, dependents }, index) => ({
    component,
    dependents: dependents.map((child) => graph.nodes[child]?.component),
    resolution: resolutions[index],
  }));
}

test('an instance of two uploads is one, with what depends on it in either', () => {
  const first: Part = [
    ['eks', []],
    ['vpc', [0]],
  ];
  const second: Part = [
    ['vpc', [1]],
    ['dns', []],
  ];
  expect(unite([first, second])).toEqual([
    { component: 'eks', dependents: [], resolution: skipped },
    { component: 'vpc', dependents: ['eks', 'dns'], resolution: skipped },
    { component: 'dns', dependents: [], resolution: skipped },
  ]);
});

test.each<{ readonly name: string; readonly parts: readonly Part[] }>([
  { name: 'the newest upload', parts: [[['vpc', [], '{}']], [['vpc', []]]] },
  { name: 'an older upload where the newest has none', parts: [[['vpc', []]], [['vpc', [], '{}']]] },
])('its settings are those of $name', ({ parts }) => {
  expect(unite(parts)).toEqual([{ component: 'vpc', dependents: [], resolution: deleted }]);
});
