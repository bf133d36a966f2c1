/** Numbers of expressions, as GitHub's own evaluator reads and prints them. */
import { describe, expect, test } from '@jest/globals';
import { printActionsNumber, readActionsNumber } from '../../../../src/domain/dispatch/numbers.ts';

describe('a number of an expression', () => {
  test.each([
    { text: '1', printed: '1' },
    { text: '1.0', printed: '1' },
    { text: '01', printed: '1' },
    { text: ' 7 ', printed: '7' },
    { text: '+7', printed: '7' },
    { text: '.5', printed: '0.5' },
    { text: '5.', printed: '5' },
    { text: '100', printed: '100' },
    { text: '-1.50', printed: '-1.5' },
    { text: '-0', printed: '0' },
    { text: '', printed: '0' },
    { text: '1e3', printed: '1000' },
    { text: '1E3', printed: '1000' },
    { text: '1.5e-2', printed: '0.015' },
    { text: '0x10', printed: '16' },
    { text: '0xFf', printed: '255' },
    { text: '0x7fffffff', printed: '2147483647' },
    { text: '0xffffffff', printed: '-1' },
    { text: '0o17', printed: '15' },
    { text: '1e14', printed: '100000000000000' },
    { text: '1e15', printed: '1E+15' },
    { text: '123456789012345678', printed: '1.23456789012346E+17' },
    { text: '1e100', printed: '1E+100' },
    { text: '0.0001', printed: '0.0001' },
    { text: '0.00001', printed: '1E-05' },
    { text: '0.1234567890123456', printed: '0.123456789012346' },
    { text: '0.30000000000000004', printed: '0.3' },
    { text: '999999999999999.9', printed: '1E+15' },
  ])('$text is printed as $printed', ({ text, printed }) => {
    expect(printActionsNumber(readActionsNumber(text))).toBe(printed);
  });

  test.each(['x', '1x', '1e', '0X10', '-0x10', '0x', '0x100000000', '0o8', '0b11', '1_000', '1,5', '.'])(
    '%s is not one',
    (text) => {
      expect(readActionsNumber(text)).toBeNaN();
    },
  );

  test.each([
    { value: Number.NaN, printed: 'NaN' },
    { value: Number.NEGATIVE_INFINITY, printed: '-Infinity' },
  ])('$printed is printed as such', ({ value, printed }) => {
    expect(printActionsNumber(value)).toBe(printed);
  });
});
