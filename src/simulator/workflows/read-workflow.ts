/** Reads a workflow file: what starts it, its inputs, its concurrency and its jobs. */
import { parse } from 'yaml';
import { ok, type Result, refuse } from '../../base/result.ts';
import { isRecord } from '../../base/text.ts';
import { type JobSpec, readJobs } from './read-jobs.ts';
import {
  type ConcurrencySpec,
  readConcurrency,
  readList,
  readText,
  WorkflowFileError,
} from './workflow-fields.ts';

/** Of `workflow_dispatch`. https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs */
export const maxDispatchInputs = 25;

export interface DispatchInput {
  readonly name: string;
  readonly type: 'string' | 'choice' | 'boolean' | 'number' | 'environment';
  readonly required: boolean;
  readonly default: string | number | boolean | undefined;
  readonly options: readonly string[];
}

/** An event with its filters, each a list of patterns or names. */
export interface Trigger {
  readonly types: readonly string[] | undefined;
  readonly branches: readonly string[] | undefined;
  readonly branchesIgnored: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly tagsIgnored: readonly string[] | undefined;
  readonly paths: readonly string[] | undefined;
  readonly pathsIgnored: readonly string[] | undefined;
}

export interface SimulatedWorkflow {
  readonly name: string | undefined;
  readonly runName: string | undefined;
  /** By the name of the event. */
  readonly triggers: ReadonlyMap<string, Trigger>;
  readonly inputs: readonly DispatchInput[];
  readonly permissions: unknown;
  readonly env: unknown;
  readonly concurrency: ConcurrencySpec | undefined;
  readonly jobs: readonly JobSpec[];
}

function readNames(value: unknown): readonly string[] | undefined {
  return value === undefined || value === null ? undefined : readList(value);
}

function readTrigger(value: unknown): Trigger {
  const filters = isRecord(value) ? value : {};
  return {
    types: readNames(filters['types']),
    branches: readNames(filters['branches']),
    branchesIgnored: readNames(filters['branches-ignore']),
    tags: readNames(filters['tags']),
    tagsIgnored: readNames(filters['tags-ignore']),
    paths: readNames(filters['paths']),
    pathsIgnored: readNames(filters['paths-ignore']),
  };
}

function readTriggers(on: unknown): ReadonlyMap<string, Trigger> {
  if (isRecord(on)) return new Map(Object.entries(on).map(([event, value]) => [event, readTrigger(value)]));
  const names = readNames(on);
  if (names === undefined || names.length === 0)
    throw new WorkflowFileError('No event triggers defined in `on`');
  return new Map(names.map((event) => [event, readTrigger(undefined)]));
}

const inputTypes = ['string', 'choice', 'boolean', 'number', 'environment'] as const;

function readInput(name: string, value: unknown): DispatchInput {
  const fields = isRecord(value) ? value : {};
  const type = inputTypes.find((one) => one === (fields['type'] ?? 'string'));
  if (type === undefined)
    throw new WorkflowFileError(`Invalid type of input '${name}': ${String(fields['type'])}`);
  const options = readNames(fields['options']) ?? [];
  if (type === 'choice' && options.length === 0)
    throw new WorkflowFileError(`Input '${name}' has no options`);
  const standard = fields['default'];
  return {
    name,
    type,
    required: fields['required'] === true,
    default: standard === undefined || standard === null ? undefined : readScalar(standard),
    options,
  };
}

function readScalar(value: unknown): string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

function readInputs(on: unknown): readonly DispatchInput[] {
  const dispatch = isRecord(on) ? on['workflow_dispatch'] : undefined;
  const inputs = isRecord(dispatch) ? dispatch['inputs'] : undefined;
  const entries = Object.entries(isRecord(inputs) ? inputs : {});
  if (entries.length > maxDispatchInputs) {
    throw new WorkflowFileError(
      `you may only define up to ${maxDispatchInputs} \`inputs\` for a \`workflow_dispatch\` event`,
    );
  }
  return entries.map(([name, value]) => readInput(name, value));
}

function readDocument(text: string): SimulatedWorkflow {
  const document: unknown = parse(text, { maxAliasCount: 100 });
  if (!isRecord(document)) throw new WorkflowFileError('Unexpected value: expected a mapping');
  const { on } = document;
  return {
    name: readText(document['name']),
    runName: readText(document['run-name']),
    triggers: readTriggers(on),
    inputs: readInputs(on),
    permissions: document['permissions'],
    env: document['env'],
    concurrency: readConcurrency(document['concurrency']),
    jobs: readJobs(document['jobs'], document['defaults']),
  };
}

/** Most files that are kept. They are read again at each event of each commit. */
const maxKept = 500;
const kept = new Map<string, Result<SimulatedWorkflow>>();

function readAnew(text: string): Result<SimulatedWorkflow> {
  try {
    return ok(readDocument(text));
  } catch (error) {
    return refuse({
      tag: 'invalid_workflow',
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Refused as `invalid_workflow` with the fault. */
export function readWorkflowFile(text: string): Result<SimulatedWorkflow> {
  const known = kept.get(text);
  if (known !== undefined) return known;
  if (kept.size >= maxKept) kept.clear();
  const read = readAnew(text);
  kept.set(text, read);
  return read;
}
