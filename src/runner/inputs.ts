/** Reads an action's inputs by a declarative table; the values' types follow from the table. */
import { ActionError } from '../base/errors.ts';
import { quoteText } from '../base/text.ts';
import type { Environment } from './environment.ts';

/** Longest value of one input that is read, in characters. */
export const maxInputLength = 65_536;

interface CommonSpec {
  /** A missing value is an error. Without this and without a default the value may be `undefined`. */
  readonly required?: true;
  /** What is wrong with a value (`must be …`), or `undefined`. Lists are checked item by item. */
  readonly problem?: (value: string) => string | undefined;
}

/** `text`: trimmed · `list`: one per line, or comma-separated · `flag`: true or false · `choice`: one of several · `integer`. */
type InputSpec =
  | (CommonSpec & { readonly kind: 'text' | 'list'; readonly default?: string })
  | (CommonSpec & { readonly kind: 'flag'; readonly default?: 'true' | 'false' })
  | (CommonSpec & { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default?: string })
  | (CommonSpec & {
      readonly kind: 'integer';
      readonly minimum: number;
      readonly maximum: number;
      readonly default?: string;
    });

/** Input name, as in `action.yml`, to its rules. */
export type InputTable = Readonly<Record<string, InputSpec>>;

type ParsedValue<Spec> = Spec extends { kind: 'list' }
  ? readonly string[]
  : Spec extends { kind: 'flag' }
    ? boolean
    : Spec extends { kind: 'integer' }
      ? number
      : Spec extends { kind: 'choice'; choices: readonly (infer Choice)[] }
        ? Choice
        : string;

export type InputValues<Table extends InputTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { required: true } | { default: string }
    ? ParsedValue<Table[Name]>
    : ParsedValue<Table[Name]> | undefined;
};

/** The runner's name of an input: upper case, spaces replaced, hyphens kept. */
function variableOf(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

function invalid(name: string, problem: string): ActionError {
  return new ActionError('INPUT_INVALID', `Input "${name}" ${problem}.`, {
    hint: 'Fix the value under `with:` in the workflow.',
  });
}

/** Longest value that a message repeats, in characters. */
const maxShownLength = 200;

function shown(value: string): string {
  return quoteText(value, maxShownLength);
}

function parseFlag(name: string, text: string): boolean {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  throw invalid(name, `must be true or false, got ${shown(text)}`);
}

function parseInteger(
  name: string,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  text: string,
): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw invalid(name, `must be an integer from ${minimum} to ${maximum}, got ${shown(text)}`);
}

/** Items of a list, separated by line breaks or commas: trimmed, without empty items and duplicates. */
function parseItems(text: string): readonly string[] {
  const items = text.split(/[\r\n,]+/).map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

function parseValue(name: string, spec: InputSpec, text: string): unknown {
  const items = spec.kind === 'list' ? parseItems(text) : [text];
  for (const item of items) {
    const problem = spec.problem?.(item);
    if (problem !== undefined) throw invalid(name, `${problem}, got ${shown(item)}`);
  }
  switch (spec.kind) {
    case 'text':
      return text;
    case 'list':
      return items;
    case 'flag':
      return parseFlag(name, text);
    case 'integer':
      return parseInteger(name, spec, text);
    case 'choice':
      if (spec.choices.includes(text)) return text;
      throw invalid(name, `must be one of ${spec.choices.join(', ')}, got ${shown(text)}`);
  }
}

/**
 * The inputs of `table` from `INPUT_*`. An empty or blank input counts as not set: an expression without a value gives one. Throws
 * INPUT_MISSING, or INPUT_INVALID with the name of the input and what it accepts.
 */
export function readInputs<const Table extends InputTable>(
  table: Table,
  environment: Environment,
): InputValues<Table> {
  const entries = Object.entries(table).map(([name, spec]) => {
    const given = environment[variableOf(name)]?.trim() || undefined;
    if (given !== undefined && given.length > maxInputLength) {
      throw invalid(name, `must be at most ${maxInputLength} characters`);
    }
    const text = given ?? spec.default;
    if (text !== undefined) return [name, parseValue(name, spec, text)];
    if (spec.required === undefined) return [name, undefined];
    throw new ActionError('INPUT_MISSING', `Input "${name}" is required.`, {
      hint: `Add \`${name}:\` under \`with:\` in the workflow.`,
    });
  });
  // `parseValue` returns what each kind of input is typed as.
  return Object.fromEntries(entries) as InputValues<Table>;
}
