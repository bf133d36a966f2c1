/** Settings of a stranger are read within bounds; kinds and activities by name. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameActivity, readActivity } from '../../../../src/domain/dispatch/activities.ts';
import { readPro } from '../../../../src/domain/dispatch/read-pro.ts';
import { resolveWorkflows } from '../../../../src/domain/dispatch/resolve-workflows.ts';
import { drift, group, pull, release, resolve, rules } from './resolve.ts';

describe('settings of a stranger', () => {
  const names = fc.constantFrom(
    'pull_request',
    'merge_group',
    'release',
    'drift_detection',
    'synchronize',
    'opened',
    'merged',
    'closed',
    'checks_requested',
    'published',
    'released',
    'detect',
    'enabled',
    'workflows',
    'plan.yaml',
    'apply.yml',
    'inputs',
    '__proto__',
    'constructor',
    'toString',
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'large' },
      fc.constantFrom<unknown>(null, true, false, 'x', 7, []),
      fc.array(tie('tree'), { maxLength: 2 }),
      fc.dictionary(fc.oneof(names, fc.string()), tie('tree'), { maxKeys: 6, noNullPrototype: true }),
    ),
  }));
  const activity = fc.constantFrom(
    pull('opened'),
    pull('merged'),
    pull('constructor'),
    group,
    release('released'),
    drift('detect'),
  );

  test('are read without throwing, and start only plain workflow files', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          tree.map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        activity,
        (text, what) => {
          const pro = readPro(text);
          const found = resolveWorkflows({ pro, isDeleted: false }, what, rules);
          if (found.status === 'wired') {
            for (const { file } of found.workflows) expect(file).toMatch(/^[^/\\]+\.ya?ml$/);
          }
          expect(pro.problems.length).toBeLessThanOrEqual(5);
          for (const problem of pro.problems) expect(problem.length).toBeLessThan(500);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('are bounded', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(readPro(deep).problems).toEqual(['pro']);
    expect(readPro(`"${'x'.repeat(300_000)}"`).problems).toEqual(['pro']);
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`p${index}.yml`, {}]));
    expect(readPro(JSON.stringify({ pull_request: { opened: { workflows: many } } })).problems).toEqual([
      'pull_request.opened.workflows',
    ]);
  });
});

describe('kinds', () => {
  test.each([
    { file: 'plan.yaml', kind: 'plan' },
    { file: 'atmos-terraform-plan.yaml', kind: 'plan' },
    { file: 'atmosTerraformPlan.yaml', kind: 'plan' },
    { file: 'tfplan.yml', kind: 'plan' },
    { file: 'drift-detection.yml', kind: 'plan' },
    { file: 'plan-and-apply.yaml', kind: 'change' },
    { file: 'detect-and-remediate.yaml', kind: 'change' },
    { file: 'redeploy-plan.yaml', kind: 'change' },
    { file: 'Plan-Destroy.yml', kind: 'change' },
    { file: 'explanation.yaml', kind: 'change' },
    { file: 'preview.yaml', kind: 'change' },
  ])('$file is a $kind', ({ file, kind }) => {
    const entry = { pull_request: { synchronize: { workflows: { [file]: {} } } } };
    expect(resolve(entry, pull('synchronize'))).toMatchObject({ kind });
  });

  test('the configuration wins over the name', () => {
    const entry = { pull_request: { synchronize: { workflows: { 'preview.yaml': {}, 'plan.yaml': {} } } } };
    expect(resolve(entry, pull('synchronize'), { kinds: new Map([['preview.yaml', 'plan']]) })).toMatchObject(
      { kind: 'plan' },
    );
    expect(resolve(entry, pull('synchronize'), { kinds: new Map([['plan.yaml', 'change']]) })).toMatchObject({
      kind: 'change',
    });
  });
});

test.each([
  { event: 'pull_request', action: 'synchronize', body: {}, name: 'pull_request.synchronize' },
  {
    event: 'pull_request',
    action: 'closed',
    body: { pull_request: { merged: true } },
    name: 'pull_request.merged',
  },
  {
    event: 'pull_request',
    action: 'closed',
    body: { pull_request: { merged: 'true' } },
    name: 'pull_request.closed',
  },
  { event: 'pull_request', action: 'closed', body: null, name: 'pull_request.closed' },
  { event: 'pull_request', action: 'merged', body: {}, name: undefined },
  { event: 'merge_group', action: 'checks_requested', body: {}, name: 'merge_group.checks_requested' },
  { event: 'merge_group', action: 'destroyed', body: {}, name: undefined },
  { event: 'release', action: 'published', body: {}, name: 'release.published' },
  { event: 'push', action: 'opened', body: {}, name: undefined },
])('$event $action is $name', ({ event, action, body, name }) => {
  const activity = readActivity(event, action, body);
  expect(activity === undefined ? undefined : nameActivity(activity)).toBe(name);
});
