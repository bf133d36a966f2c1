import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Grant,
  groupGrants,
  orderPlans,
  permissionKey,
} from '../../../../src/domain/sts/group-grants.ts';

const permissionSets = [
  { contents: 'read', metadata: 'read' },
  { metadata: 'read', contents: 'read', issues: 'write' },
  { contents: 'write', metadata: 'read' },
] as const;

function grant(id: number, installationId = 1, set = 0, name = `r${id}`): Grant {
  const owner = `Owner-${installationId}`;
  const permissions = permissionSets[set] ?? permissionSets[0];
  return { installationId, repositoryId: String(id), owner, canonicalName: `${owner}/${name}`, permissions };
}

const grants = fc
  .uniqueArray(fc.record({ id: fc.nat(400), installation: fc.integer({ min: 1, max: 3 }), set: fc.nat(2) }), {
    selector: ({ id }) => id,
    maxLength: 60,
  })
  .map((list) => list.map(({ id, installation, set }) => grant(id, installation, set)));

describe('groupGrants', () => {
  test('puts every grant into exactly one plan, with exactly its own permissions and installation', () => {
    fc.assert(
      fc.property(grants, fc.integer({ min: 1, max: 9 }), (list, maxRepositories) => {
        const plans = groupGrants(list, { maxRepositories });
        const placed = plans.flatMap((plan) => plan.grants);
        expect(placed.map(({ repositoryId }) => repositoryId).sort()).toEqual(
          list.map(({ repositoryId }) => repositoryId).sort(),
        );
        for (const plan of plans) {
          expect(plan.grants.length).toBeGreaterThan(0);
          expect(plan.grants.length).toBeLessThanOrEqual(maxRepositories);
          expect(plan.permissions).toHaveProperty('metadata');
          for (const each of plan.grants) {
            expect(permissionKey(each.permissions)).toBe(permissionKey(plan.permissions));
            expect(each.installationId).toBe(plan.installationId);
          }
        }
      }),
    );
  });

  test('makes no more plans than installations and permission sets need', () => {
    fc.assert(
      fc.property(grants, (list) => {
        const sets = new Set(list.map((each) => `${each.installationId} ${permissionKey(each.permissions)}`));
        expect(groupGrants(list, { maxRepositories: 500 })).toHaveLength(sets.size);
      }),
    );
  });

  test('answers the largest plan of an owner first, whatever the order of the grants', () => {
    fc.assert(
      fc.property(
        grants.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const plans = groupGrants(list, { maxRepositories: 5 });
          expect(groupGrants(shuffled, { maxRepositories: 5 })).toEqual(plans);
          expect(orderPlans(plans.toReversed())).toEqual(plans);
          for (const [index, plan] of plans.entries()) {
            const next = plans[index + 1];
            if (next?.owner === plan.owner)
              expect(next.grants.length).toBeLessThanOrEqual(plan.grants.length);
          }
          const owners = plans.map(({ owner }) => owner);
          expect(owners.filter((owner, index) => owner !== owners[index - 1])).toEqual([...new Set(owners)]);
        },
      ),
    );
  });

  test.each([
    { name: 'nothing granted: no plan', sizes: 0, expected: [] },
    { name: 'exactly one token full', sizes: 500, expected: [500] },
    { name: 'one more needs a second', sizes: 501, expected: [500, 1] },
    { name: 'three tokens', sizes: 1_100, expected: [500, 500, 100] },
  ])('$name', ({ sizes, expected }) => {
    const list = Array.from({ length: sizes }, (_, index) => grant(index + 1));
    expect(groupGrants(list, { maxRepositories: 500 }).map((plan) => plan.grants.length)).toEqual(expected);
  });

  test('of two plans of one size, the one with fewer permissions comes first', () => {
    const [first] = groupGrants([grant(1, 1, 1), grant(2, 1, 0)], { maxRepositories: 500 });
    expect(first?.permissions).toEqual({ contents: 'read', metadata: 'read' });
  });
});
