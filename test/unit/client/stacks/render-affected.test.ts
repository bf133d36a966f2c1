/** The summary page: what it says, and that it fits whatever is affected. */
import { describe, expect, test } from '@jest/globals';
import { readAffected } from '../../../../src/client/stacks/read-affected.ts';
import { renderAffected } from '../../../../src/client/stacks/render-affected.ts';
import { affectedText, type Sample } from '../../domain/stacks/samples.ts';

/** What GitHub takes from one step, in bytes. */
const summaryLimit = 1_048_576;
/** What Mermaid draws. */
const mermaid = { characters: 50_000, edges: 500 };

function render(...samples: readonly Sample[]): string {
  const components = readAffected(affectedText(...samples));
  return renderAffected({
    components,
    notes: ['Compared.'],
  });
}

function diagramOf(summary: string): string | undefined {
  return /```mermaid\n([\s\S]*?)\n```/.exec(summary)?.[1];
}

/** `stacks` stacks, in each a chain of `length` components that depend on one another. */
function chains(stacks: number, length: number, name = 'component'): readonly Sample[] {
  return Array.from({ length: stacks }, (_, stack) => {
    let sample: Sample = { component: `${name}-0`, stack: `stack-${stack}` };
    for (let index = 1; index < length; index += 1)
      sample = { component: `${name}-${index}`, stack: `stack-${stack}`, dependents: [sample] };
    return sample;
  });
}

test('counts, a row for each component, and an arrow from what is depended on', () => {
  const summary = render(
    { component: 'vpc', dependents: [{ component: 'eks/cluster' }] },
    { component: 'old', deleted: true, deletion_type: 'stack' },
  );
  expect(summary).toContain(
    '2 components in 1 stack affected, 1 of them deleted, 1 other depends on them. Compared.',
  );
  expect(summary).toContain(
    '| <code>dev</code> | <code>vpc</code> | <code>terraform</code> | <code>stack.vars</code> | 1 |',
  );
  expect(summary).toContain('| deleted with its stack |');
  expect(diagramOf(summary)).toBe(
    [
      'flowchart LR',
      '  subgraph s0 ["dev"]',
      '    n0["eks/cluster"]',
      '    n1["old"]:::affected',
      '    n2["vpc"]:::affected',
      '  end',
      '  n2 --> n0',
      '  classDef affected stroke-width:3px',
    ].join('\n'),
  );
});

test('nothing', () => expect(render()).toBe('## Affected stacks\n\nNothing is affected. Compared.'));

test('no dependency, no diagram', () => expect(diagramOf(render({ component: 'a' }))).toBeUndefined());

test('names are names, in the table and in the diagram', () => {
  const hostile = '"]--><b>`|x`\n```\n::set-output';
  const summary = render({ component: hostile, dependents: [{ component: `${hostile}2` }] });
  expect(summary).not.toContain('<b>');
  expect(summary.match(/```/g)).toHaveLength(2);
  expect(diagramOf(summary)?.split('\n')).toHaveLength(7);
  expect(
    summary.split('\n').filter((line) => line.startsWith('| ') && line.split(' | ').length !== 5),
  ).toEqual([]);
});

describe('the ladder', () => {
  test.each([
    { name: 'each component', samples: chains(3, 4), words: 'An arrow leads', has: 'subgraph' },
    {
      name: 'each stack, when there are too many components',
      samples: [{ component: 'dns', stack: 'core', dependents: chains(40, 5) }],
      words: 'the stacks, with how many',
      has: '"stack-0 (5)"',
    },
    {
      name: 'counts, when there are too many stacks',
      samples: [{ component: 'dns', stack: 'core', dependents: chains(400, 1) }],
      words: 'Too much to draw: 401 components, 400 dependencies.',
      has: undefined,
    },
  ])('$name', ({ samples, words, has }) => {
    const summary = render(...samples);
    expect(summary).toContain(words);
    const diagram = diagramOf(summary);
    if (has === undefined) expect(diagram).toBeUndefined();
    else expect(diagram).toContain(has);
  });

  const wide = 'ünïcödé-名前-'.repeat(80);
  test.each<{ name: string; samples: readonly Sample[] }>([
    {
      name: '10,000 components',
      samples: Array.from({ length: 10_000 }, (_, index) => ({
        component: `c${index}`,
        dependents: [{ component: 'x' }],
      })),
    },
    {
      name: 'names of 500 wide characters',
      samples: Array.from({ length: 1_500 }, (_, index) => ({
        component: `${wide.slice(0, 500)}${index}`,
      })),
    },
    { name: 'a diagram of the longest names', samples: chains(30, 5, wide.slice(0, 490)) },
    {
      name: 'markup in every character',
      samples: Array.from({ length: 400 }, (_, index) => ({ component: `${'<'.repeat(500)}${index}` })),
    },
  ])('$name fit into what GitHub and Mermaid take', ({ samples }) => {
    const summary = render(...samples);
    expect(Buffer.byteLength(summary)).toBeLessThan(summaryLimit);
    const diagram = diagramOf(summary) ?? '';
    expect(diagram.length).toBeLessThan(mermaid.characters);
    expect(diagram.match(/-->/g)?.length ?? 0).toBeLessThan(mermaid.edges);
  });
});
