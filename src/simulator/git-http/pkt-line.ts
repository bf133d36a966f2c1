/** git's framing: four hexadecimal digits of length, then the line; `0000` ends a section. */

/** Bytes of a line that one frame can carry. */
export const maxPktBytes = 65_516;
const lengthDigits = 4;
export const flushPkt = '0000';

export function pktLine(line: string | Uint8Array): Buffer {
  const body = Buffer.from(line);
  const length = (body.length + lengthDigits).toString(16).padStart(lengthDigits, '0');
  return Buffer.concat([Buffer.from(length), body]);
}

export interface PktSection {
  readonly lines: readonly Buffer[];
  /** Where the bytes after the section's end begin. */
  readonly end: number;
}

/** The lines up to the first flush; `undefined` when the bytes are cut or no such lines. */
export function readSection(bytes: Buffer): PktSection | undefined {
  const lines: Buffer[] = [];
  let offset = 0;
  while (offset + lengthDigits <= bytes.length) {
    const digits = bytes.toString('latin1', offset, offset + lengthDigits);
    if (digits === flushPkt) return { lines, end: offset + lengthDigits };
    const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : 0;
    if (length < lengthDigits || offset + length > bytes.length) return undefined;
    lines.push(bytes.subarray(offset + lengthDigits, offset + length));
    offset += length;
  }
  return undefined;
}
