import { expect, test } from '@jest/globals';
import { compileIgnoreRules, type IgnoreRule, readIgnoreEnd } from '../../../../src/domain/drift/ignore.ts';

const now = Date.parse('2026-11-27T12:00:00Z');
const change = { type: 'aws_autoscaling_group', attributes: ['desired_capacity'], stack: 'plat-ue2-dev' };

function isIgnored(rule: Partial<IgnoreRule>, more: Partial<typeof change> = {}, at = now): boolean {
  const whole = { type: '*', attributes: [], stacks: [], until: '2026-12-31', reason: 'r', ...rule };
  return compileIgnoreRules([whole], at)({ ...change, ...more }) === whole;
}

test.each<[rule: Partial<IgnoreRule>, more: Partial<typeof change>, ignored: boolean]>([
  [{}, {}, true],
  [{ type: 'aws_*' }, {}, true],
  [{ type: 'aws_vpc' }, {}, false],
  [{ attributes: ['desired_*'] }, {}, true],
  [{ attributes: ['desired'] }, {}, false],
  [{ attributes: ['tags.*', 'desired_capacity'] }, { attributes: ['tags.Owner', 'desired_capacity'] }, true],
  [{ attributes: ['desired_capacity'] }, { attributes: ['desired_capacity', 'ami'] }, false],
  [{ attributes: ['*'] }, { attributes: [] }, false],
  [{}, { attributes: [] }, true],
  [{ stacks: ['plat-*-dev', 'other'] }, {}, true],
  [{ stacks: ['plat-*-prod'] }, {}, false],
])('%j and %j: ignored %s', (rule, more, ignored) => {
  expect(isIgnored(rule, more)).toBe(ignored);
});

test('a rule ends with its last day, in UTC', () => {
  const at = (time: string) => isIgnored({ until: '2026-11-30' }, {}, Date.parse(time));
  expect([at('2026-11-30T23:59:59.999Z'), at('2026-12-01T00:00:00Z')]).toEqual([true, false]);
});

test.each(['2026-02-30', '2026-13-01', 'never', '2026-1-1', ''])(
  '%s is not a day, and ignores nothing',
  (until) => {
    expect(readIgnoreEnd(until)).toBeUndefined();
    expect(isIgnored({ until })).toBe(false);
  },
);
