import { describe, expect, test } from '@jest/globals';
import { judgeOutcome } from '../../../../src/client/sts/outcome.ts';

const bare = { host: 'github.com', owner: 'Acme', token: 't1' };
const listed = { ...bare, repositories: ['Acme/a'] };

describe('the outcome of a mint', () => {
  test.each([
    {
      name: 'without sources every exclusion is unnamed',
      sources: undefined,
      refused: [],
      others: ['acme/x'],
    },
    {
      name: 'a named exclusion, in any case',
      sources: ['ACME/X', 'acme/a'],
      refused: ['acme/x'],
      others: [],
    },
    { name: 'an exclusion beside the named', sources: ['acme/a'], refused: [], others: ['acme/x'] },
    {
      name: 'a named one that nothing speaks of',
      sources: ['acme/a', 'b/c'],
      refused: ['b/c'],
      others: ['acme/x'],
    },
  ])('$name', ({ sources, refused, others }) => {
    const answer = { tokens: [listed], excluded: [{ repo: 'acme/x', reason: 'no_trust_policy' }] };
    const outcome = judgeOutcome(answer, sources);
    expect(outcome.refused.map(({ repo }) => repo)).toEqual(refused);
    expect(outcome.others.map(({ repo }) => repo)).toEqual(others);
    expect(outcome.grants).toEqual([listed]);
  });

  test.each([
    {
      name: 'the named ones of the owner',
      sources: ['acme/a', 'other/b', 'ACME/c'],
      repositories: ['acme/a', 'ACME/c'],
    },
    { name: 'none when nothing was named', sources: undefined, repositories: [] },
    { name: 'not an owner that only begins alike', sources: ['acme-evil/a'], repositories: [] },
    { name: 'not what was excluded', sources: ['acme/x', 'acme/a'], repositories: ['acme/a'] },
  ])('a token without a list reaches $name', ({ sources, repositories }) => {
    const answer = { tokens: [bare], excluded: [{ repo: 'acme/x', reason: 'no_trust_policy' }] };
    expect(judgeOutcome(answer, sources).grants[0]?.repositories).toEqual(repositories);
  });

  test('a list that another token gives is not claimed by one without', () => {
    const answer = { tokens: [bare, { ...listed, token: 't2' }], excluded: [] };
    const { grants } = judgeOutcome(answer, ['acme/a', 'acme/b']);
    expect(grants.map(({ repositories }) => repositories)).toEqual([['acme/b'], ['Acme/a']]);
  });

  test('of two tokens without lists only the first gets the named ones', () => {
    const answer = { tokens: [bare, { ...bare, token: 't2' }], excluded: [] };
    const { grants } = judgeOutcome(answer, ['acme/a']);
    expect(grants.map(({ repositories }) => repositories)).toEqual([['acme/a'], []]);
  });
});
