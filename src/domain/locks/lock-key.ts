/** Decides what a lock's key means: whose repository it names, and the part that the server treats as opaque. */
import { ok, type Refusal, type Refused, type Result, refuse } from '../../base/result.ts';

/** Longest key, in characters. */
export const maxKeyLength = 512;

export interface LockKey {
  /** `owner/name` as the caller spells it; compared without regard to case. */
  readonly repository: string;
  /** `stack/component`. Both may hold slashes, so it is never split: whole paths are compared. */
  readonly path: string;
}

export type LockKeyRefusal = Refusal<'LockKeyInvalid'>;

function invalid(message: string): Refused<LockKeyRefusal> {
  return refuse({ tag: 'LockKeyInvalid', message });
}

const shape = /^([A-Za-z0-9_-]{1,39}\/[A-Za-z0-9._-]{1,100})\/(.+)$/s;
/** Neither storable everywhere nor readable in a message; line separators would forge lines of a log. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/**
 * `owner/repo/stack/component` (docs/wire.md#locks). A key outside a repository arrives as `//stack/component` and
 * is refused, as is one with an empty stack or component.
 */
export function readLockKey(text: string): Result<LockKey, LockKeyRefusal> {
  if (text.length > maxKeyLength) {
    return invalid(`The key is longer than ${maxKeyLength} characters.`);
  }
  const [, repository = '', path = ''] = shape.exec(text) ?? [];
  if (repository === '' || !/^[^/].*\/.*[^/]$/s.test(path)) {
    return invalid(
      'The key is not of the form `owner/repo/stack/component`. Run inside a clone with a remote.',
    );
  }
  return unprintable.test(path) ? invalid('The key contains control characters.') : ok({ repository, path });
}

/** The key as people read it, under the repository's name of today. */
export function formatLockKey(key: LockKey): string {
  return `${key.repository}/${key.path}`;
}
