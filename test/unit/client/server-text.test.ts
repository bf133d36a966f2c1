import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine, cleanLines, maxServerTextLength } from '../../../src/client/server-text.ts';

describe('words of a server', () => {
  test.each([
    { name: 'plain words', text: 'No such workspace.', line: 'No such workspace.' },
    { name: 'surrounding blanks', text: '  a b ', line: 'a b' },
    { name: 'a line break', text: 'a\r\nb', line: 'a b' },
    { name: 'a command', text: '::error::x', line: ': :error: :x' },
    { name: 'three colons', text: ':::', line: ': : :' },
    { name: 'the older form of a command', text: '##[add-path]x', line: '## [add-path]x' },
    { name: 'an escape sequence', text: 'a\u001b[31mb', line: 'a [31mb' },
    { name: 'a right-to-left override', text: 'a\u202eb', line: 'a b' },
    { name: 'colons hidden behind an invisible character', text: ':\u200b:error', line: ': :error' },
  ])('$name', ({ text, line }) => {
    expect(cleanLine(text)).toBe(line);
  });

  test('are cut at the limit', () => {
    expect(cleanLine('x'.repeat(10_000))).toHaveLength(maxServerTextLength);
  });

  test('never hold what a runner reads as a command, whatever is sent', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(':', '#', '[', 'a', '\n', '\r', '\u001b', '\u2028', '\u200b', ' '),
    });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        for (const clean of [cleanLine(text), ...cleanLines(text).split('\n')]) {
          expect(clean).not.toMatch(/::|##\[|[\p{Cc}\p{Cf}\u2028\u2029]/u);
        }
      }),
    );
  });

  test('keep their lines and indentation where several are wanted', () => {
    expect(cleanLines('rule 1\r\n  ref: ::no\n\n\tend')).toBe('rule 1\n  ref: : :no\nend');
  });
});
