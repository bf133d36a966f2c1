/** What the graph of a batch shows: all deployments while a person can read them, else stacks, and never more than fits. */
import { expect, test } from '@jest/globals';
import type { NodeState } from '../../../../src/domain/dispatch/node-states.ts';
import { arrangeBatch, type PlainDeployment } from '../../../../src/web/batches/arrange.ts';
import { chooseBoxes, maxBoxes } from '../../../../src/web/graph/choose-boxes.ts';
import { hash } from '../../../../src/web/html.ts';

function deployment(number: number, stack: string, state: NodeState = 'succeeded'): PlainDeployment {
  const row = {
    stack,
    component: `c-${number}`,
    kind: 'plan',
    state,
    openParents: 0,
    failedParents: 0,
    runs: [],
  } as const;
  return { number, attempt: 1, row, timing: { since: 0, plannedAt: 1, sentAt: 1, endedAt: number } };
}

function choose(
  given: readonly PlainDeployment[],
  edges: readonly { readonly from: number; readonly to: number }[] = [],
  stack?: string,
) {
  const view = { view: 'graph', stack, state: undefined, from: 0 } as const;
  const arranged = arrangeBatch(given, edges, view);
  const ports = {
    deploymentHref: (index: number) => hash(`d-${index}`),
    stackHref: (name: string) => hash(name),
  };
  return chooseBoxes({ ...arranged, stack }, ports);
}

const many = (count: number, stacks: number, state?: (index: number) => NodeState) =>
  Array.from({ length: count }, (_, index) => deployment(index, `stack-${index % stacks}`, state?.(index)));

test('up to 200 deployments each have a box, and one more makes boxes of stacks', () => {
  expect(choose(many(maxBoxes, 4))).toMatchObject({ unit: 'deployments', omittedBoxes: 0 });
  const grouped = choose(many(maxBoxes + 1, 4));
  expect(grouped.unit).toBe('stacks');
  expect(grouped.boxes.map(({ title }) => title)).toEqual([
    'stack-0 (51)',
    'stack-1 (50)',
    'stack-2 (50)',
    'stack-3 (50)',
  ]);
});

test('the box of a stack counts its states, the worst first', () => {
  const states: readonly NodeState[] = ['succeeded', 'running', 'failed'];
  const [box] = choose(many(300, 1, (index) => states[index % 3] ?? 'ready')).boxes;
  expect(box).toMatchObject({ text: '100 failed, 100 running, 100 succeeded', tone: 'bad' });
});

test('of more stacks than fit, those that failed and run are drawn', () => {
  const states: Readonly<Record<number, NodeState>> = { 398: 'failed', 399: 'running' };
  const chosen = choose(many(400, 400, (index) => states[index] ?? 'succeeded'));
  expect(chosen).toMatchObject({ omittedBoxes: 200 });
  expect(chosen.boxes).toHaveLength(maxBoxes);
  expect(chosen.boxes.slice(-2).map(({ title }) => title)).toEqual(['stack-398 (1)', 'stack-399 (1)']);
});

test('an opened stack shows its deployments and the stacks that they are joined with', () => {
  const all = many(300, 100);
  const edges = [
    { from: 0, to: 1 },
    { from: 2, to: 100 },
    { from: 3, to: 4 },
  ];
  const { boxes, edges: lines, unit } = choose(all, edges, 'stack-0');
  expect(unit).toBe('deployments');
  expect(boxes.map(({ id }) => id)).toEqual(['n-0', 'n-100', 'n-200', 's-1', 's-2']);
  expect(lines.map(({ from, to }) => [from, to])).toEqual([
    [0, 3],
    [4, 1],
  ]);
});

test('lines are bounded, and those of the critical path stay', () => {
  const all = many(150, 1);
  const edges = all
    .flatMap((_, from) => all.map((_other, to) => ({ from, to })))
    .filter(({ from, to }) => from < to);
  const { edges: lines, omittedLines } = choose(all, edges);
  expect([lines.length, omittedLines]).toEqual([1_000, edges.length - 1_000]);
  expect(lines.filter(({ isCritical }) => isCritical)).toHaveLength(149);
});
