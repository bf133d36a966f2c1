/** Standard base64 with padding, and nothing else: what a lenient reader skips would be committed in another form than it was sent. */

const alphabet = /^[A-Za-z0-9+/]*={0,2}$/;
/** Bits of the last character that carry nothing, and so have to be zero, by the number of `=`. */
const unusedBits = [0, 0b11, 0b1111] as const;

function digitOf(character: string): number {
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(character);
}

/** Bytes that `text` decodes to, if it decodes. */
export function decodedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

/** `undefined` for what is not canonical. */
export function decodeStrictBase64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0 || !alphabet.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const last = digitOf(text.charAt(text.length - padding - 1));
  if (padding > 0 && (last & (unusedBits[padding] ?? 0)) !== 0) return undefined;
  return Buffer.from(text, 'base64');
}
