import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { minimatch } from 'minimatch';
import { compileStackGlob, type StackGlob } from '../../../../src/domain/patterns/stack-glob.ts';

function compile(pattern: string): StackGlob {
  const compiled = compileStackGlob(pattern);
  if (compiled.status === 'invalid') throw new Error(compiled.problem);
  return compiled.glob;
}

describe('compileStackGlob', () => {
  test('agrees with minimatch, and every match begins with its prefix', () => {
    const part = fc.constantFrom('a', 'b', '-', '/', '*', '?', '**', '/**/', '[ab]', '[!a]', '{a,b/c}', 'é');
    const pattern = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    const stack = fc
      .array(fc.constantFrom('a', 'b', 'c', '-', '/', 'é'), { minLength: 1, maxLength: 7 })
      .map((parts) => parts.join(''));
    const options = { dot: true, nocomment: true, nonegate: true, noext: true };
    // Stacks are not paths: empty segments, and runs of stars that are not a segment, are minimatch's own affair.
    const isPlain = (text: string) => !/\/\/|^\/|\/$|\*\*\*/.test(text) && !/[^/]\*\*|\*\*[^/]/.test(text);
    fc.assert(
      fc.property(pattern, stack, (glob, name) => {
        fc.pre(isPlain(glob) && isPlain(name) && !glob.includes('{') && !/\*\*.*\*\*/.test(glob));
        expect(compile(glob).matches(name)).toBe(minimatch(name, glob, options));
        if (compile(glob).matches(name)) expect(name.startsWith(compile(glob).prefix)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['plat-*-dev', 'plat-ue2-dev', true],
    ['plat-*', 'plat/x', false],
    ['{a,b{1,2}}-x', 'b2-x', true],
    ['{a,b}-x', 'c-x', false],
    ['{a}', '{a}', true],
    ['a,b', 'a,b', true],
    ['[', '[', true],
    ['**/dev', 'dev', true],
    ['**/dev', 'a/b/dev', true],
    ['.h*', '.hidden', true],
    ['*', '.hidden', true],
  ])('%s covers %s: %p', (pattern, stack, expected) => {
    expect(compile(pattern).matches(stack)).toBe(expected);
  });

  test('refuses braces that stand for too many patterns, and is not slowed by stars', () => {
    expect(compileStackGlob('{a,b}'.repeat(7))).toMatchObject({ status: 'invalid' });
    expect(compile(`${'*a'.repeat(100)}b`).matches('a'.repeat(500))).toBe(false);
  });
});
