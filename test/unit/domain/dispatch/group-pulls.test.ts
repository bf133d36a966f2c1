/** Which pull requests a merge group tests, by the entries that a queue shows. */
import { expect, test } from '@jest/globals';
import { findGroupPulls, type QueuedPull } from '../../../../src/domain/dispatch/group-pulls.ts';

const entry = (number: number | undefined, baseSha: string, headSha: string): QueuedPull => ({
  number,
  baseSha,
  headSha,
});
const chain = [entry(12, 'main', 'a'), entry(13, 'a', 'b'), entry(14, 'b', 'c')];

interface Case {
  readonly name: string;
  readonly entries: readonly QueuedPull[];
  readonly baseSha: string;
  readonly headSha: string;
  /** That the branch of the group names. */
  readonly pullNumber?: number;
  readonly pulls: readonly number[] | undefined;
}

test.each<Case>([
  { name: 'a group of one', entries: chain, baseSha: 'main', headSha: 'a', pulls: [12] },
  { name: 'a group on top of another', entries: chain, baseSha: 'a', headSha: 'b', pulls: [13] },
  { name: 'a group of several', entries: chain, baseSha: 'main', headSha: 'c', pulls: [12, 13, 14] },
  { name: 'several on top of another group', entries: chain, baseSha: 'a', headSha: 'c', pulls: [13, 14] },
  {
    name: 'entries that share the commit of their group',
    entries: [entry(12, 'main', 'c'), entry(13, 'main', 'c'), entry(14, 'c', 'd')],
    ...{ baseSha: 'main', headSha: 'c', pulls: [12, 13] },
  },
  {
    name: 'the first of a queue whose earlier entries were merged',
    entries: [entry(14, 'b', 'c')],
    ...{ baseSha: 'b', headSha: 'c', pulls: [14] },
  },
  { name: 'an empty queue', entries: [], baseSha: 'main', headSha: 'a', pulls: undefined },
  { name: 'a head that no entry has', entries: chain, baseSha: 'main', headSha: 'x', pulls: undefined },
  { name: 'a base that no entry leads to', entries: chain, baseSha: 'x', headSha: 'c', pulls: undefined },
  {
    name: 'a base on top of the head',
    entries: chain,
    ...{ baseSha: 'c', headSha: 'a', pulls: undefined },
  },
  {
    name: 'entries of one commit on different bases',
    entries: [entry(12, 'main', 'b'), entry(13, 'a', 'b')],
    ...{ baseSha: 'main', headSha: 'b', pulls: undefined },
  },
  {
    name: 'entries in a circle',
    entries: [entry(12, 'b', 'a'), entry(13, 'a', 'b'), entry(14, 'c', 'c')],
    ...{ baseSha: 'main', headSha: 'a', pulls: undefined },
  },
  {
    name: 'an entry whose pull request is not shown',
    entries: [entry(undefined, 'main', 'a'), entry(13, 'a', 'b')],
    ...{ baseSha: 'main', headSha: 'b', pulls: undefined },
  },
  {
    name: 'an entry whose pull request is not shown, with the commit of another',
    entries: [entry(12, 'main', 'b'), entry(undefined, 'main', 'b')],
    ...{ baseSha: 'main', headSha: 'b', pulls: undefined },
  },
  {
    name: 'an entry of another group whose pull request is not shown',
    entries: [entry(undefined, 'main', 'a'), entry(13, 'a', 'b')],
    ...{ baseSha: 'a', headSha: 'b', pulls: [13] },
  },
  {
    name: 'a group with the pull request that its branch names',
    entries: chain,
    ...{ baseSha: 'main', headSha: 'b', pullNumber: 13, pulls: [12, 13] },
  },
  {
    name: 'a group without the pull request that its branch names',
    entries: chain,
    ...{ baseSha: 'main', headSha: 'b', pullNumber: 14, pulls: undefined },
  },
  {
    name: 'one pull request twice',
    entries: [entry(12, 'main', 'a'), entry(12, 'a', 'b')],
    ...{ baseSha: 'main', headSha: 'b', pulls: undefined },
  },
])('$name', ({ entries, pulls, ...commits }) => {
  expect(findGroupPulls(entries, commits)).toEqual(pulls);
});
