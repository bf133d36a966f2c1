/** Decides which names git accepts for a ref: the rules of git-check-ref-format(1). */

/** Longest full ref name, in bytes: GitHub stores no more. */
const maxRefBytes = 255;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what git refuses.
const forbidden = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\//;

/** Whether `ref` is a full name (`refs/heads/x`, `refs/tags/x`) that git would take. */
export function isValidRef(ref: string): boolean {
  const parts = ref.split('/');
  if (parts[0] !== 'refs' || parts.length < 3 || Buffer.byteLength(ref) > maxRefBytes) return false;
  if (forbidden.test(ref) || ref.endsWith('.')) return false;
  return parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

/** The existing ref that conflicts with a new one, as a file conflicts with a directory of its name. */
export function findRefConflict(ref: string, present: readonly string[]): string | undefined {
  return present.find((other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`));
}
