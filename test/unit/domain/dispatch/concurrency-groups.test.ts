/** Inputs that a dispatch leaves out, in the concurrency groups of a workflow file. */
import { describe, expect, test } from '@jest/globals';
import { fillGroups } from '../../../../src/domain/dispatch/concurrency-groups.ts';
import { readWorkflow, type WorkflowFile } from '../../../../src/domain/dispatch/read-workflow.ts';

function dispatched(inputs: string): WorkflowFile {
  const read = readWorkflow(`on:\n  workflow_dispatch:\n    inputs: {${inputs}}\n`);
  if (read.status === 'refused') throw new Error(read.refusal.message);
  return read.value;
}

describe('a concurrency group that names an input', () => {
  const context = { ref: 'refs/heads/main', path: '.github/workflows/plan.yaml' };
  test.each([
    { name: 'a boolean without a default', input: '{type: boolean}', sent: 'false' },
    { name: 'a boolean with an empty default', input: "{type: boolean, default: ''}", sent: 'false' },
    { name: 'a boolean that is true by default', input: '{type: boolean, default: true}', sent: 'true' },
    { name: 'a number', input: '{type: number}', sent: '0' },
    { name: 'a number with a default', input: '{type: number, default: 1.50}', sent: '1.5' },
    { name: 'a choice', input: '{type: choice, options: [dev, prod]}', sent: 'dev' },
    {
      name: 'a choice with a default',
      input: '{type: choice, options: [dev, prod], default: prod}',
      sent: 'prod',
    },
    { name: 'a text', input: '{type: string}', sent: '' },
  ])('is shared by a run that leaves out $name and one that sends its value', ({ input, sent }) => {
    const workflow = { ...dispatched(`x: ${input}`), groups: [`g-\${{ inputs.x }}`] };
    const filled = (inputs: Readonly<Record<string, string>>) => fillGroups(workflow, { ...context, inputs });
    expect(filled({})).toEqual([`g-${sent}`]);
    expect(filled({})).toEqual(filled({ x: sent }));
  });

  test('has the number as GitHub prints it', () => {
    const workflow = { ...dispatched('x: {type: number}'), groups: [`g-\${{ inputs.x }}`] };
    for (const x of ['1', '1.0', '01', '1e0', '0x1', '0.99999999999999999'])
      expect(fillGroups(workflow, { ...context, inputs: { x } })).toEqual(['g-1']);
  });

  test.each([
    { expression: '0x10', group: '16' },
    { expression: "inputs.x || '' || 1e3", group: '1000' },
    { expression: '0 || 0x0 || 7', group: '7' },
    { expression: "'' || 0", group: '0' },
    { expression: "-1.50 || 'x'", group: '-1.5' },
    { expression: '2b', group: `\${{2b}}` },
  ])('has the number of $expression', ({ expression, group }) => {
    const workflow = { ...dispatched('x: {type: string}'), groups: [`g-\${{ ${expression} }}`] };
    expect(fillGroups(workflow, { ...context, inputs: {} })).toEqual([`g-${group}`]);
  });
});
