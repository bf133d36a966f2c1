/** Matrices for `strategy.matrix`. */
import { expect, test } from '@jest/globals';
import {
  buildMatrix,
  buildMatrixGroups,
  listInstances,
  maxMatrixJobs,
} from '../../../../src/client/stacks/matrix.ts';
import { readAffected } from '../../../../src/client/stacks/read-affected.ts';
import { affectedText } from '../../domain/stacks/samples.ts';

const instances = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    stack: 'dev',
    component: `c${index}`,
    component_type: 'terraform',
  }));

test('each instance is there once for each of its types, and a deleted one is not', () => {
  const text = affectedText(
    { component: 'a' },
    { component: 'a', component_type: 'helmfile' },
    { component: 'gone', deleted: true },
    { component: 'a', stack: 'prod' },
  );
  expect(listInstances(readAffected(text))).toEqual([
    { stack: 'dev', component: 'a', component_type: 'terraform' },
    { stack: 'dev', component: 'a', component_type: 'helmfile' },
    { stack: 'prod', component: 'a', component_type: 'terraform' },
  ]);
});

test('256 jobs are one matrix, one more is none', () => {
  expect(buildMatrix(instances(maxMatrixJobs))?.include).toHaveLength(256);
  expect(buildMatrix(instances(maxMatrixJobs + 1))).toBeUndefined();
});

test.each([
  [0, []],
  [1, [1]],
  [256, [256]],
  [257, [129, 128]],
  [1_000, [250, 250, 250, 250]],
])('%i instances in groups of %j', (count, sizes) => {
  const groups = buildMatrixGroups(instances(count)).include;
  expect(groups.map(({ matrix }) => matrix.include.length)).toEqual(sizes);
  expect(groups.flatMap(({ matrix }) => matrix.include)).toEqual(instances(count));
  expect(groups.map(({ group }) => group)).toEqual(sizes.map((_, index) => `${index + 1}/${sizes.length}`));
});
