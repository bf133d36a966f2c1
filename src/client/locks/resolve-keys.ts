/** Which locks a workflow means: a component in a stack, one key, or several. */
import { ActionError } from '../../base/errors.ts';
import { readLockKey } from '../../domain/locks/lock-key.ts';

/** Most keys of one step; the server has the same limit. */
const maxKeys = 100;

export interface KeyInputs {
  readonly component: string | undefined;
  readonly stack: string | undefined;
  readonly key: string | undefined;
  readonly keys: readonly string[] | undefined;
}

function invalid(message: string, hint: string): ActionError {
  return new ActionError('INPUT_INVALID', message, { hint });
}

/** `stack/component`, or a whole key of this repository; its name may differ in case. */
function completeKey(text: string, repository: string): string {
  const isWhole = text.toLowerCase().startsWith(`${repository.toLowerCase()}/`);
  const key = `${repository}/${isWhole ? text.slice(repository.length + 1) : text}`;
  const parsed = readLockKey(key);
  if (parsed.status === 'ok') return key;
  throw invalid(
    `${JSON.stringify(text)} is not a lock key: ${parsed.refusal.message}`,
    'Write stack/component.',
  );
}

/** Segments of `owner/repo/stack/component`, at least. */
const wholeKeySegments = 4;

/**
 * A message about each key that reads like one of another repository, and is a stack and a component of this one. Components may have slashes,
 * so it is not an error.
 */
export function describeForeignKeys(inputs: KeyInputs, repository: string | undefined): readonly string[] {
  const own = `${repository?.toLowerCase()}/`;
  const texts = [...new Set([...(inputs.key === undefined ? [] : [inputs.key]), ...(inputs.keys ?? [])])];
  return texts
    .filter((text) => text.split('/').length >= wholeKeySegments && !text.toLowerCase().startsWith(own))
    .map(
      (text) =>
        `The key ${JSON.stringify(text)} is read as stack/component of this repository: ${repository}/${text}. A job cannot lock a stack of another repository.`,
    );
}

function namedBy({ component, stack, key, keys = [] }: KeyInputs): readonly string[] {
  const isPair = component !== undefined || stack !== undefined;
  if ([isPair, key !== undefined, keys.length > 0].filter(Boolean).length > 1) {
    throw invalid('component and stack, key, and keys exclude each other.', 'Keep one of the three.');
  }
  if (key !== undefined) return [key];
  if (keys.length > 0) return keys;
  if (!isPair) return [];
  if (component === undefined || stack === undefined) {
    throw new ActionError('INPUT_MISSING', 'component and stack belong together.', { hint: 'Set both.' });
  }
  return [`${stack}/${component}`];
}

/** Whole keys, each once; none when nothing is named. `repository`: `owner/name` of the job. Throws INPUT_INVALID or INPUT_MISSING. */
export function resolveKeys(inputs: KeyInputs, repository: string | undefined): readonly string[] {
  const named = namedBy(inputs);
  if (named.length === 0) return [];
  if (repository === undefined) {
    throw new ActionError('INPUT_MISSING', 'GITHUB_REPOSITORY is not set, so the lock has no key.', {
      hint: 'The runner sets it.',
    });
  }
  const keys = [...new Set(named.map((text) => completeKey(text, repository)))];
  if (keys.length > maxKeys) throw invalid(`A step takes at most ${maxKeys} keys.`, 'Use several steps.');
  return keys;
}
