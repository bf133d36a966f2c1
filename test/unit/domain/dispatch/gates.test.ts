/** The order of deployments, over graphs of any shape. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NodeCounts } from '../../../../src/domain/dispatch/conclude.ts';
import { settleNode } from '../../../../src/domain/dispatch/gates.ts';
import {
  type PlannedNode,
  planAgain,
  planNodes,
  settleGraph,
} from '../../../../src/domain/dispatch/plan-nodes.ts';
import type { WorkflowResolution } from '../../../../src/domain/dispatch/resolve-workflows.ts';
import { decideRetry, isRetried, retryNode, stopNode } from '../../../../src/domain/dispatch/retry.ts';
import type { DependencyGraph } from '../../../../src/domain/stacks/graph.ts';
import { graphOf, type RandomGraph, Rows, randomGraph, unwired, wired } from './graphs.ts';

function planned({ graph, resolutions }: RandomGraph) {
  const plan = planNodes(graph, resolutions);
  if (plan.status === 'refused') throw new Error(plan.refusal.message);
  return plan.value;
}
function states(nodes: readonly PlannedNode[]) {
  return nodes.map(({ state, reason }) => (reason === undefined ? state : `${state}(${reason})`));
}
function countsOf(nodes: readonly PlannedNode[]): NodeCounts {
  return Object.fromEntries(
    [...Map.groupBy(nodes, ({ state }) => state)].map(([state, all]) => [state, all.length]),
  );
}

/** Everything that `node` depends on by way of components that start nothing, among those that start something. */
function parentsOf(
  { nodes }: DependencyGraph,
  resolutions: readonly WorkflowResolution[],
  node: number,
): Set<number> {
  const found = new Set<number>();
  const seen = new Set<number>();
  const visit = (child: number): void => {
    for (const [parent, { dependents }] of nodes.entries()) {
      if (!dependents.includes(child)) continue;
      if (resolutions[parent]?.status !== 'skipped') found.add(parent);
      else if (!seen.has(parent)) {
        seen.add(parent);
        visit(parent);
      }
    }
  };
  visit(node);
  return found;
}

function dependsOnItself(scene: RandomGraph, node: number): boolean {
  const above = new Set<number>();
  const open = [node];
  for (const next of open) {
    for (const [parent, { dependents }] of scene.graph.nodes.entries()) {
      if (!dependents.includes(next) || above.has(parent)) continue;
      above.add(parent);
      open.push(parent);
    }
  }
  return above.has(node);
}

/** Ends of a run, by the number of a deployment. */
const ends = fc.array(fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const), {
  minLength: 8,
  maxLength: 8,
});

/** Runs everything that becomes ready, in an order that `picks` choose, and checks each start. */
function play(scene: RandomGraph, outcomes: readonly PlannedNode['state'][], picks: readonly number[]): Rows {
  const rows = new Rows(planned(scene));
  for (let turn = 0; ; turn += 1) {
    const ready = rows.nodes.filter(({ state }) => state === 'ready');
    const node = ready[(picks[turn % picks.length] ?? 0) % Math.max(ready.length, 1)];
    if (node === undefined) return rows;
    for (const parent of parentsOf(scene.graph, scene.resolutions, node.number)) {
      const { state } = rows.rows.get(parent) as PlannedNode;
      if (node.kind === 'change') expect(state).toBe('succeeded');
      else expect(['waiting', 'ready', 'running']).not.toContain(state);
    }
    rows.write({ ...node, state: 'running' });
    rows.write({ ...node, state: outcomes[node.number] ?? 'failed' });
  }
}

