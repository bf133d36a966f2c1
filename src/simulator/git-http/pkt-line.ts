/** git's framing: four hexadecimal digits of length, then the line; `0000` ends a section. */

/** Bytes of a line that one frame can carry. */
export const MAX_PKT_BYTES = 65_516;
const LENGTH_DIGITS = 4;
export const flushPkt = '0000';

export function pktLine(line: string | Uint8Array): Buffer {
  const body = Buffer.from(line);
  const length = (body.length + LENGTH_DIGITS).toString(16).padStart(LENGTH_DIGITS, '0');
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
  while (offset + LENGTH_DIGITS <= bytes.length) {
    const digits = bytes.toString('latin1', offset, offset + LENGTH_DIGITS);
    if (digits === flushPkt) return { lines, end: offset + LENGTH_DIGITS };
    const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : 0;
    if (length < LENGTH_DIGITS || offset + length > bytes.length) return undefined;
    lines.push(bytes.subarray(offset + LENGTH_DIGITS, offset + length));
    offset += length;
  }
  return undefined;
}
