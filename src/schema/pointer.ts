/** Reads JSON Pointers (RFC 6901). */

/** The keys that lead to the place; none for the whole document. */
export function readPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
