/** What a component starts for an activity, by settings that a pull request chooses. */
import { expect, test } from '@jest/globals';
import { readPro } from '../../../../src/domain/dispatch/read-pro.ts';
import { resolveWorkflows } from '../../../../src/domain/dispatch/resolve-workflows.ts';
import { rows } from './resolution-rows.ts';
import { plan, pull, resolve, rules } from './resolve.ts';

test.each(rows)('$name', ({ pro, activity, more, ...row }) => {
  const resolution = resolve(pro, activity, more);
  if (row.starts !== undefined) {
    expect(resolution).toMatchObject({
      status: 'wired',
      kind: row.kind ?? 'plan',
      fallback: row.fallback,
      isRiskyFallback: row.isRisky ?? false,
    });
    const { workflows } = resolution as { readonly workflows: readonly { readonly file: string }[] };
    expect(workflows.map(({ file }) => file)).toEqual(row.starts);
  } else if (row.refused === true) {
    expect(resolution).toEqual({
      status: 'refused',
      reason: 'fallback',
      fallback: 'pull_request.synchronize',
    });
  } else {
    expect(resolution).toMatchObject({ status: 'skipped', reason: row.skipped });
    expect('brokenKey' in resolution ? resolution.brokenKey : undefined).toBe(row.brokenKey);
  }
});

test('a removed component starts nothing, whatever an upload says it declares', () => {
  const pro = readPro(JSON.stringify({ pull_request: { synchronize: plan } }));
  expect(resolveWorkflows({ pro, isDeleted: true }, pull('synchronize'), rules)).toMatchObject({
    reason: 'deleted',
  });
});

test('inputs are texts, nothing, or unusable', () => {
  const inputs = { a: 'x', b: 1.5, c: false, d: null, e: [], f: {}, __proto__: undefined };
  const text = JSON.stringify({
    pull_request: { synchronize: { workflows: { 'p.yml': { inputs } } } },
  }).replace('"a"', '"__proto__"');
  const entry = readPro(text).pullRequest.get('synchronize');
  expect(entry).toMatchObject({ status: 'read' });
  expect(entry?.status === 'read' && entry.workflows[0]?.inputs).toEqual([
    { name: '__proto__', type: 'text', text: 'x' },
    { name: 'b', type: 'text', text: '1.5' },
    { name: 'c', type: 'text', text: 'false' },
    { name: 'd', type: 'none' },
    { name: 'e', type: 'unusable' },
    { name: 'f', type: 'unusable' },
  ]);
});
