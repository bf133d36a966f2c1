/** Reads the fields of a control request. Throws `INPUT_INVALID` with the name of the field. */
import { ActionError } from '../../base/errors.ts';
import { isRecord } from '../../base/text.ts';

function refuse(message: string): never {
  throw new ActionError('INPUT_INVALID', message);
}

export interface ControlFields {
  text(name: string): string;
  optionalText(name: string): string | undefined;
  /** An integer from 0 to `maximum`. */
  optionalNumber(name: string, maximum: number): number | undefined;
  number(name: string, maximum: number): number;
  flag(name: string): boolean;
  oneOf<Value extends string>(name: string, values: readonly Value[]): Value;
  /** Text by name. */
  texts(name: string): Readonly<Record<string, string>>;
  list(name: string): readonly string[];
  /** Refuses every field that was not read. Call it last. */
  finish(): void;
}

/** Optional fields are `undefined`, lists and maps empty, and flags false if absent. */
export function readFields(value: unknown): ControlFields {
  if (!isRecord(value)) return refuse('The body must be a JSON object.');
  const read = new Set<string>();
  const take = (name: string): unknown => {
    read.add(name);
    return value[name];
  };
  const optional = <Kind>(name: string, is: (found: unknown) => found is Kind, kind: string) => {
    const found = take(name);
    return found === undefined || is(found) ? found : refuse(`"${name}" must be ${kind}.`);
  };
  const isText = (found: unknown): found is string => typeof found === 'string';
  const optionalText = (name: string) => optional(name, isText, 'text');
  const text = (name: string) => optionalText(name) ?? refuse(`Missing "${name}".`);
  const optionalNumber = (name: string, maximum: number) =>
    optional(
      name,
      (found): found is number =>
        typeof found === 'number' && Number.isInteger(found) && found >= 0 && found <= maximum,
      `an integer from 0 to ${maximum}`,
    );
  return {
    text,
    optionalText,
    optionalNumber,
    number: (name, maximum) => optionalNumber(name, maximum) ?? refuse(`Missing "${name}".`),
    flag: (name) =>
      optional(name, (found): found is boolean => typeof found === 'boolean', 'true or false') ?? false,
    oneOf(name, values) {
      const given = text(name);
      const found = values.find((one) => one === given);
      return found ?? refuse(`"${name}" must be one of ${values.join(', ')}.`);
    },
    texts(name) {
      const isTexts = (found: unknown): found is Record<string, string> =>
        isRecord(found) && Object.values(found).every(isText);
      return optional(name, isTexts, 'an object of texts') ?? {};
    },
    list: (name) =>
      optional(
        name,
        (found): found is string[] => Array.isArray(found) && found.every(isText),
        'a list of texts',
      ) ?? [],
    finish() {
      const unknown = Object.keys(value).find((name) => !read.has(name));
      if (unknown !== undefined) refuse(`Unknown key "${unknown}".`);
    },
  };
}
