/** Reads the name of a workflow file, as `settings.pro` and the server's configuration have it. */
import { maxFileNameLength } from './limits.ts';

const folder = '.github/workflows/';

/** `plan.yaml`, also written as `.github/workflows/plan.yaml`. Anything else with a slash is refused, as is every other ending. */
export function readFileName(key: string): string | undefined {
  const name = key.startsWith(folder) ? key.slice(folder.length) : key;
  if (name.length > maxFileNameLength) return undefined;
  // Letters, digits and plain punctuation: the name goes into an address and into keys.
  return /^[\p{L}\p{N}_][\p{L}\p{N} ._+@~()-]*\.ya?ml$/u.test(name) ? name : undefined;
}
