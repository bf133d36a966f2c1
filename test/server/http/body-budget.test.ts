/** How much of large bodies is held at once. */
import { expect, test } from '@jest/globals';
import { createBodyBudget } from '../../../src/server/http/body-budget.ts';

test('admits what fits, in order, and the rest when there is room', async () => {
  const budget = createBodyBudget(10);
  const first = await budget.take(6);
  const order: string[] = [];
  const large = budget.take(8).then((giveBack) => {
    order.push('large');
    return giveBack;
  });
  // It would fit beside the first, and does not pass the one that waits.
  const small = budget.take(2).then((giveBack) => {
    order.push('small');
    return giveBack;
  });
  expect(order).toEqual([]);
  first?.();
  first?.();
  await Promise.all([large, small]);
  expect(order).toEqual(['large', 'small']);
});

test('gives up after a while, and then admits the next one', async () => {
  const budget = createBodyBudget(10, 20);
  const first = await budget.take(10);
  expect(await budget.take(1)).toBeUndefined();
  first?.();
  expect(await budget.take(10)).toBeDefined();
});

test('lets a body that is larger than all in alone', async () => {
  const budget = createBodyBudget(10, 20);
  const giveBack = await budget.take(11);
  expect(await budget.take(1)).toBeUndefined();
  giveBack?.();
  expect(await budget.take(1)).toBeDefined();
});
