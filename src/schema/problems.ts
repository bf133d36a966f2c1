/** Turns the problems that a generated validator found into messages that a person can act on. */

export interface SchemaProblem {
  /** JSON Pointer to the offending value, `""` for the whole document. */
  readonly pointer: string;
  /** Failed keyword of JSON Schema, such as `required` or `additionalProperties`. */
  readonly keyword: string;
  /** The property that is unknown or missing, where the keyword is about one. */
  readonly property?: string | undefined;
  /** The key that is not allowed, where the keyword is about the form of keys. */
  readonly invalidKey?: string | undefined;
  readonly message: string;
}

/** The part of Ajv's error object that is used; Ajv itself is not loaded at run time. */
interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** Of an error about the form of a key. */
  readonly propertyName?: string | undefined;
}

/** A validator as `scripts/validators.ts` generates it: a function that leaves its errors on itself. */
export interface GeneratedValidator {
  (data: unknown): boolean;
  errors?: readonly AjvError[] | null;
}

/** Keywords that only repeat what their sub-schemas have already said. */
const summaryKeywords = new Set(['if', 'anyOf', 'oneOf', 'allOf', 'propertyNames']);

function toProblem(error: AjvError): SchemaProblem {
  const property =
    error.params['additionalProperty'] ??
    error.params['missingProperty'] ??
    error.params['unevaluatedProperty'];
  const allowed = error.params['allowedValues'];
  const detail = Array.isArray(allowed)
    ? `: ${allowed.map((value) => JSON.stringify(value)).join(', ')}`
    : '';
  const base =
    error.keyword === 'const'
      ? `must be ${JSON.stringify(error.params['allowedValue'])}`
      : (error.message ?? error.keyword);
  const message =
    error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties'
      ? `unknown key ${JSON.stringify(property)}`
      : base + detail;
  return {
    pointer: error.instancePath,
    keyword: error.keyword,
    property: typeof property === 'string' ? property : undefined,
    invalidKey: error.propertyName,
    message,
  };
}

/** Every problem of `data` under `validator`, none when it fits; summaries of sub-schemas only when nothing else is said. */
export function findProblems(validator: GeneratedValidator, data: unknown): SchemaProblem[] {
  if (validator(data)) return [];
  const errors = validator.errors ?? [];
  const specific = errors.filter((error) => !summaryKeywords.has(error.keyword));
  return (specific.length > 0 ? specific : errors).map(toProblem);
}
