/** Workflow files, and what is sent to them. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Activity } from '../../../../src/domain/dispatch/activities.ts';
import { fillGroups } from '../../../../src/domain/dispatch/concurrency-groups.ts';
import { fitInputs } from '../../../../src/domain/dispatch/fit-inputs.ts';
import { isCorrelation, orderKey, toCorrelation } from '../../../../src/domain/dispatch/order-key.ts';
import type { ProInput } from '../../../../src/domain/dispatch/read-pro.ts';
import { readWorkflow, type WorkflowFile } from '../../../../src/domain/dispatch/read-workflow.ts';
import { findLeftover, substitute } from '../../../../src/domain/dispatch/substitute.ts';

const values = { stack: 'plat-dev', component: 'eks/cluster', sha: 'a'.repeat(40) };
const correlation = toCorrelation(new Uint8Array(16).fill(7));
const synchronize: Activity = { event: 'pull_request', activity: 'synchronize' };
const merged: Activity = { event: 'pull_request', activity: 'merged' };
const group: Activity = { event: 'merge_group', activity: 'checks_requested' };
const release = (activity: string): Activity => ({ event: 'release', activity });
const detect: Activity = { event: 'drift_detection', activity: 'detect' };

function file(text: string): WorkflowFile {
  const read = readWorkflow(text);
  if (read.status === 'refused') throw new Error(read.refusal.message);
  return read.value;
}
function dispatched(inputs: string): WorkflowFile {
  return file(`on:\n  workflow_dispatch:\n    inputs: {${inputs}}\n`);
}
function texts(inputs: Readonly<Record<string, string>>): ProInput[] {
  return Object.entries(inputs).map(([name, text]) => ({ name, type: 'text', text }));
}
function fitted(workflow: WorkflowFile, inputs: readonly ProInput[], activity = synchronize) {
  return fitInputs({ activity, file: 'plan.yaml', workflow, inputs, values, correlation });
}

describe('substitute', () => {
  test.each([
    { text: '{{ .atmos_component }}', to: 'eks/cluster' },
    { text: '{{.component}}@{{  .stack }}', to: 'eks/cluster@plat-dev' },
    { text: '{{ .atmos_stack }}', to: 'plat-dev' },
    { text: 'x-{{ .sha }}', to: `x-${values.sha}` },
    { text: 'plain }} text', to: 'plain }} text' },
  ])('$text', ({ text, to }) => {
    expect(substitute(text, values)).toEqual({ status: 'ok', value: to });
  });

  test.each(['{{ .vars.region }}', '{{- .sha }}', '{{', '<no value>', '!terraform.output vpc id', ' !env X'])(
    'refuses %s',
    (text) => {
      expect(substitute(text, values)).toMatchObject({ refusal: { tag: 'leftover' } });
    },
  );

  test('leaves nothing behind, whatever the names are', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      ' ',
      '.',
      'sha',
      '.sha',
      '<no value>',
      '!x',
      'stack',
      '{',
      'é',
      '$&',
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, text, (template, stack, component) => {
        const result = substitute(template, { stack, component, sha: 'abc' });
        if (result.status === 'ok') expect(findLeftover(result.value)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe('readWorkflow', () => {
  test('reads inputs, the run name and the groups', () => {
    const workflow = file(`
name: plan
run-name: plan \${{ inputs.stack }} \${{ inputs.atmos_pro_run_id }}
on:
  push:
  workflow_dispatch:
    inputs:
      stack: {required: true}
      level: {type: choice, options: [low, 2], default: low}
      atmos_pro_run_id:
concurrency: {group: "plan-\${{ inputs.stack }}", cancel-in-progress: true}
jobs:
  one: {concurrency: lone}
  two: {runs-on: x}
`);
    expect(workflow).toEqual({
      name: 'plan',
      carriesId: true,
      groups: [`plan-\${{ inputs.stack }}`, 'lone'],
      inputs: [
        { name: 'stack', type: 'string', isRequired: true, hasDefault: false, default: '', options: [] },
        {
          name: 'level',
          type: 'choice',
          isRequired: false,
          hasDefault: true,
          default: 'low',
          options: ['low', '2'],
        },
        {
          name: 'atmos_pro_run_id',
          type: 'string',
          isRequired: false,
          hasDefault: false,
          default: '',
          options: [],
        },
      ],
    });
  });

  test.each([
    { name: 'a text', text: 'on: workflow_dispatch' },
    { name: 'a list', text: 'on: [push, workflow_dispatch]' },
    { name: 'a map', text: 'on: {workflow_dispatch: }' },
  ])('has the trigger as $name', ({ text }) => {
    expect(file(text).inputs).toEqual([]);
  });

  test.each([
    { name: 'no trigger', text: 'on: push', tag: 'no_dispatch_trigger' },
    { name: 'an empty file', text: '', tag: 'file_unreadable' },
    { name: 'a list', text: '- on', tag: 'file_unreadable' },
    { name: 'no YAML', text: 'on: [', tag: 'file_unreadable' },
    { name: 'a large file', text: ' '.repeat(600_000), tag: 'file_unreadable' },
    {
      name: 'aliases that grow without end',
      text: `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\non: workflow_dispatch`,
      tag: 'file_unreadable',
    },
  ])('refuses $name', ({ text, tag }) => {
    expect(readWorkflow(text)).toMatchObject({ refusal: { tag } });
  });

  test('never throws', () => {
    const word = fc.constantFrom(
      'on',
      'workflow_dispatch',
      'inputs',
      ': ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '- ',
      '? ',
      '<<: ',
      'jobs',
      'concurrency',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        expect(['ok', 'refused']).toContain(readWorkflow(words.join('')).status);
      }),
      { numRuns: 300 },
    );
    expect(readWorkflow(`on: ${'['.repeat(50_000)}`)).toMatchObject({ status: 'refused' });
  });

  test.each([
    { runName: `\${{ inputs.atmos_pro_run_id }}`, carries: true },
    { runName: `x \${{github.event.inputs.atmos_pro_run_id}}`, carries: true },
    { runName: `\${{ inputs.atmos_pro_run_id && 'x' }}`, carries: false },
    { runName: 'inputs.atmos_pro_run_id', carries: false },
  ])('$runName carries the id: $carries', ({ runName, carries }) => {
    const text = `run-name: "${runName}"\non: {workflow_dispatch: {inputs: {atmos_pro_run_id: {}}}}`;
    expect(file(text).carriesId).toBe(carries);
    expect(file(text.replace('{atmos_pro_run_id: {}}', '{}')).carriesId).toBe(false);
  });
});

describe('fitInputs', () => {
  test('adds the commit and the id of the order where they are declared', () => {
    expect(
      fitted(dispatched('sha: , atmos_pro_run_id: , stack: '), texts({ stack: '{{ .stack }}' })),
    ).toEqual({
      status: 'ok',
      value: { stack: 'plat-dev', sha: values.sha, atmos_pro_run_id: correlation },
    });
    expect(fitted(dispatched('stack: '), texts({ stack: 'x' }), merged)).toEqual({
      status: 'ok',
      value: { stack: 'x' },
    });
  });

  test('keeps the commit that a component sets for a merge, and never its id of an order', () => {
    const own = texts({ sha: 'v1', atmos_pro_run_id: `dep_${'0'.repeat(26)}` });
    expect(fitted(dispatched('sha: , atmos_pro_run_id: '), own, merged)).toMatchObject({
      value: { sha: 'v1', atmos_pro_run_id: correlation },
    });
    expect(fitted(dispatched('sha: '), own, merged)).toEqual({ status: 'ok', value: { sha: 'v1' } });
  });

  test.each([synchronize, group, release('published')])(
    'runs no other commit than the one that has the check or was approved: $event',
    (activity) => {
      for (const sha of ['main', 'refs/pull/13/head', 'b'.repeat(40), ''])
        expect(fitted(dispatched('sha: '), texts({ sha }), activity)).toEqual({
          status: 'ok',
          value: { sha: values.sha },
        });
    },
  );

  const many = Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`i${index}`, 'x']));
  test.each([
    { tag: 'no_sha', inputs: 'stack: ', own: texts({ stack: 'x' }) },
    { tag: 'no_sha', inputs: 'stack: ', own: texts({ stack: 'x' }), activity: group },
    { tag: 'no_sha', inputs: 'stack: ', own: texts({ stack: 'x' }), activity: release('published') },
    { tag: 'leftover', inputs: 'sha: , stack: ', own: texts({ stack: '{{ .vars.x }}' }) },
    { tag: 'input_shape', inputs: 'sha: , stack: ', own: [{ name: 'stack', type: 'unusable' } as const] },
    { tag: 'undeclared_input', inputs: 'sha: ', own: texts({ stack: 'x' }) },
    {
      tag: 'missing_input',
      inputs: 'sha: , stack: {required: true}',
      own: [{ name: 'stack', type: 'none' } as const],
    },
    { tag: 'ill_typed_input', inputs: 'sha: , c: {type: choice, options: [a]}', own: texts({ c: 'b' }) },
    { tag: 'ill_typed_input', inputs: 'sha: , c: {type: boolean}', own: texts({ c: 'yes' }) },
    { tag: 'ill_typed_input', inputs: 'sha: , c: {type: number}', own: texts({ c: '1x' }) },
    { tag: 'too_many_inputs', inputs: `sha: , ${Object.keys(many).join(': , ')}: `, own: texts(many) },
    { tag: 'inputs_too_long', inputs: 'sha: , c: ', own: texts({ c: 'x'.repeat(66_000) }) },
  ])('refuses $tag', ({ tag, inputs, own, activity }) => {
    expect(fitted(dispatched(inputs), own, activity)).toMatchObject({ refusal: { tag } });
  });

  test('a merge and a sweep may run the branch itself', () => {
    for (const activity of [merged, detect])
      expect(fitted(dispatched(''), [], activity)).toMatchObject({ value: {} });
  });

  test('sends declared inputs of their type only, within the bounds of GitHub, whatever is declared', () => {
    const name = fc.constantFrom('sha', 'atmos_pro_run_id', 'a', 'b', '__proto__');
    const type = fc.constantFrom('string', 'boolean', 'number', 'choice');
    const text = fc.constantFrom('true', '1', 'x', '{{ .sha }}', '{{ .x }}', '', '!y');
    const input: fc.Arbitrary<ProInput> = fc.oneof(
      fc.record({ name, type: fc.constant('text' as const), text }),
      fc.record({ name, type: fc.constantFrom('none' as const, 'unusable' as const) }),
    );
    const declared = fc.uniqueArray(fc.record({ name, type, required: fc.boolean() }), {
      selector: (one) => one.name,
    });
    const what = fc.constantFrom(synchronize, merged, group, detect);
    fc.assert(
      fc.property(declared, fc.array(input), what, (inputs, own, activity) => {
        const workflow: WorkflowFile = {
          name: undefined,
          carriesId: false,
          groups: [],
          inputs: inputs.map((one) => ({
            name: one.name,
            type: one.type as 'string',
            isRequired: one.required,
            hasDefault: false,
            default: '',
            options: ['x'],
          })),
        };
        const result = fitted(workflow, own, activity);
        if (result.status === 'refused') return;
        const sent = Object.entries(result.value);
        for (const [key, value] of sent) {
          expect(inputs.map((one) => one.name)).toContain(key);
          expect(findLeftover(value)).toBeUndefined();
        }
        for (const one of inputs) if (one.required) expect(Object.hasOwn(result.value, one.name)).toBe(true);
        expect(sent.length).toBeLessThanOrEqual(25);
      }),
      { numRuns: 500 },
    );
  });
});

describe('fillGroups', () => {
  const context = { ref: 'refs/heads/main', path: '.github/workflows/plan.yaml', inputs: { stack: 'Dev' } };
  test.each([
    { group: `x-\${{ inputs.stack }}`, filled: ['x-dev'] },
    {
      group: `\${{ github.workflow }}-\${{ github.ref }}`,
      filled: ['.github/workflows/plan.yaml-refs/heads/main'],
    },
    { group: `\${{ github.head_ref || github.run_id }}`, filled: [] },
    { group: `\${{ github.head_ref || github.ref_name }}`, filled: ['main'] },
    { group: `\${{ inputs.stack || github.run_id }}`, filled: ['dev'] },
    { group: `\${{ inputs.missing || github.run_id }}`, filled: [] },
    { group: `\${{ inputs.level }}`, filled: ['low'] },
    { group: `\${{ format('{0}', github.run_id) }}`, filled: [] },
    { group: `\${{ needs.a.outputs.b }}`, filled: [`\${{needs.a.outputs.b}}`] },
    { group: `\${{ 'it''s' }}`, filled: ["it's"] },
    { group: 'same', filled: ['same'] },
  ])('$group', ({ group: text, filled }) => {
    const workflow = { ...dispatched('stack: , level: {default: low}'), groups: [text] };
    expect(fillGroups(workflow, context)).toEqual(filled);
  });
});

describe('orders', () => {
  const order = {
    repositoryId: '1',
    headSha: 'a',
    activity: synchronize,
    subject: { type: 'pull_request', number: 12 },
    stack: 'a',
    component: 'b',
    workflow: 'plan.yaml',
    attempt: 1,
  } as const;
  test('have one key each', () => {
    const others = [
      { ...order, repositoryId: '2' },
      { ...order, headSha: 'b' },
      { ...order, activity: merged },
      { ...order, activity: group },
      { ...order, subject: { type: 'pull_request', number: 13 } as const },
      { ...order, subject: { type: 'merge_group', headSha: '12' } as const },
      { ...order, stack: 'a/b' },
      { ...order, component: 'a' },
      { ...order, workflow: 'plan.yml' },
      { ...order, attempt: 2 },
    ];
    const keys = new Set([order, ...others].map(orderKey));
    expect(keys.size).toBe(others.length + 1);
    expect(orderKey({ ...order })).toBe(orderKey(order));
  });

  test('have an id that 16 random bytes make', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (random) => {
        expect(isCorrelation(toCorrelation(random))).toBe(true);
      }),
    );
  });
});
