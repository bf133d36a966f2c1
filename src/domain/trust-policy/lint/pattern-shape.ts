/** Decides whether a value has the shape of a pattern. The schema says the same and names the fault. */
import { maxPatternLength } from '../../patterns/limits.ts';

/** The length is counted in Unicode code points, as JSON Schema does. */
function isPatternText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && [...value].length <= maxPatternLength;
}

/** A text of 1 to 256 characters, or `{regex: …}` with one and nothing else. */
export function isPattern(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isPatternText(value);
  return Object.keys(value).join() === 'regex' && isPatternText(Reflect.get(value, 'regex'));
}
