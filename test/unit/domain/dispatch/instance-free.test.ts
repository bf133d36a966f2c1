/** When an instance is free for a deployment. */
import { expect, test } from '@jest/globals';
import {
  decideInstance,
  type ForeignLock,
  type GroupRun,
  type InstanceFacts,
  type InstanceVerdict,
  type LockHolding,
  lockHoldings,
} from '../../../../src/domain/dispatch/instance-free.ts';

const facts: InstanceFacts = {
  activity: { event: 'pull_request', activity: 'synchronize' },
  kind: 'plan',
  lock: undefined,
  groupRuns: [],
  waitedMs: 0,
};
const queue = { event: 'merge_group', activity: 'checks_requested' } as const;
const hold: ForeignLock = { kind: 'hold', isExecuting: false };
const apply: ForeignLock = { kind: 'deployment', isExecuting: true };
const approval: ForeignLock = { kind: 'deployment', isExecuting: false };
const ownPlan: GroupRun = { kind: 'plan', isOfOlderHead: true };

interface Row {
  readonly name: string;
  readonly more: Partial<InstanceFacts>;
  readonly holding?: LockHolding;
  readonly is: InstanceVerdict['status'] | 'lock' | 'group';
}
const rows: readonly Row[] = [
  { name: 'nothing', more: {}, is: 'free' },
  { name: 'a hold and a plan', more: { lock: hold }, is: 'lock' },
  { name: 'a hold and a plan that does not wait', more: { lock: hold }, holding: 'changes', is: 'free' },
  { name: 'a hold and a change', more: { lock: hold, kind: 'change' }, holding: 'changes', is: 'lock' },
  { name: 'an apply and a plan', more: { lock: apply }, is: 'lock' },
  { name: 'an apply that waits for approval, and a plan', more: { lock: approval }, is: 'free' },
  {
    name: 'an apply that waits for approval, and a change',
    more: { lock: approval, kind: 'change' },
    is: 'lock',
  },
  {
    name: 'a plan of another pull request',
    more: { groupRuns: [{ ...ownPlan, isOfOlderHead: false }] },
    is: 'group',
  },
  { name: 'a plan of the older head', more: { groupRuns: [ownPlan] }, is: 'free' },
  { name: 'an apply in the group', more: { groupRuns: [{ ...ownPlan, kind: 'change' }] }, is: 'group' },
  {
    name: 'a change and a plan of the older head',
    more: { groupRuns: [ownPlan], kind: 'change' },
    is: 'group',
  },
  { name: 'a queue that waits', more: { lock: hold, activity: queue, waitedMs: 9 }, is: 'lock' },
  { name: 'a queue that has waited', more: { lock: hold, activity: queue, waitedMs: 10 }, is: 'failed' },
  { name: 'a queue that is free at last', more: { activity: queue, waitedMs: 10 }, is: 'free' },
  { name: 'a push that waits longer than a queue', more: { lock: hold, waitedMs: 19 }, is: 'lock' },
  { name: 'a push that has waited', more: { lock: hold, waitedMs: 20 }, is: 'failed' },
  {
    name: 'a push that has waited for a run',
    more: { groupRuns: [{ ...ownPlan, kind: 'change' }], waitedMs: 20 },
    is: 'group',
  },
];
test.each(rows)('$name: $is', ({ more, holding = lockHoldings[0], is }) => {
  const verdict = decideInstance({ ...facts, ...more }, { holding, lockWaitMs: 20, queueWaitMs: 10 });
  expect(verdict.status === 'busy' ? verdict.by : verdict.status).toBe(is);
});
