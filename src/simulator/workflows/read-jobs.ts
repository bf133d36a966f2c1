/** Reads the jobs of a workflow file and their steps. Expressions stay as they are written. */
import { isRecord } from '../../base/text.ts';
import {
  type ConcurrencySpec,
  readConcurrency,
  readList,
  readText,
  WorkflowFileError,
} from './workflow-fields.ts';

export interface StepSpec {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly if: string | undefined;
  readonly uses: string | undefined;
  readonly run: string | undefined;
  readonly shell: string | undefined;
  readonly workingDirectory: string | undefined;
  readonly with: unknown;
  readonly env: unknown;
  readonly continueOnError: unknown;
}

export interface JobSpec {
  readonly key: string;
  readonly name: string | undefined;
  readonly needs: readonly string[];
  readonly if: string | undefined;
  readonly labels: readonly string[];
  readonly permissions: unknown;
  readonly environment: string | undefined;
  readonly concurrency: ConcurrencySpec | undefined;
  readonly env: unknown;
  readonly outputs: unknown;
  readonly matrix: unknown;
  readonly defaults: unknown;
  /** Path of the reusable workflow that it calls instead of having steps. */
  readonly uses: string | undefined;
  /** Inputs of the reusable workflow. */
  readonly with: unknown;
  readonly steps: readonly StepSpec[];
}

function readStep(value: unknown, place: string): StepSpec {
  if (!isRecord(value) || (value['uses'] === undefined) === (value['run'] === undefined)) {
    throw new WorkflowFileError(`${place}: a step has either \`uses\` or \`run\``);
  }
  return {
    id: readText(value['id']),
    name: readText(value['name']),
    if: readText(value['if']),
    uses: readText(value['uses']),
    run: readText(value['run']),
    shell: readText(value['shell']),
    workingDirectory: readText(value['working-directory']),
    with: value['with'],
    env: value['env'],
    continueOnError: value['continue-on-error'],
  };
}

function readSteps(key: string, job: Readonly<Record<string, unknown>>): readonly StepSpec[] {
  const { steps } = job;
  if (job['runs-on'] === undefined) throw new WorkflowFileError('Required property is missing: runs-on');
  if (!Array.isArray(steps) || steps.length === 0)
    throw new WorkflowFileError(`Job '${key}': No steps defined in \`steps\``);
  return steps.map((step, index) => readStep(step, `Job '${key}', step ${index + 1}`));
}

function readEnvironment(value: unknown): string | undefined {
  return readText(isRecord(value) ? value['name'] : value);
}

function readLabels(value: unknown): readonly string[] {
  return isRecord(value) ? [...readList(value['group']), ...readList(value['labels'])] : readList(value);
}

function readJob(key: string, value: unknown, defaults: unknown): JobSpec {
  if (!isRecord(value)) throw new WorkflowFileError(`Unexpected value in job '${key}'`);
  const { strategy } = value;
  return {
    key,
    name: readText(value['name']),
    needs: readList(value['needs']),
    if: readText(value['if']),
    labels: readLabels(value['runs-on']),
    permissions: value['permissions'],
    environment: readEnvironment(value['environment']),
    concurrency: readConcurrency(value['concurrency']),
    env: value['env'],
    outputs: value['outputs'],
    matrix: isRecord(strategy) ? strategy['matrix'] : undefined,
    defaults: value['defaults'] ?? defaults,
    uses: readText(value['uses']),
    with: value['with'],
    steps: value['uses'] === undefined ? readSteps(key, value) : [],
  };
}

/** Throws when a job needs one that does not exist, or itself through others. */
function checkNeeds(jobs: readonly JobSpec[]): void {
  const open = new Map(jobs.map((job) => [job.key, job]));
  for (const { key, needs } of jobs) {
    const unknown = needs.find((need) => !open.has(need));
    if (unknown !== undefined)
      throw new WorkflowFileError(`Job '${key}' depends on unknown job '${unknown}'.`);
  }
  for (let free = 1; free > 0; ) {
    const next = [...open.values()].filter(({ needs }) => needs.every((need) => !open.has(need)));
    for (const { key } of next) open.delete(key);
    free = next.length;
  }
  const [circular] = open.keys();
  if (circular !== undefined)
    throw new WorkflowFileError(`Job '${circular}' depends on itself through others.`);
}

/** `defaults` are the workflow's. */
export function readJobs(value: unknown, defaults: unknown): readonly JobSpec[] {
  const entries = Object.entries(isRecord(value) ? value : {});
  if (entries.length === 0) throw new WorkflowFileError('No jobs defined in `jobs`');
  const jobs = entries.map(([key, job]) => readJob(key, job, defaults));
  checkNeeds(jobs);
  return jobs;
}
