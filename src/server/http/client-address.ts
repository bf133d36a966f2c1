/** Which addresses are one client's, for every limit that counts by address. */
import { isIPv6 } from 'node:net';

const groups = 8;
/** Groups of an IPv6 address that name its network: a client usually has a whole one, of 64 bits. */
const networkGroups = 4;
const mappedPrefix = '0:0:0:0:0:ffff';

/** The 16-bit groups in hex, without leading zeros. The last two may be an IPv4 address. */
function readGroups(address: string): readonly string[] {
  const dotted = /(?<=:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/;
  const plain = address.replace(/%.*$/, '').replace(dotted, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const zeros = Array<string>(Math.max(0, groups - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16).toString(16));
}

/** The address of an IPv4 client, the network of an IPv6 one. Text that is not an address stays as it is. */
export function clientOf(address: string): string {
  if (!isIPv6(address)) return address;
  const read = readGroups(address);
  if (read.slice(0, 6).join(':') !== mappedPrefix) return read.slice(0, networkGroups).join(':');
  return read
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255])
    .join('.');
}
