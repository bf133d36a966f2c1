/** GitHub's expressions: operators, coercion, functions, and what the simulator refuses. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { describe, expect, test } from '@jest/globals';
import { evaluateCondition, fillInText, fillInValue } from '../../src/simulator/workflows/expressions.ts';
import { isIncluded } from '../../src/simulator/workflows/filter-patterns.ts';

const contexts = {
  inputs: { stack: 'dev', flag: true, none: '' },
  github: { ref: 'refs/heads/main', event: { pull_request: { number: 7, labels: [{ name: 'a' }] } } },
};
/** With GitHub's own evaluator. */
function evaluateAtGitHub(expression: string): unknown {
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), []).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return JSON.parse(JSON.stringify(new Evaluator(tree, known).evaluate(), data.replacer));
}

const wrap = (text: string): string => `\${{ ${text} }}`;

describe('expressions', () => {
  test.each([
    ['inputs.stack', 'dev'],
    ['INPUTS.Stack', 'dev'],
    ["inputs['stack']", 'dev'],
    ['inputs.absent', null],
    ['github.event.pull_request.labels[0].name', 'a'],
    ["github.head_ref || github.ref == 'refs/heads/MAIN' && 'yes'", 'yes'],
    ["inputs.none || 'default'", 'default'],
    ["!inputs.flag || inputs.stack != 'prod'", true],
    ["github.event.pull_request.number == '7'", true],
    ['(1 < 2) && 3 >= 3.0', true],
    ["format('{0}/{1} {{}}', inputs.stack, 'it''s')", "dev/it's {}"],
    ['contains(fromJSON(\'["a","b"]\'), \'B\')', true],
    ["startsWith(github.ref, 'refs/heads/')", true],
    ["join(fromJSON('[1,2]'), '-')", '1-2'],
    ['github.event.pull_request.labels.*.name', ['a']],
    ['github.event.pull_request.labels[*].color', []],
    ["contains(github.event.pull_request.labels.*.name, 'A')", true],
    ['github.event.*.number', [7]],
    ['github.event.*.labels.*.name', ['a']],
  ])('%s', (text, value) => {
    expect(fillInValue(wrap(text), { contexts })).toEqual(value);
    expect(evaluateAtGitHub(text)).toEqual(value);
  });

  test.each([
    ['secrets.TOKEN', "Unrecognized named-value: 'secrets'"],
    ["hashFiles('x')", "Unrecognized function: 'hashFiles'"],
    ['inputs.', 'Expected a name'],
    ['inputs.stack inputs', "Unexpected symbol: 'inputs'"],
    ['"double"', 'Unexpected symbol'],
    ["format('x'", 'Expected ","'],
  ])('refuses %s', (text, problem) => {
    expect(() => fillInValue(wrap(text), { contexts })).toThrow(problem);
  });

  test('fills in text, and reads conditions with and without braces', () => {
    expect(fillInText(`a ${wrap('inputs.stack')} b ${wrap('inputs.absent')}`, { contexts })).toBe('a dev b ');
    expect(evaluateCondition("inputs.stack == 'dev'", { contexts })).toBe(true);
    expect(evaluateCondition(wrap("inputs.stack == 'prod'"), { contexts })).toBe(false);
  });
});

describe('patterns of refs and paths', () => {
  test.each([
    [['main'], 'main', true],
    [['feature/*'], 'feature/a/b', false],
    [['feature/**'], 'feature/a/b', true],
    [['**.tf'], 'a/b/c.tf', true],
    [['**/docs/*.md'], 'docs/a.md', true],
    [['v[12].*'], 'v1.0', true],
    [['*.jsx?'], 'page.js', true],
    [['a.b'], 'axb', false],
    [['**', '!docs/**'], 'docs/a', false],
    [['!docs/**', '**'], 'docs/a', true],
  ])('%j and %s', (patterns, name, included) => {
    expect(isIncluded(patterns, name)).toBe(included);
  });
});
