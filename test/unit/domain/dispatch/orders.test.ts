/** Orders, the runs that they start, and what both mean for a deployment. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judgeNode } from '../../../../src/domain/dispatch/node-states.ts';
import {
  advanceOrder,
  duplicateRun,
  lookupsMs,
  type OrderFact,
  type OrderState,
  type OrderView,
  type SendingOrder,
} from '../../../../src/domain/dispatch/order-states.ts';
import type { RunNews } from '../../../../src/domain/dispatch/run-rank.ts';

const planned: SendingOrder = { state: 'planned', lookups: 0 };
const claim = { type: 'claimed', isBatchRunning: true, isLaneClear: true } as const;
const lost = { type: 'answered', answer: 'lost' } as const;
const inVain = { type: 'not_found', isBatchRunning: true } as const;

function after(...facts: readonly OrderFact[]): SendingOrder {
  return facts.reduce(advanceOrder, planned);
}

describe('an order', () => {
  interface Row {
    readonly name: string;
    readonly facts: readonly OrderFact[];
    readonly state: OrderState;
    readonly refusal?: string;
    readonly runId?: string;
  }
  const unclear = [claim, lost] as const;
  const rows: readonly Row[] = [
    { name: 'claimed', facts: [claim], state: 'sending' },
    {
      name: 'not claimed in a batch that was stopped',
      facts: [{ ...claim, isBatchRunning: false }],
      state: 'planned',
    },
    { name: 'not claimed in a busy lane', facts: [{ ...claim, isLaneClear: false }], state: 'planned' },
    { name: 'claimed again after its lease', facts: [claim, claim], state: 'unclear' },
    {
      name: 'claimed again in a batch that was stopped',
      facts: [claim, { ...claim, isBatchRunning: false }],
      state: 'unclear',
    },
    {
      name: 'sent',
      facts: [claim, { type: 'answered', answer: 'run', runId: '5' }],
      state: 'sent',
      runId: '5',
    },
    { name: 'accepted', facts: [claim, { type: 'answered', answer: 'accepted' }], state: 'accepted' },
    {
      name: 'accepted and found',
      facts: [claim, { type: 'answered', answer: 'accepted' }, { type: 'found', runId: '5' }],
      state: 'sent',
      runId: '5',
    },
    {
      name: 'accepted without a run',
      facts: [claim, { type: 'answered', answer: 'accepted' }, { type: 'no_run' }],
      state: 'refused',
      refusal: 'no_run',
    },
    {
      name: 'rejected',
      facts: [claim, { type: 'answered', answer: 'rejected' }],
      state: 'refused',
      refusal: 'rejected',
    },
    { name: 'limited', facts: [claim, { type: 'answered', answer: 'limited' }], state: 'planned' },
    { name: 'unclear', facts: unclear, state: 'unclear' },
    { name: 'unclear and not claimed', facts: [...unclear, claim], state: 'unclear' },
    {
      name: 'unclear and found',
      facts: [...unclear, { type: 'found', runId: '5' }],
      state: 'sent',
      runId: '5',
    },
    {
      name: 'unclear and ambiguous',
      facts: [...unclear, { type: 'ambiguous' }],
      state: 'refused',
      refusal: 'unknown_run',
    },
    {
      name: 'unclear after four lookups',
      facts: [...unclear, inVain, inVain, inVain, inVain],
      state: 'unclear',
    },
    {
      name: 'planned after the last lookup',
      facts: [...unclear, ...lookupsMs.map(() => inVain)],
      state: 'planned',
    },
    {
      name: 'withdrawn after the last lookup of a stopped batch',
      facts: [...unclear, ...lookupsMs.map(() => ({ ...inVain, isBatchRunning: false }))],
      state: 'withdrawn',
    },
    { name: 'withdrawn', facts: [{ type: 'withdrawn' }], state: 'withdrawn' },
    { name: 'not withdrawn while it is sent', facts: [claim, { type: 'withdrawn' }], state: 'sending' },
    {
      name: 'not withdrawn while it is unclear',
      facts: [...unclear, { type: 'withdrawn' }],
      state: 'unclear',
    },
    {
      name: 'found before the answer',
      facts: [claim, { type: 'found', runId: '5' }, lost],
      state: 'sent',
      runId: '5',
    },
    {
      name: 'found after it was given up',
      facts: [
        claim,
        { type: 'answered', answer: 'accepted' },
        { type: 'no_run' },
        { type: 'found', runId: '5' },
      ],
      state: 'sent',
      runId: '5',
    },
    {
      name: 'found twice: the older run',
      facts: [
        { type: 'found', runId: '10' },
        { type: 'found', runId: '9' },
      ],
      state: 'sent',
      runId: '9',
    },
  ];
  test.each(rows)('is $state: $name', ({ facts, state, refusal, runId }) => {
    const order = after(...facts);
    expect([order.state, order.refusal, order.runId]).toEqual([state, refusal, runId]);
  });

  test('is never sent twice without a full series of lookups between', () => {
    const fact: fc.Arbitrary<OrderFact> = fc.constantFrom<OrderFact>(
      claim,
      lost,
      inVain,
      { type: 'withdrawn' },
      { type: 'no_run' },
      { type: 'ambiguous' },
      { type: 'answered', answer: 'accepted' },
      { type: 'answered', answer: 'rejected' },
      { type: 'answered', answer: 'limited' },
    );
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), (facts) => {
        let order = planned;
        let lookups = lookupsMs.length;
        for (const one of facts) {
          const next = advanceOrder(order, one);
          if (next.state === 'sending' && order.state !== 'sending') {
            expect(lookups).toBeGreaterThanOrEqual(lookupsMs.length);
            lookups = 0;
          }
          // GitHub said that it did not start it.
          if (one.type === 'answered' && one.answer === 'limited' && order.state === 'sending')
            lookups = lookupsMs.length;
          if (one.type === 'not_found' && order.state === 'unclear') lookups += 1;
          order = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('names the run to cancel, whichever is found first', () => {
    expect(duplicateRun({ runId: '9' }, '10')).toBe('10');
    expect(duplicateRun({ runId: '10' }, '9')).toBe('10');
    expect(duplicateRun({ runId: '9' }, '9')).toBeUndefined();
    expect(duplicateRun({}, '9')).toBeUndefined();
  });
});

describe('a deployment', () => {
  const ran = (end: RunNews['end'], exitCode?: number): OrderView => ({
    state: 'sent',
    run: { status: 'completed', end },
    exitCode,
  });
  const open = (status: RunNews['status']): OrderView => ({ state: 'sent', run: { status } });
  test.each([
    { name: 'nothing sent', orders: [{ state: 'planned' }], standing: { state: 'dispatching' } },
    { name: 'accepted', orders: [{ state: 'accepted' }], standing: { state: 'dispatching' } },
    { name: 'first sent', orders: [{ state: 'planned' }, { state: 'sent' }], standing: { state: 'running' } },
    { name: 'one ended', orders: [ran('failure'), open('in_progress')], standing: { state: 'running' } },
    {
      name: 'one waits',
      orders: [ran('success'), open('waiting'), open('queued')],
      standing: { state: 'approval' },
    },
    {
      name: 'no changes',
      orders: [ran('success', 0)],
      standing: { state: 'succeeded', result: 'no_changes' },
    },
    {
      name: 'changes',
      orders: [ran('success', 2), ran('success', 0)],
      standing: { state: 'succeeded', result: 'changes' },
    },
    {
      name: 'no status',
      orders: [ran('success'), ran('neutral', 0)],
      standing: { state: 'succeeded', result: 'unknown' },
    },
    {
      name: 'failed',
      orders: [ran('success'), ran('failure'), ran('cancelled')],
      standing: { state: 'failed', reason: 'run' },
    },
    { name: 'did not start', orders: [ran('startup_failure')], standing: { state: 'failed', reason: 'run' } },
    { name: 'timed out', orders: [ran('timed_out'), ran('cancelled')], standing: { state: 'timed_out' } },
    { name: 'cancelled', orders: [ran('success'), ran('cancelled')], standing: { state: 'cancelled' } },
    { name: 'jobs skipped', orders: [ran('skipped')], standing: { state: 'skipped', reason: 'run_skipped' } },
    {
      name: 'jobs of one skipped',
      orders: [ran('skipped'), ran('success', 0)],
      standing: { state: 'succeeded', result: 'unknown' },
    },
    {
      name: 'refused',
      orders: [ran('success'), { state: 'refused', refusal: 'no_run' }],
      standing: { state: 'refused', reason: 'no_run' },
    },
    {
      name: 'withdrawn beside one that ran',
      orders: [ran('success', 0), { state: 'withdrawn' }],
      standing: { state: 'succeeded' },
    },
    { name: 'withdrawn', orders: [{ state: 'withdrawn' }], standing: undefined },
  ] as const)('$name', ({ orders, standing }) => {
    const judged = judgeNode('plan', orders);
    if (standing === undefined) expect(judged).toBeUndefined();
    else expect(judged).toMatchObject(standing);
  });

  test('that changes is applied', () => {
    expect(judgeNode('change', [ran('success')])).toEqual({ state: 'succeeded', result: 'applied' });
  });
});
