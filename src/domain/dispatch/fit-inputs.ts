/** Decides the inputs of one dispatch: those of the component and the server's two, fitted to what the workflow file declares. */
import { ok, type Refusal, type Refused, type Result, refuse } from '../../base/result.ts';
import { quoteText } from '../../base/text.ts';
import type { Activity } from './activities.ts';
import { isMerge } from './activities.ts';
import { maxInputs, maxInputsLength } from './limits.ts';
import { readActionsNumber } from './numbers.ts';
import type { ProInput } from './read-pro.ts';
import { correlationInput, type DeclaredInput, shaInput, type WorkflowFile } from './read-workflow.ts';
import { type PlaceholderValues, substitute } from './substitute.ts';

export type InputRefusalTag =
  | 'leftover'
  | 'input_shape'
  | 'undeclared_input'
  | 'missing_input'
  | 'ill_typed_input'
  | 'no_sha'
  | 'too_many_inputs'
  | 'inputs_too_long';

export type InputRefusal = Refusal<InputRefusalTag>;

export type DispatchInputs = Readonly<Record<string, string>>;

export interface FitRequest {
  readonly activity: Activity;
  /** File name of the workflow, for messages. */
  readonly file: string;
  readonly workflow: WorkflowFile;
  /** The component's own. */
  readonly inputs: readonly ProInput[];
  readonly values: PlaceholderValues;
  /** The order's id. */
  readonly correlation: string;
}

const longestShown = 60;

function refuseInput(tag: InputRefusalTag, message: string): Refused<InputRefusal> {
  return refuse({ tag, message });
}

function show(name: string): string {
  return quoteText(name, longestShown);
}

/** The component's inputs as texts, with their placeholders filled in. */
function renderOwn({ inputs, values }: FitRequest): Result<Map<string, string>, InputRefusal> {
  const rendered = new Map<string, string>();
  for (const input of inputs) {
    if (input.type === 'none') continue;
    if (input.type === 'unusable') {
      return refuseInput(
        'input_shape',
        `input ${show(input.name)} is a list or a map: write a text, a number or a boolean`,
      );
    }
    const text = substitute(input.text, values);
    if (text.status === 'refused') {
      return refuseInput('leftover', `input ${show(input.name)}: ${text.refusal.message}`);
    }
    rendered.set(input.name, text.value);
  }
  return ok(rendered);
}

function typeProblem({ type, options }: DeclaredInput, value: string): string | undefined {
  if (type === 'choice' && !options.includes(value)) {
    return `expected one of ${options.slice(0, 10).map(show).join(', ')}`;
  }
  if (type === 'boolean' && value !== 'true' && value !== 'false') return 'expected "true" or "false"';
  if (type === 'number' && (value.trim() === '' || !Number.isFinite(readActionsNumber(value))))
    return 'expected a number';
  return undefined;
}

function findMisfit(
  { file, workflow }: FitRequest,
  inputs: ReadonlyMap<string, string>,
): Refused<InputRefusal> | undefined {
  const declared = new Map(workflow.inputs.map((input) => [input.name, input]));
  for (const [name, value] of inputs) {
    const input = declared.get(name);
    if (input === undefined) {
      return refuseInput(
        'undeclared_input',
        `${file} does not declare the input ${show(name)}: declare it under on.workflow_dispatch.inputs`,
      );
    }
    const problem = typeProblem(input, value);
    if (problem !== undefined) {
      return refuseInput('ill_typed_input', `input ${show(name)} of ${file}: ${problem}, got ${show(value)}`);
    }
  }
  const missing = workflow.inputs.find(
    ({ name, isRequired, hasDefault }) => isRequired && !hasDefault && !inputs.has(name),
  );
  return missing === undefined
    ? undefined
    : refuseInput(
        'missing_input',
        `${file} requires the input ${show(missing.name)}: set it under inputs in settings.pro`,
      );
}

/**
 * Whether a run of another commit would report on one that it did not run. The inputs of a component are those of the commit, which may
 * be one of a fork that a person has approved, and no other.
 */
function needsSha(activity: Activity): boolean {
  const isTested = activity.event === 'pull_request' && !isMerge(activity);
  return isTested || activity.event === 'merge_group' || activity.event === 'release';
}

/** GitHub takes declared inputs only, as texts. The order's id is always the server's: runs are found by it. */
export function fitInputs(request: FitRequest): Result<DispatchInputs, InputRefusal> {
  const { workflow, file, activity, correlation, values } = request;
  const own = renderOwn(request);
  if (own.status === 'refused') return own;
  const inputs = own.value;
  const declares = (name: string) => workflow.inputs.some((input) => input.name === name);
  if (needsSha(activity) && !declares(shaInput)) {
    return refuseInput(
      'no_sha',
      `${file} does not declare the input "sha", so it would run the default branch: declare it, and check out inputs.sha`,
    );
  }
  const isOurs = needsSha(activity) || !inputs.has(shaInput);
  if (declares(shaInput) && isOurs) inputs.set(shaInput, values.sha);
  if (declares(correlationInput)) inputs.set(correlationInput, correlation);
  else inputs.delete(correlationInput);
  const misfit = findMisfit(request, inputs);
  if (misfit !== undefined) return misfit;
  if (inputs.size > maxInputs) {
    return refuseInput(
      'too_many_inputs',
      `${file} would get ${inputs.size} inputs, and GitHub accepts ${maxInputs}`,
    );
  }
  const fitted = Object.fromEntries(inputs);
  const length = JSON.stringify(fitted).length;
  return length > maxInputsLength
    ? refuseInput(
        'inputs_too_long',
        `the inputs of ${file} have ${length} characters, and GitHub accepts ${maxInputsLength}`,
      )
    : ok(fitted);
}
