import { describe, expect, test } from '@jest/globals';
import { judgeMissing } from '../../../../src/domain/stacks/orphans.ts';
import { stripCredentials } from '../../../../src/domain/stacks/repo-url.ts';
import { findCandidates, resolveInstance } from '../../../../src/domain/stacks/resolve-instance.ts';

test.each([
  ['https://github.com/acme/infra', 'https://github.com/acme/infra'],
  ['https://x-access-token:ghs_secret@github.com/acme/infra.git', 'https://github.com/acme/infra.git'],
  ['https://ghs_secret@github.com/acme/infra?token=x#y', 'https://github.com/acme/infra'],
  ['git@github.com:acme/infra.git', 'git@github.com:acme/infra.git'],
  ['ghs_secret@github.com:acme/infra.git', ''],
  ['ssh://git@github.com/acme/infra', 'ssh://git@github.com/acme/infra'],
  ['ssh://someone:secret@github.com/acme/infra', 'ssh://github.com/acme/infra'],
  ['file:///home/secret', ''],
  ['', ''],
])('%s is kept as %s', (url, expected) => {
  expect(stripCredentials(url)).toBe(expected);
});

test.each([
  ['nothing is missing', { live: 10, missing: 0 }, undefined, 'keep'],
  ['few are', { live: 10, missing: 2 }, undefined, 'orphan'],
  ['too many are', { live: 10, missing: 3 }, undefined, 'withhold'],
  ['all are, and the upload says it is complete', { live: 10, missing: 10 }, true, 'orphan'],
  ['few are, of a list that is a part', { live: 10, missing: 1 }, false, 'keep'],
])('when %s', (_, counts, complete, verdict) => {
  expect(judgeMissing(counts, { complete, maxShare: 0.2 })).toBe(verdict);
});

describe('resolveInstance', () => {
  const named = (...names: string[]) => names.map((component) => ({ component, componentType: 'terraform' }));
  test.each([
    ['the only exact one', ['vpc'], 'vpc', [], 'vpc'],
    ['the only one that ends in it', ['eks/cluster', 'xcluster'], 'cluster', [], 'eks/cluster'],
    ['the exact one of several', ['cluster', 'eks/cluster'], 'cluster', [], 'cluster'],
    ['the one of the run', ['cluster', 'eks/cluster'], 'cluster', ['eks/cluster'], 'eks/cluster'],
    ['none of several', ['ecs/cluster', 'eks/cluster'], 'cluster', [], 'ambiguous'],
    [
      'none when the run is about two',
      ['ecs/cluster', 'eks/cluster'],
      'cluster',
      ['ecs/cluster', 'eks/cluster'],
      'ambiguous',
    ],
    ['none at all', ['vpc'], 'cluster', [], 'unknown'],
  ])('finds %s', (_, names, asked, ofRun, expected) => {
    const found = resolveInstance(findCandidates(named(...names), asked), asked, (name) =>
      (ofRun as string[]).includes(name),
    );
    expect(found.status === 'found' ? found.component.component : found.status).toBe(expected);
  });
});
