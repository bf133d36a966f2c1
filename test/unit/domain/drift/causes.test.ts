import { describe, expect, test } from '@jest/globals';
import {
  CauseCollector,
  type DriftedChange,
  guessCauses,
  sortCauses,
} from '../../../../src/domain/drift/causes.ts';
import { describeDriftCause, describeSince } from '../../../../src/domain/drift/describe-cause.ts';
import { fingerprintChange } from '../../../../src/domain/drift/fingerprint.ts';

// A Friday.
const now = Date.parse('2026-11-27T12:00:00Z');
const hour = 60 * 60_000;
const tuesday = now - 72 * hour;

function change(more: Partial<DriftedChange> = {}): DriftedChange {
  const base = {
    repositoryId: '1001',
    stack: 'dev',
    component: 'vpc',
    componentType: 'terraform',
    type: 'aws_s3_bucket',
    action: 'update',
    attributes: ['tags.CostCenter'],
    origin: 'drift',
    resources: 1,
    since: tuesday,
    ...more,
  } as const;
  return { ...base, fingerprint: fingerprintChange(base) };
}

function collect(...changes: readonly DriftedChange[]) {
  const collector = new CauseCollector(2);
  for (const one of changes) collector.add(one);
  return sortCauses(collector.finish());
}

test('one tag of several types, stacks and repositories is one cause', () => {
  const [cause, ...rest] = collect(
    change(),
    change({ type: 'aws_vpc', attributes: ['tags.CostCenter', 'tags_all.CostCenter'], resources: 3 }),
    change({ stack: 'prod', since: now - 24 * hour }),
    change({ repositoryId: '1002' }),
  );
  expect(rest).toEqual([]);
  expect(cause).toMatchObject({
    kind: 'change',
    attributes: ['tags.CostCenter'],
    types: ['aws_s3_bucket', 'aws_vpc'],
    instanceCount: 3,
    repositoryCount: 2,
    resources: 6,
    since: tuesday,
    instances: { length: 2 },
  });
  expect(cause).toHaveProperty('fingerprints.length', 2);
});

test('other attributes, actions and origins are other causes; whole resources are told apart by type', () => {
  const whole = { action: 'create', attributes: [] } as const;
  const causes = collect(
    change(),
    change({ origin: 'config' }),
    change({ action: 'replace' }),
    change({ attributes: ['tags_all.CostCenter'] }),
    change(whole),
    change({ ...whole, type: 'aws_vpc' }),
    change({ ...whole, type: 'aws_vpc', stack: 'prod' }),
  );
  expect(causes.map(({ instanceCount }) => instanceCount)).toEqual([2, 1, 1, 1, 1, 1]);
  expect(new Set(causes.map(({ id }) => id)).size).toBe(6);
  // The configuration's wishes are last.
  expect(causes.at(-1)).toMatchObject({ origin: 'config' });
});

test.each<[more: Partial<DriftedChange>, sentence: string]>([
  [{}, '`tags.CostCenter` of `aws_s3_bucket` changed outside Terraform, 1 instance, since Tuesday'],
  [
    { attributes: ['a', 'b', 'c', 'd', 'e'] },
    '`a`, `b`, `c` and 2 more of `aws_s3_bucket` changed outside Terraform, 1 instance, since Tuesday',
  ],
  [
    { origin: 'config', attributes: ['a', 'b'], action: 'replace' },
    '`a` and `b` of `aws_s3_bucket` differ from the configuration and force a replacement, 1 instance, since Tuesday',
  ],
  [
    { action: 'create', attributes: [] },
    'Resources of `aws_s3_bucket` were deleted outside Terraform, 1 instance, since Tuesday',
  ],
  [
    { action: 'delete', attributes: [], origin: 'config' },
    'Resources of `aws_s3_bucket` exist and are not in the configuration, 1 instance, since Tuesday',
  ],
])('%j as a sentence', (more, sentence) => {
  expect(collect(change(more)).map((cause) => describeDriftCause(cause, now))).toEqual([sentence]);
});

test('several types are counted in the sentence', () => {
  const [cause] = collect(...['a', 'b', 'c'].map((type) => change({ type, stack: type })));
  expect(cause && describeDriftCause(cause, now)).toBe(
    '`tags.CostCenter` of 3 types changed outside Terraform, 3 instances, since Tuesday',
  );
});

test.each([
  [now - hour, 'since today'],
  [now - 24 * hour, 'since Thursday'],
  [now - 7 * 24 * hour, 'since 2026-11-20'],
  [now + 48 * hour, 'since 2026-11-29'],
])('%d is %s', (since, text) => {
  expect(describeSince(since, now)).toBe(text);
});

describe('without summaries', () => {
  const instance = (stack: string, more: object = {}) => ({
    repositoryId: '1001',
    stack,
    component: 'vpc',
    componentType: 'terraform',
    status: 'drifted',
    exitCode: 2,
    since: tuesday,
    ...more,
  });

  test('status, exit code, component and time make a guess, and it says so', () => {
    const causes = guessCauses(
      [
        instance('a'),
        instance('b', { since: tuesday + hour }),
        instance('c', { since: tuesday + 4 * hour }),
        instance('d', { component: 'eks' }),
        instance('e', { status: 'error', exitCode: 1 }),
      ],
      10,
    );
    const found = causes.map(({ component, status, instances }) => [
      component,
      status,
      instances.map(({ stack }) => stack),
    ]);
    expect(found).toEqual([
      ['vpc', 'drifted', ['a', 'b']],
      ['eks', 'drifted', ['d']],
      ['vpc', 'error', ['e']],
      ['vpc', 'drifted', ['c']],
    ]);
    const [first, , failed] = causes.map((cause) => describeDriftCause(cause, now));
    expect(first).toMatch(/^`vpc` drifted at about the same time, 2 instances, since Tuesday \(a guess: /);
    expect(failed).toContain('failed with exit code 1');
  });
});
