/** Every rule of the histories has a sentence on the page about the proof, and every failure a test that names it. */
import { expect, test } from '@jest/globals';
import { deploymentFailures, deploymentProof, listRules } from '../../scripts/docs/deployment-proof.ts';
import { listProvingTests } from '../../scripts/docs/proving-tests.ts';
import { invariants } from '../e2e/deployments/check-evidence.ts';
import { readProjectFile, root } from '../support/source-files.ts';

const known = Object.keys(deploymentFailures);
const tests = listProvingTests(root, deploymentProof);

test.each(known)('%s has a test', (id) => {
  expect(tests.some(({ ids }) => ids.includes(id))).toBe(true);
});

test('no test names a failure that does not exist', () => {
  expect(tests.flatMap(({ ids }) => ids).filter((id) => !known.includes(id))).toEqual([]);
});

test.each([...new Set(tests.map(({ file }) => file))])('every comment of %s belongs to a test', (file) => {
  const comments = readProjectFile(file).match(/\/\/ Deployment guarantee: /g) ?? [];
  expect(tests.filter((each) => each.file === file)).toHaveLength(comments.length);
});

test('the page has every rule', () => {
  const names = listRules(root).map(([, name]) => name);
  expect(names.toSorted()).toEqual(invariants.toSorted());
});
