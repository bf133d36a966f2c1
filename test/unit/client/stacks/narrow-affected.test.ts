/** What include and exclude leave of a set of trees. */
import { expect, test } from '@jest/globals';
import { narrowAffected } from '../../../../src/client/stacks/narrow-affected.ts';
import { readAffected } from '../../../../src/client/stacks/read-affected.ts';
import type { DependentItem } from '../../../../src/domain/stacks/items.ts';
import { compileSelection } from '../../../../src/runner/globs.ts';
import { affectedText } from '../../domain/stacks/samples.ts';

/** `a>(b,c*)`: dependents in brackets, a star where an item is included in another tree. */
function draw(
  items: readonly Pick<DependentItem, 'component' | 'dependents' | 'included_in_dependents'>[],
): string {
  return items
    .map((item) => {
      const below = item.dependents.length === 0 ? '' : `>(${draw(item.dependents)})`;
      return `${item.component}${item.included_in_dependents ? '*' : ''}${below}`;
    })
    .join(',');
}

// a ← b ← c, and b is affected itself.
const text = affectedText(
  { component: 'a', dependents: [{ component: 'b', dependents: [{ component: 'c' }] }, { component: 'd' }] },
  { component: 'b', included_in_dependents: true, dependents: [{ component: 'c' }] },
);

test.each([
  { include: [], exclude: ['dev/none'], left: 'a>(b>(c),d),b*>(c)' },
  { include: [], exclude: ['dev/a'], left: 'b>(c)' },
  { include: [], exclude: ['dev/b'], left: 'a>(c,d)' },
  { include: ['dev/{a,c}'], exclude: [], left: 'a>(c)' },
  { include: ['de*'], exclude: ['dev/d'], left: 'a>(b>(c)),b*>(c)' },
  { include: ['prod'], exclude: [], left: '' },
])('include $include, exclude $exclude: $left', async ({ include, exclude, left }) => {
  const isWanted = (await compileSelection(include, exclude))?.isWanted ?? (() => true);
  expect(draw(narrowAffected(readAffected(text), isWanted).map(({ item }) => item))).toBe(left);
});

test('the flag between dependents follows too', async () => {
  const peers = affectedText({
    component: 'a',
    dependents: [
      { component: 'b', dependents: [{ component: 'c' }] },
      { component: 'c', included_in_dependents: true },
    ],
  });
  const left = async (exclude: string) => {
    const isWanted = (await compileSelection([], [exclude]))?.isWanted ?? (() => true);
    return draw(narrowAffected(readAffected(peers), isWanted).map(({ item }) => item));
  };
  expect(await left('dev/none')).toBe('a>(b>(c),c*)');
  expect(await left('dev/b')).toBe('a>(c)');
  expect(await left('dev/a')).toBe('');
});

test.each([
  ['dev/*', 'dev', 'eks/cluster', false],
  ['dev/**', 'dev', 'eks/cluster', true],
  ['dev/eks/*', 'dev', 'eks/cluster', true],
  ['*', 'dev', 'eks/cluster', true],
  ['plat-*-dev', 'plat-ue2-dev', 'vpc', true],
  ['plat-*-dev', 'plat-ue2-prod', 'vpc', false],
  ['!dev/vpc', 'dev', 'vpc', false],
])('%s matches %s/%s: %j', async (glob, stack, component, isMatch) => {
  const selection = await compileSelection([glob], []);
  expect(selection?.isWanted({ stack, component })).toBe(isMatch);
  expect(selection?.findIdle('include', [{ stack, component }])).toEqual(isMatch ? [] : [glob]);
});
