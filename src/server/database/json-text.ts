/** Reads JSON from a text column. A value that does not fit means a damaged database. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';

/** @throws ActionError `INTERNAL` for JSON that `fits` does not take; `column` is named in it, the text is not. */
export function readJsonText<Value>(
  text: string,
  fits: (value: unknown) => value is Value,
  column: string,
): Value {
  const value: unknown = JSON.parse(text);
  if (!fits(value)) throw new ActionError('INTERNAL', `Unexpected JSON in the column ${column}.`);
  return value;
}

/** Whether `value` is an object that has every one of `fields` with its type; other fields are ignored. */
export function hasFields(
  value: unknown,
  fields: Readonly<Record<string, 'string' | 'number' | 'boolean' | 'object'>>,
): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.entries(fields).every(([name, type]) => typeof value[name] === type);
}
