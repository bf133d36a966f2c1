/** The one part of `settings` that is kept: `pro`, as JSON text, whatever it holds. */
import { isRecord } from '../../base/text.ts';

/** JSON text of `settings.pro`; nothing where there is none. */
export function readProSettings(settings: unknown): string | undefined {
  if (!isRecord(settings) || !Object.hasOwn(settings, 'pro')) return undefined;
  const { pro } = settings;
  if (pro === null || pro === undefined) return undefined;
  // JSON writes lone surrogates and control characters as escapes, so the text itself is well-formed.
  return JSON.stringify(pro);
}
