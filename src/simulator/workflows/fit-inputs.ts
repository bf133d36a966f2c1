/** Fits the inputs of a dispatch to those that a workflow file declares, with GitHub's messages. */
import { ok, type Result, refuse } from '../../base/result.ts';
import { isRecord } from '../../base/text.ts';
import type { RunInputs } from '../world/runs.ts';
import { type DispatchInput, maxDispatchInputs } from './read-workflow.ts';

/** Characters of the inputs as JSON. */
const maxInputCharacters = 65_535;

type Scalar = string | number | boolean;

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function refuseInputs(message: string) {
  return refuse({ tag: 'invalid_inputs', message });
}

/** The value as the `inputs` context has it; `undefined` for one that does not fit. */
function convert(input: DispatchInput, value: Scalar): Scalar | undefined {
  const text = String(value);
  if (input.type === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : undefined;
  if (input.type === 'choice') return input.options.includes(text) ? text : undefined;
  if (input.type !== 'number') return text;
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** The value of an input that is left out and has no default. */
function absentValue({ type, options }: DispatchInput): Scalar {
  if (type === 'boolean') return false;
  return type === 'choice' ? (options[0] ?? '') : '';
}

function fitInput(input: DispatchInput, given: Scalar | undefined): Result<Scalar> {
  const value = given ?? input.default;
  if (value === undefined || (value === '' && input.required)) {
    return input.required
      ? refuseInputs(`Required input '${input.name}' not provided`)
      : ok(given ?? absentValue(input));
  }
  if (value === '' && input.type === 'number') return ok('');
  const converted = convert(input, value);
  return converted === undefined
    ? refuseInputs(`Provided value '${value}' for input '${input.name}' not in the list of allowed values`)
    : ok(converted);
}

/** `given` is the `inputs` of the request, if it has any. */
export function fitDispatchInputs(
  declared: readonly DispatchInput[],
  given: unknown = {},
): Result<RunInputs> {
  if (!isRecord(given))
    return refuseInputs("Invalid request.\n\nFor 'properties/inputs', the value is not an object.");
  const entries = Object.entries(given);
  if (entries.length > maxDispatchInputs) {
    return refuseInputs(
      `Invalid request.\n\nFor 'properties/inputs', more than ${maxDispatchInputs} properties were supplied.`,
    );
  }
  if ([...JSON.stringify(given)].length > maxInputCharacters) return refuseInputs('inputs are too large.');
  const misfit = entries.find(([, value]) => !isScalar(value));
  if (misfit !== undefined) {
    return refuseInputs(
      `Invalid request.\n\nFor 'properties/inputs/${misfit[0]}', the value is not a string.`,
    );
  }
  const names = new Set(declared.map(({ name }) => name));
  const unexpected = entries.map(([name]) => name).filter((name) => !names.has(name));
  if (unexpected.length > 0) {
    return refuseInputs(
      `Unexpected inputs provided: [${unexpected.map((name) => JSON.stringify(name)).join(', ')}]`,
    );
  }
  const fitted: [string, Scalar][] = [];
  for (const input of declared) {
    const value = given[input.name];
    const fit = fitInput(input, isScalar(value) ? value : undefined);
    if (fit.status === 'refused') return fit;
    fitted.push([input.name, fit.value]);
  }
  return ok(Object.fromEntries(fitted));
}
