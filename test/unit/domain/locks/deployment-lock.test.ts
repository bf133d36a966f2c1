/** The lock of a deployment: who shares it, and who can end it. */
import { expect, test } from '@jest/globals';
import { nameJob, relationTo } from '../../../../src/domain/locks/holder.ts';
import type { LockHolder, LockRecord } from '../../../../src/domain/locks/lock.ts';
import { decideLapse, decideRelease } from '../../../../src/domain/locks/release.ts';
import { decideTake } from '../../../../src/domain/locks/take.ts';
import { sayGuarded, sayHeld } from '../../../../src/domain/locks/words.ts';
import { deploymentHolder, holder, releaseRequest, takeRequest } from '../../../support/locks.ts';

const now = 1_000_000;
const early = deploymentHolder('7/0');
const own = deploymentHolder('7/0', ['801', '802']);
const other = deploymentHolder('8/0');
const member = holder('802', 2, 'apply');
const stranger = holder('900');

function takenBy(by: LockHolder): LockRecord {
  const decision = decideTake(undefined, takeRequest(by, 'k/k', { kind: 'deployment', graceMs: 0 }), now);
  if (decision.status !== 'granted') throw new Error('a free key is refused');
  return decision.record;
}

test.each<{ readonly of: string; readonly by: LockHolder; readonly is: string }>([
  { of: 'the deployment', by: early, is: 'same' },
  { of: 'a job of any attempt of its runs', by: member, is: 'member' },
  { of: 'a job of another run', by: stranger, is: 'stranger' },
  { of: 'another deployment', by: other, is: 'stranger' },
  {
    of: 'a run with the same number in another repository',
    by: { ...member, repositoryId: '2' },
    is: 'stranger',
  },
])('$of is $is', ({ by, is }) => {
  expect(relationTo(own, by)).toBe(is);
});

test('a deployment is not a job, whose lock it may not take for its own', () => {
  expect(relationTo(member, own)).toBe('stranger');
  expect(nameJob(own)).toBe(nameJob(early));
  expect(nameJob(own)).not.toBe(nameJob(other));
});

test('a job of its run gets its grant as it is, to confirm and to renew too', () => {
  const record = takenBy(own);
  for (const more of [{}, { confirmMs: 3_000 }, { renewOnly: true }, { kind: 'hold', ttlMs: 9e9 }] as const) {
    const decision = decideTake(record, takeRequest(member, 'k/k', more), now + 5);
    expect(decision).toMatchObject({ status: 'granted', how: 'renewed', passesQueue: true });
    const { holder: by, expiresAt, freeAt, id, token, kind, pending } = record;
    expect(decision.record).toMatchObject({ holder: by, expiresAt, freeAt, id, token, kind });
    expect(decision.record?.pending).toBe(pending);
  }
});

test('its runs join as they become known', () => {
  const later = takeRequest(own, 'k/k', { kind: 'deployment', graceMs: 0 });
  const decision = decideTake(takenBy(early), later, now + 5);
  expect(decision).toMatchObject({ how: 'renewed', record: { holder: { runId: '801' }, token: 1 } });
});

test.each<{ readonly by: LockHolder; readonly more?: object; readonly is: string }>([
  { by: early, is: 'released' },
  { by: member, is: 'kept' },
  { by: member, more: { policy: 'open' }, is: 'kept' },
  { by: member, more: { pendingOnly: true }, is: 'absent' },
  { by: member, more: { forced: { reason: 'stuck' } }, is: 'released' },
  // GitHub is not asked: one run of several may be over.
  { by: stranger, is: 'guarded' },
  { by: stranger, more: { policy: 'open' }, is: 'released' },
  { by: other, is: 'guarded' },
])('a release by run “$by.runId” of $by.deployment.id, $more: $is', ({ by, more, is }) => {
  expect(decideRelease(takenBy(own), releaseRequest(by, more), now).status).toBe(is);
});

test('the end of a run does not end it', () => {
  const record = takenBy(own);
  expect(decideLapse(record, { id: record.id, run: 'over' }, now)).toEqual({ status: 'unchanged' });
});

test.each([
  {
    by: early,
    names: ['the deployment of pull request 12 in acme/infra (apply.yaml)', 'until its runs have ended'],
  },
  { by: own, names: ['apply.yaml, run 801', 'runs/801/attempts/1'] },
])('a refusal names it: $names', ({ by, names }) => {
  const record = takenBy(by);
  const held = sayHeld(record, 'acme/infra/k/k', { why: 'held', caller: stranger });
  for (const text of [held, sayGuarded(record, 'acme/infra/k/k', 'live')])
    for (const name of names) expect(text).toContain(name);
});
