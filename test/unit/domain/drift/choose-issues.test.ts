/** Which issues for drift are open: few at a time, those that are stay, and none of drift that is over. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseIssues } from '../../../../src/domain/drift/choose-issues.ts';

const facts = (changes: Partial<Parameters<typeof chooseIssues>[0]>) =>
  chooseIssues({ open: [], drifted: [], uncertain: new Set(), isWhole: true, maxOpen: 2, ...changes });
const at = (key: string, since: number) => ({ key, since });

test('what drifted first is opened first', () => {
  const drifted = [at('a', 3), at('b', 1), at('c', 2)];
  expect(facts({ drifted })).toEqual({ opened: ['b', 'c'], kept: [], closed: [], withheld: 1 });
});

test('what is open stays before what drifted earlier', () => {
  expect(facts({ open: ['a'], drifted: [at('a', 9), at('b', 1), at('c', 2)] })).toEqual({
    ...{ opened: ['b'], kept: ['a'], closed: [], withheld: 1 },
  });
});

test('what may have drifted is neither opened nor closed, and nothing is closed that was not read', () => {
  const uncertain = new Set(['a', 'b']);
  expect(facts({ open: ['a', 'c'], uncertain })).toMatchObject({ opened: [], kept: ['a'], closed: ['c'] });
  expect(facts({ open: ['c'], isWhole: false })).toMatchObject({ kept: ['c'], closed: [] });
});

test('10,000 drifted instances open no more issues than are allowed, in any history', () => {
  const drifted = Array.from({ length: 10_000 }, (_, index) => at(`k${index}`, index));
  expect(facts({ drifted, maxOpen: 10 })).toMatchObject({ withheld: 9_990 });
  const keys = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 });
  const round = fc.record({ drifted: keys, uncertain: keys, isWhole: fc.boolean() });
  fc.assert(
    fc.property(fc.array(round, { maxLength: 8 }), fc.integer({ min: 1, max: 4 }), (rounds, maxOpen) => {
      let open: readonly string[] = [];
      for (const { drifted: names, uncertain, isWhole } of rounds) {
        const seen = names.map((name, index) => at(name, index));
        const choice = chooseIssues({
          open,
          drifted: seen,
          uncertain: new Set(uncertain),
          isWhole,
          maxOpen,
        });
        expect([...choice.kept, ...choice.closed].toSorted()).toEqual(open.toSorted());
        open = [...choice.kept, ...choice.opened];
        expect(open.length).toBeLessThanOrEqual(maxOpen);
        expect(choice.opened.every((key) => names.includes(key))).toBe(true);
        if (isWhole)
          expect(choice.kept.every((key) => names.includes(key) || uncertain.includes(key))).toBe(true);
      }
    }),
  );
});