describe('gates', () => {
  test('start a change after all parents succeeded, a plan after all ended, and leave nothing waiting', () => {
    fc.assert(
      fc.property(
        randomGraph(true),
        ends,
        fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }),
        (scene, outcomes, picks) => {
          const rows = play(scene, outcomes, picks);
          for (const node of rows.nodes) {
            expect(['succeeded', 'failed', 'cancelled', 'upstream_failed', 'skipped']).toContain(node.state);
            const parents = [...parentsOf(scene.graph, scene.resolutions, node.number)];
            const isBlocked =
              node.kind === 'change' &&
              parents.some((parent) => rows.rows.get(parent)?.state !== 'succeeded');
            if (node.state !== 'skipped') expect(node.state === 'upstream_failed').toBe(isBlocked);
            expect(node.openParents).toBe(0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('end the same in whatever order deployments end', () => {
    const picks = fc.array(fc.nat(7), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(randomGraph(false), ends, picks, picks, (scene, outcomes, one, other) => {
        expect(play(scene, outcomes, one).nodes).toEqual(play(scene, outcomes, other).nodes);
      }),
      { numRuns: 300 },
    );
  });

  test('refuse what depends on itself and block changes below it, and nothing else waits forever', () => {
    fc.assert(
      fc.property(randomGraph(false), (scene) => {
        const rows = new Rows(planned(scene));
        for (const node of rows.nodes) {
          const isWired = scene.resolutions[node.number]?.status === 'wired';
          const isCycle = node.state === 'refused' && node.reason === 'cycle';
          expect(isCycle).toBe(isWired && dependsOnItself(scene, node.number));
        }
        const done = play(
          scene,
          Array.from({ length: 8 }, () => 'succeeded' as const),
          [0],
        );
        for (const node of done.nodes) {
          const parents = [...parentsOf(scene.graph, scene.resolutions, node.number)];
          const isBlocked =
            node.kind === 'change' && parents.some((parent) => done.rows.get(parent)?.state !== 'succeeded');
          if (node.state !== 'skipped' && node.state !== 'refused') {
            expect(node.state).toBe(isBlocked ? 'upstream_failed' : 'succeeded');
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('count level by level what a count of the whole graph gives, through retries, re-runs and stops', () => {
    const act = fc.record({
      node: fc.nat(7),
      state: fc.constantFrom('succeeded', 'failed', 'running', 'retry', 'superseded', 'locked' as const),
    });
    fc.assert(
      fc.property(randomGraph(false), fc.array(act, { maxLength: 20 }), (scene, acts) => {
        const plan = planned(scene);
        const rows = new Rows(plan);
        for (const { node: number, state } of acts) {
          const node = rows.rows.get(number);
          if (node === undefined || node.isTransparent || node.reason === 'cycle') continue;
          if (state === 'retry') rows.write(retryNode(node, 'unfinished'));
          else if (state === 'superseded') rows.write(stopNode(node, state));
          else if (state === 'locked') rows.write(node.state === 'ready' ? { ...node, state } : node);
          else if (node.state !== 'waiting' && node.state !== 'upstream_failed')
            rows.write({ ...node, state });
          expect(settleGraph(rows.nodes, plan.edges)).toEqual(rows.nodes);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('what starts nothing', () => {
  test('passes on the waits of its parents', () => {
    const graph = graphOf(3, [
      [0, 1],
      [1, 2],
    ]);
    const rows = new Rows(planned({ graph, resolutions: [wired('change'), unwired, wired('change')] }));
    expect(states(rows.nodes)).toEqual(['ready', 'skipped(not_wired)', 'waiting']);
    rows.write({ ...(rows.nodes[0] as PlannedNode), state: 'failed', reason: 'run' });
    expect(states(rows.nodes)).toEqual(['failed(run)', 'skipped(not_wired)', 'upstream_failed']);
  });

  test('passes them on around a cycle of its kind', () => {
    const graph = graphOf(4, [
      [0, 2],
      [2, 1],
      [1, 2],
      [1, 3],
    ]);
    const rows = new Rows(
      planned({ graph, resolutions: [wired('change'), unwired, unwired, wired('change')] }),
    );
    expect(states(rows.nodes)).toEqual(['ready', 'skipped(not_wired)', 'skipped(not_wired)', 'waiting']);
    rows.write({ ...(rows.nodes[0] as PlannedNode), state: 'succeeded' });
    expect(rows.nodes[3]?.state).toBe('ready');
  });
});

test('a plan below a failure starts, and its row can tell', () => {
  const graph = graphOf(2, [[0, 1]]);
  const rows = new Rows(planned({ graph, resolutions: [wired('change'), wired('plan')] }));
  rows.write({ ...(rows.nodes[0] as PlannedNode), state: 'failed' });
  expect(rows.nodes[1]).toMatchObject({ state: 'ready', failedParents: 1 });
});

test('a batch has bounds', () => {
  const graph = graphOf(5_001, []);
  expect(
    planNodes(
      graph,
      graph.nodes.map(() => wired('plan')),
    ),
  ).toMatchObject({ refusal: { tag: 'too_large' } });
});

describe('retry', () => {
  const state = fc.constantFrom(
    'succeeded',
    'failed',
    'cancelled',
    'timed_out',
    'upstream_failed',
    'refused',
    'skipped' as const,
  );

  test('never resets a change that succeeded, and runs again what did not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ state, kind: fc.constantFrom('plan' as const, 'change' as const) }), {
          maxLength: 6,
        }),
        (ended) => {
          const nodes = ended.map(
            (one, number): PlannedNode => ({
              ...one,
              number,
              stack: 's',
              component: `c${number}`,
              isTransparent: one.state === 'skipped',
              openParents: 0,
              failedParents: one.state === 'upstream_failed' ? 1 : 0,
              attempt: 1,
            }),
          );
          const scope = decideRetry(countsOf(nodes));
          for (const node of nodes) {
            if (scope === undefined) continue;
            const again = retryNode(node, scope);
            if (node.state === 'succeeded' && node.kind === 'change') expect(again).toBe(node);
            if (node.state === 'succeeded' && scope === 'unfinished') expect(again).toBe(node);
            if (['failed', 'cancelled', 'timed_out', 'refused'].includes(node.state)) {
              expect(again).toMatchObject({ state: 'ready', attempt: 2 });
            }
          }
          if (scope === 'plans')
            expect(ended.every((one) => ['succeeded', 'skipped'].includes(one.state))).toBe(true);
        },
      ),
    );
  });

  test('puts dependents back to waiting, and they run once the parent succeeds', () => {
    const graph = graphOf(3, [
      [0, 1],
      [1, 2],
    ]);
    const rows = new Rows(planned({ graph, resolutions: graph.nodes.map(() => wired('change')) }));
    const root = () => rows.rows.get(0) as PlannedNode;
    rows.write({ ...root(), state: 'failed', reason: 'run' });
    expect(states(rows.nodes)).toEqual(['failed(run)', 'upstream_failed', 'upstream_failed']);
    rows.write(retryNode(root(), 'unfinished'));
    expect(states(rows.nodes)).toEqual(['ready', 'waiting', 'waiting']);
    expect(rows.nodes.map(({ attempt }) => attempt)).toEqual([2, 1, 1]);
    rows.write({ ...root(), state: 'succeeded' });
    expect(states(rows.nodes)).toEqual(['succeeded', 'ready', 'waiting']);
  });

  test.each(['cycle', 'overtaken'] as const)('leaves %s alone', (reason) => {
    const node = {
      number: 0,
      kind: 'change',
      isTransparent: false,
      openParents: 0,
      failedParents: 0,
      state: 'failed',
      reason,
    } as const;
    expect(isRetried(node, 'unfinished')).toBe(false);
  });
});

describe('another graph of the same commit', () => {
  test('adds new deployments, withdraws vanished ones that never started, keeps what started', () => {
    const all = [wired('change'), wired('change'), wired('change')];
    const first = new Rows(planned({ graph: graphOf(3, [[0, 1]]), resolutions: all }));
    first.write({ ...(first.nodes[2] as PlannedNode), state: 'running' });
    const again = graphOf(2, [[1, 0]]);
    const names = [again.nodes[0], { ...again.nodes[1], component: 'new' }] as DependencyGraph['nodes'];
    const next = planAgain(
      first.nodes,
      planned({ graph: { ...again, nodes: names }, resolutions: [wired('change'), wired('change')] }),
    );
    expect(next.nodes.map(({ number, component, state }) => `${number} ${component} ${state}`)).toEqual([
      '0 c0000 waiting',
      '1 c0001 withdrawn',
      '2 c0002 running',
      '3 new ready',
    ]);
    expect(next.edges).toEqual([{ parent: 3, child: 0 }]);
  });

  test('that is the same changes nothing', () => {
    fc.assert(
      fc.property(randomGraph(false), ends, (scene, outcomes) => {
        const plan = planned(scene);
        expect(planAgain(plan.nodes, plan)).toEqual(plan);
        const { nodes } = play(scene, outcomes, [0]);
        const kept = planAgain(nodes, plan).nodes;
        expect(kept.map(({ state }) => state)).toEqual(nodes.map(({ state }) => state));
      }),
    );
  });
});

test('a stopped deployment is one of a replaced commit, whichever was noticed first', () => {
  const node = {
    number: 0,
    kind: 'change',
    isTransparent: false,
    openParents: 0,
    failedParents: 0,
    state: 'ready',
  } as const;
  expect(stopNode(stopNode(node, 'withdrawn'), 'superseded')).toEqual(
    stopNode(stopNode(node, 'superseded'), 'withdrawn'),
  );
  expect(stopNode({ ...node, state: 'running' }, 'superseded').state).toBe('running');
  expect(settleNode({ ...node, state: 'superseded', openParents: 1 }).state).toBe('superseded');
});
