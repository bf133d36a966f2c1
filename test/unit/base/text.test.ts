import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cleanLine,
  cleanLines,
  escapeUnprintable,
  maxServerTextLength,
  quotePath,
  quoteText,
  toLine,
  toTimestamp,
} from '../../../src/base/text.ts';

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

test('times are whole seconds in UTC, rounded down', () => {
  expect(toTimestamp(Date.UTC(2026, 0, 31, 23, 59, 59, 999))).toBe('2026-01-31T23:59:59Z');
  expect(toTimestamp(0)).toBe('1970-01-01T00:00:00Z');
  expect(toTimestamp(-1)).toBe('1969-12-31T23:59:59Z');
});

describe('unprintable characters', () => {
  const hidden = 'a\u202e\u200b\n\ud800b\tc';

  test('become one space in a line', () => {
    expect(toLine(` ${hidden} `)).toBe('a b c');
  });

  test('show their code where they are escaped', () => {
    expect(escapeUnprintable(hidden)).toBe(String.raw`a\u{202e}\u{200b}\u{a}\u{d800}b c`);
  });

  test('show in quotes, and a long text says that it is cut', () => {
    expect(quoteText('a"\u202e')).toBe(String.raw`"a\"\u{202e}"`);
    expect(quoteText('x'.repeat(5), 4)).toBe('"xxxx"…');
    expect(quotePath('x'.repeat(300))).toBe(`"${'x'.repeat(200)}"…`);
  });
});
