/** Whether a value is a pattern by its shape; the schema says the same, and why not. */

/** In Unicode code points, as JSON Schema counts. */
const maxPatternLength = 256;

function isPatternText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && [...value].length <= maxPatternLength;
}

/** A text of 1 to 256 characters, or `{regex: …}` with one and nothing else. */
export function isPattern(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isPatternText(value);
  return Object.keys(value).join() === 'regex' && isPatternText(Reflect.get(value, 'regex'));
}
