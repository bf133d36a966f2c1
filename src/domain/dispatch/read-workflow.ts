/**
 * Reads what a dispatch needs of a workflow file: its inputs, its `run-name`, its concurrency groups. The file comes from the
 * default branch of a repository, so reading is bounded and never throws.
 */
import { parseDocument } from 'yaml';
import { ok, type Result, refuse } from '../../base/result.ts';
import { isRecord } from '../../base/text.ts';
import {
  maxGroupLength,
  maxReadInputs,
  maxSettingNameLength,
  maxWorkflowJobs,
  maxWorkflowLength,
} from './limits.ts';

export const correlationInput = 'atmos_pro_run_id';
export const shaInput = 'sha';

const inputTypes = ['string', 'boolean', 'choice', 'number', 'environment'] as const;

export interface DeclaredInput {
  readonly name: string;
  readonly type: (typeof inputTypes)[number];
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
  /** Text of the default, for expressions; `''` where there is none. */
  readonly default: string;
  /** Of a `choice`. */
  readonly options: readonly string[];
}

/** Plain data, so that it can be stored as JSON beside the file's blob. */
export interface WorkflowFile {
  /** `name:` of the file, as expressions see it; absent: the path. */
  readonly name: string | undefined;
  readonly inputs: readonly DeclaredInput[];
  /** Whether the title of every run has the order's id, so that the run can be found by it. */
  readonly carriesId: boolean;
  /** `concurrency.group` of the file and of its jobs, with their expressions. */
  readonly groups: readonly string[];
}

export interface WorkflowRefusal {
  readonly tag: 'file_unreadable' | 'no_dispatch_trigger';
  readonly message: string;
}

/** Anchors may be repeated this often: against documents that grow without end. */
const maxAliases = 100;

function unreadable(why: string): Result<never, WorkflowRefusal> {
  return refuse({ tag: 'file_unreadable', message: `the workflow file is not valid: ${why}` });
}

function parse(text: string): Result<Readonly<Record<string, unknown>>, WorkflowRefusal> {
  if (text.length > maxWorkflowLength) return unreadable(`it is longer than ${maxWorkflowLength} characters`);
  let data: unknown;
  try {
    const yaml = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const [error] = yaml.errors;
    if (error !== undefined) return unreadable(`YAML: ${error.message.slice(0, 200)}`);
    data = yaml.toJS({ maxAliasCount: maxAliases });
  } catch {
    // Aliases that expand without end, or nesting deeper than the call stack.
    return unreadable('its YAML cannot be read');
  }
  return isRecord(data) ? ok(data) : unreadable('it is not a mapping');
}

/** A text of YAML: numbers and booleans as GitHub writes them. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

function readInput(name: string, value: unknown): DeclaredInput {
  const input = isRecord(value) ? value : {};
  const options = Array.isArray(input['options']) ? input['options'].map(textOf) : [];
  return {
    name,
    type: inputTypes.find((type) => type === input['type']) ?? 'string',
    isRequired: input['required'] === true,
    hasDefault: input['default'] !== undefined && input['default'] !== null,
    default: textOf(input['default']),
    options,
  };
}

/** The inputs of `workflow_dispatch`; `undefined`: the file has no such trigger. */
function readTrigger(on: unknown): readonly DeclaredInput[] | undefined {
  if (on === 'workflow_dispatch') return [];
  if (Array.isArray(on)) return on.includes('workflow_dispatch') ? [] : undefined;
  if (!isRecord(on) || !Object.hasOwn(on, 'workflow_dispatch')) return undefined;
  const trigger = on['workflow_dispatch'];
  const inputs = isRecord(trigger) && isRecord(trigger['inputs']) ? trigger['inputs'] : {};
  return Object.entries(inputs)
    .filter(([name]) => name.length <= maxSettingNameLength)
    .slice(0, maxReadInputs)
    .map(([name, value]) => readInput(name, value));
}

/** Only the plain input counts: `${{ inputs.dry && inputs.atmos_pro_run_id }}` may leave it out. */
function carriesId(runName: string, inputs: readonly DeclaredInput[]): boolean {
  return (
    inputs.some(({ name }) => name === correlationInput) &&
    /\$\{\{\s*(?:github\.event\.)?inputs\.atmos_pro_run_id\s*\}\}/.test(runName)
  );
}

function groupOf(concurrency: unknown): string | undefined {
  const group = isRecord(concurrency) ? concurrency['group'] : concurrency;
  const text = textOf(group);
  return text === '' ? undefined : text.slice(0, maxGroupLength).toWellFormed();
}

function readGroups(file: Readonly<Record<string, unknown>>): readonly string[] {
  const jobs = isRecord(file['jobs']) ? Object.values(file['jobs']).slice(0, maxWorkflowJobs) : [];
  const groups = [file, ...jobs.filter(isRecord)].map(({ concurrency }) => groupOf(concurrency));
  return [...new Set(groups.filter((group) => group !== undefined))];
}

export interface WorkflowTriggers {
  /** Names of events. */
  readonly events: readonly string[];
  /** Whether a `concurrency` of the file or of a job cancels a run that is in progress. */
  readonly cancelsRuns: boolean;
}

/** Of any workflow file, also one that is not dispatched. `undefined`: it cannot be read. */
export function readTriggers(text: string): WorkflowTriggers | undefined {
  const parsed = parse(text);
  if (parsed.status === 'refused') return undefined;
  const { on, jobs } = parsed.value;
  const all = isRecord(jobs) ? Object.values(jobs).slice(0, maxWorkflowJobs).filter(isRecord) : [];
  const cancels = [parsed.value, ...all].some(({ concurrency }) => {
    const setting = isRecord(concurrency) ? concurrency['cancel-in-progress'] : undefined;
    // An expression may be true.
    return setting === true || typeof setting === 'string';
  });
  const events = isRecord(on) ? Object.keys(on) : [on].flat().map(textOf);
  return { events, cancelsRuns: cancels };
}

/** `text`: the file at the ref that is dispatched. */
export function readWorkflow(text: string): Result<WorkflowFile, WorkflowRefusal> {
  const parsed = parse(text);
  if (parsed.status === 'refused') return parsed;
  const file = parsed.value;
  // YAML 1.1 reads `on` as true; GitHub and this reader do not.
  const inputs = readTrigger(file['on']);
  if (inputs === undefined) {
    return refuse({
      tag: 'no_dispatch_trigger',
      message: 'the workflow file has no trigger workflow_dispatch: add it under `on`',
    });
  }
  const name = textOf(file['name']);
  return ok({
    name: name === '' ? undefined : name.slice(0, maxGroupLength).toWellFormed(),
    inputs,
    carriesId: carriesId(textOf(file['run-name']).slice(0, maxGroupLength), inputs),
    groups: readGroups(file),
  });
}
