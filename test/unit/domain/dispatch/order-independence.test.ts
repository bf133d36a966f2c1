/** The facts of one batch, in any order and repeated. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  advanceBatch,
  type BatchFact,
  type BatchStanding,
} from '../../../../src/domain/dispatch/advance-batch.ts';
import { judgeNode } from '../../../../src/domain/dispatch/node-states.ts';
import { type PlannedNode, planNodes } from '../../../../src/domain/dispatch/plan-nodes.ts';
import { stopNode } from '../../../../src/domain/dispatch/retry.ts';
import { mergeRun, type RunNews } from '../../../../src/domain/dispatch/run-rank.ts';
import { Rows, randomGraph } from './graphs.ts';

const expected: BatchStanding = { state: 'expected', isMerge: false, counts: {}, hasOwnerErrors: false };
const matched: BatchFact = { type: 'matched', setId: 'a' };

function run(facts: readonly BatchFact[]) {
  return facts.reduce((batch, fact) => advanceBatch(batch, fact).batch, expected);
}

/** One batch whose orders were all sent: news of its runs are its facts, and one of them may be that it is superseded. */
describe('the facts of one batch', () => {
  function countsOf(nodes: readonly PlannedNode[]) {
    return Object.fromEntries(
      [...Map.groupBy(nodes, ({ state }) => state)].map(([state, all]) => [state, all.length]),
    );
  }
  type Fact = { readonly node: number; readonly news: RunNews } | 'superseded' | 'withdrawn';

  function play(
    graph: Parameters<typeof planNodes>[0],
    resolutions: Parameters<typeof planNodes>[1],
    facts: readonly Fact[],
  ) {
    const plan = planNodes(graph, resolutions);
    if (plan.status === 'refused') throw new Error(plan.refusal.message);
    const rows = new Rows(plan.value);
    const runs = new Map<number, RunNews>();
    let batch = run([matched, { type: 'planned', counts: countsOf(rows.nodes) }]);
    // What was ready at first has been dispatched.
    for (const node of rows.nodes) if (node.state === 'ready') rows.write({ ...node, state: 'running' });
    const sent = new Set(rows.nodes.filter(({ state }) => state === 'running').map(({ number }) => number));
    const note = () => {
      batch = advanceBatch(batch, { type: 'counted', counts: countsOf(rows.nodes) }).batch;
    };
    note();
    for (const fact of facts) {
      if (fact === 'superseded' || fact === 'withdrawn') {
        const step = advanceBatch(batch, { type: fact });
        batch = step.batch;
        if (step.intents.some(({ type }) => type === 'end_unstarted'))
          for (const number of rows.rows.keys())
            rows.write(stopNode(rows.rows.get(number) as PlannedNode, fact));
      } else if (sent.has(fact.node)) {
        const merged = mergeRun(runs.get(fact.node), fact.news, 'delivery').run;
        runs.set(fact.node, merged);
        const node = rows.rows.get(fact.node) as PlannedNode;
        rows.write({
          ...node,
          reason: undefined,
          result: undefined,
          ...judgeNode(node.kind, [{ state: 'sent', run: merged }]),
        });
      }
      note();
    }
    return { batch, nodes: rows.nodes };
  }

  test('end in the same state, in any order and repeated', () => {
    const history = fc.record({
      end: fc.constantFrom('success' as const, 'failure' as const, 'cancelled' as const),
      attempts: fc.integer({ min: 1, max: 2 }),
    });
    const scene = fc.record({
      shape: randomGraph(false),
      histories: fc.array(history, { minLength: 8, maxLength: 8 }),
      stops: fc.subarray(['superseded', 'withdrawn'] as const),
    });
    const facts = scene.chain((one) => {
      const all: Fact[] = one.histories.flatMap(({ end, attempts }, node) =>
        Array.from({ length: attempts }, (_, attempt) => [
          { node, news: { attempt: attempt + 1, status: 'in_progress' as const, updatedAt: attempt * 10 } },
          {
            node,
            news: { attempt: attempt + 1, status: 'completed' as const, end, updatedAt: attempt * 10 + 5 },
          },
        ]).flat(),
      );
      // Waiting deployments are not dispatched here; a stop ends them whenever it is noticed.
      const list: Fact[] = [...all, ...one.stops];
      return fc.tuple(
        fc.constant(one),
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
      );
    });
    fc.assert(
      fc.property(facts, ([{ shape, stops }, list, shuffled]) => {
        const one = play(shape.graph, shape.resolutions, list);
        const other = play(shape.graph, shape.resolutions, shuffled);
        // A plan that became ready is dispatched or not, as the server comes to it: with a stop, that is a race of its own.
        const hasReady = [one, other].some(({ nodes }) => nodes.some(({ state }) => state === 'ready'));
        if (stops.length > 0 && hasReady) return;
        expect(other).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });
});
