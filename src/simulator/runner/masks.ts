/**
 * Hides secrets as the runner does: each value, each line of it, and the forms in which programs often write it.
 * https://github.com/actions/runner, ActionCommandManager.cs and ValueEncoders.cs
 */

/** Adds a value and each of its lines. A blank one would hide everything, so it is ignored. */
export function addMask(masks: Set<string>, value: string): void {
  if (value.trim() === '') return;
  masks.add(value);
  for (const line of value.split(/[\r\n]+/)) if (line.trim() !== '') masks.add(line.trim());
}

/** The Base64 of a value depends on what precedes it, so the runner also hides it without its first one and two bytes. */
function base64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2]
    .filter((skipped) => bytes.length > skipped)
    .map((skipped) => bytes.subarray(skipped).toString('base64'));
}

const xmlEntities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  ...{ '"': '&quot;', "'": '&apos;' },
};

function formsOf(secret: string): readonly string[] {
  return [
    secret,
    ...base64Forms(secret),
    secret.replaceAll('"', '\\"'),
    secret.replaceAll("'", "''"),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    secret.replace(/[&<>"']/g, (character) => xmlEntities[character] ?? character),
    secret.replace(/^"(.*)"$/s, '$1'),
  ];
}

/** `text` with `***` for every form of every secret, the longest first. */
export function maskSecrets(text: string, masks: ReadonlySet<string>): string {
  const forms = new Set([...masks].flatMap(formsOf).filter((form) => form !== ''));
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((masked, form) => masked.replaceAll(form, '***'), text);
}
