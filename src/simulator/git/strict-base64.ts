/** Reads base64 as RFC 4648 writes it: the standard alphabet, padded, nothing between. */

/** `undefined` for anything else. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
