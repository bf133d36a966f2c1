/**
 * Fills in the concurrency groups of a workflow file, as far as a dispatch decides them. GitHub cancels runs that share a group,
 * so one run of each is open at a time. An expression that is not understood stays as text: runs that might share a group then do.
 */
import { maxGroupLength } from './limits.ts';
import { printActionsNumber, readActionsNumber } from './numbers.ts';
import type { DeclaredInput, WorkflowFile } from './read-workflow.ts';

export interface DispatchContext {
  /** Full name: `refs/heads/main`. */
  readonly ref: string;
  /** Path of the file: `.github/workflows/plan.yaml`. */
  readonly path: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** A value that no other run has. */
const unique = Symbol('unique');
type Operand = string | typeof unique | undefined;

interface Scene {
  readonly workflow: WorkflowFile;
  readonly context: DispatchContext;
}

/** Empty in a dispatched run. */
const absent =
  /^github\.(?:head_ref|base_ref|event\.(?:pull_request|merge_group|release|issue)(?:\.\w+)*|event\.number)$/;

/**
 * What an input is that a dispatch leaves out and that has no default. GitHub documents `false` and `0` for `workflow_call` and nothing for
 * `workflow_dispatch` (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_callinputs). If GitHub
 * should print nothing instead, runs that leave it out share a group all the same, and at worst one with the value waits for them.
 */
function absentInput({ type, options }: DeclaredInput): string {
  if (type === 'boolean') return 'false';
  if (type === 'number') return '0';
  return type === 'choice' ? (options[0] ?? '') : '';
}

/**
 * A number as GitHub prints it: `1.0` and `1` are one group. Where GitHub should print an input as it was sent, runs that share a group here
 * have two there, and at worst wait for each other.
 */
function printInput({ type }: DeclaredInput, text: string): string {
  const number = readActionsNumber(text);
  return type === 'number' && text.trim() !== '' && Number.isFinite(number)
    ? printActionsNumber(number)
    : text;
}

function readInputOperand(input: string, isAlone: boolean, { workflow, context }: Scene): Operand {
  const declared = workflow.inputs.find(({ name }) => name.toLowerCase() === input.toLowerCase());
  // Before `||` a false boolean and a zero count as nothing; they do not print as nothing.
  if (!isAlone && (declared?.type === 'boolean' || declared?.type === 'number')) return undefined;
  const name = declared?.name ?? input;
  const sent = Object.hasOwn(context.inputs, name) ? context.inputs[name] : undefined;
  if (declared === undefined) return sent ?? '';
  const text = sent ?? declared.default;
  return printInput(declared, sent === undefined && text === '' ? absentInput(declared) : text);
}

/** `undefined`: not a number. */
function readLiteral(text: string): number | undefined {
  const number = /^[-+.\d]/.test(text) ? readActionsNumber(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** `isAlone`: the whole expression. */
function readOperand(text: string, isAlone: boolean, scene: Scene): Operand {
  const { workflow, context } = scene;
  const literal = readLiteral(text);
  if (literal !== undefined) return printActionsNumber(literal);
  const quoted = /^'((?:[^']|'')*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  const input = /^(?:github\.event\.)?inputs\.([\w-]+)$/i.exec(text)?.[1];
  if (input !== undefined) return readInputOperand(input, isAlone, scene);
  if (absent.test(text)) return '';
  switch (text) {
    case 'github.workflow':
      return workflow.name ?? context.path;
    case 'github.ref':
      return context.ref;
    case 'github.ref_name':
      return context.ref.replace(/^refs\/(?:heads|tags)\//, '');
    case 'github.event_name':
      return 'workflow_dispatch';
    case 'github.run_id':
    case 'github.run_number':
      return unique;
    default:
      return undefined;
  }
}

/** `a || b`: the first that is neither empty nor zero, else the last. `undefined`: not understood. */
function evaluate(expression: string, scene: Scene): Operand {
  const parts = expression.split('||').map((part) => part.trim());
  let last: Operand = '';
  for (const part of parts) {
    last = readOperand(part, parts.length === 1, scene);
    if (last !== '' && readLiteral(part) !== 0) return last;
  }
  return last;
}

/** `undefined`: every run has a group of its own. */
function fillGroup(group: string, scene: Scene): string | undefined {
  let isUnique = false;
  const filled = group.replace(/\$\{\{(.*?)\}\}/gs, (whole, expression: string) => {
    const value = evaluate(expression, scene);
    if (value === unique || (value === undefined && /\brun_(?:id|number)\b/.test(expression)))
      isUnique = true;
    return typeof value === 'string' ? value : whole.replace(/\s+/g, '');
  });
  // GitHub compares groups without regard to case.
  return isUnique ? undefined : filled.toLowerCase().slice(0, maxGroupLength).toWellFormed();
}

/** Sorted; empty where no run can cancel another. */
export function fillGroups(workflow: WorkflowFile, context: DispatchContext): readonly string[] {
  const groups = workflow.groups.flatMap((group) => fillGroup(group, { workflow, context }) ?? []);
  return [...new Set(groups)].filter((group) => group !== '').sort();
}
