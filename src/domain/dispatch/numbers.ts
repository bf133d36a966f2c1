/**
 * Numbers as expressions of GitHub Actions read and print them. GitHub documents literals as JSON numbers and hexadecimal ones
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals). GitHub's runner shows how other texts are read and
 * how a number becomes text: `ParseNumber` and `ConvertToString` in https://github.com/actions/runner/tree/main/src/Sdk/Expressions.
 */

/** GitHub prints at most so many digits of a number. */
const maxDigits = 15;
/** From this exponent on, and down to it, a number has an exponent. */
const exponents = { high: 15, low: -5 };
const maxUint32 = 0xff_ff_ff_ff;

/** 32 bits with a sign: `0xffffffff` is -1. */
function readBits(digits: string, base: 8 | 16): number {
  const value = Number.parseInt(digits, base);
  return value > maxUint32 ? Number.NaN : value | 0;
}

/** NaN for what is not a number; empty text is 0. */
export function readActionsNumber(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  const hexadecimal = /^0x([\da-f]+)$/i.exec(trimmed)?.[1];
  // A capital X is not read.
  if (hexadecimal !== undefined) return trimmed[1] === 'x' ? readBits(hexadecimal, 16) : Number.NaN;
  const octal = /^0o([0-7]+)$/.exec(trimmed)?.[1];
  return octal === undefined ? Number.NaN : readBits(octal, 8);
}

const dropZeros = (digits: string) => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits);

/** `1`, `0.5`, `1E+15`, `1E-05`. */
export function printActionsNumber(value: number): string {
  // Also negative zero.
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  const [digits = '', exponentText] = value.toExponential(maxDigits - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent > exponents.low && exponent < exponents.high)
    return dropZeros(value.toFixed(maxDigits - 1 - exponent));
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${dropZeros(digits)}E${exponent < 0 ? '-' : '+'}${size}`;
}
