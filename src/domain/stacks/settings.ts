/** The one part of `settings` that is kept: `pro`, as JSON text, whatever it holds. */

/** JSON text of `settings.pro`; nothing where there is none. */
export function readSettings(settings: unknown): string | undefined {
  if (typeof settings !== 'object' || settings === null || !Object.hasOwn(settings, 'pro')) return undefined;
  const { pro } = settings as { readonly pro: unknown };
  if (pro === null || pro === undefined) return undefined;
  // JSON writes lone surrogates and control characters as escapes, so the text itself is well-formed.
  return JSON.stringify(pro);
}
