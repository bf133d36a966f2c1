/**
 * Runs a workflow of one event as GitHub would: jobs in the order of `needs`, their conditions and matrices, and the steps as child
 * processes through the simulator's runner. Containers are not made: their tools have to be on the PATH. A job that calls a reusable
 * workflow is not run, and reported with what it passes.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../../src/base/text.ts';
import {
  type JobResult,
  type PlannedStep,
  runJob,
  type ScriptedStep,
} from '../../../src/simulator/runner/run-job.ts';
import { type ExpressionScope, fillIn, fillInValue, isWanted } from './expressions.ts';

type Fields = Readonly<Record<string, unknown>>;
type Texts = Readonly<Record<string, string>>;

/** What the world gives a job. */
export interface JobMeans {
  readonly environment: Texts;
  readonly directory: string;
  /** `github.token` */
  readonly token: string;
}

export interface WorkflowPorts {
  /** Called for each job that runs, with its permissions. */
  openJob(key: string, permissions: Fields): Promise<JobMeans>;
  /** What stands for `uses`: the folder of an action, or a script. */
  resolveAction(
    uses: string,
    inputs: Texts,
  ): { readonly uses: string } | { readonly run: string; readonly env: Texts };
}

export interface WorkflowOccasion {
  readonly event: string;
  /** `github.event` */
  readonly payload: Fields;
  readonly inputs?: Texts | undefined;
}

export interface JobOutcome {
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Texts;
  /** `undefined` for a job that was skipped or calls a reusable workflow. */
  readonly job?: JobResult | undefined;
  /** What a reusable workflow would get. */
  readonly called?: { readonly uses: string; readonly with: Texts } | undefined;
}

const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

function fillInAll(values: unknown, scope: ExpressionScope): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(values)).map(([name, value]) => [name, fillIn(String(value ?? ''), scope)]),
  );
}

function planSteps(
  steps: readonly unknown[],
  base: ExpressionScope['contexts'],
  ports: WorkflowPorts,
): PlannedStep[] {
  return steps.map((value, index) => {
    const step = fieldsOf(value);
    const id = typeof step['id'] === 'string' ? step['id'] : undefined;
    return {
      id,
      plan({ failed, steps: before, environment }): ScriptedStep | undefined {
        const contexts = { ...base, steps: before, env: { ...environment } };
        const scope = { contexts, failed };
        if (!isWanted(step['if'], scope)) return undefined;
        const env = fillInAll(step['env'], scope);
        const own = { id, env, continueOnError: step['continue-on-error'] === true };
        const name = fillIn(String(step['name'] ?? step['uses'] ?? `step ${index + 1}`), scope);
        if (step['run'] !== undefined) return { ...own, name, run: fillIn(String(step['run']), scope) };
        const inputs = fillInAll(step['with'], scope);
        const action = ports.resolveAction(String(step['uses']), inputs);
        return 'run' in action
          ? { ...own, name, run: action.run, env: { ...env, ...action.env } }
          : { ...own, name, uses: action.uses, with: inputs };
      },
    };
  });
}

/** Combinations of a matrix: its axes multiplied, or the list `include` alone. */
function combinationsOf(strategy: unknown, scope: ExpressionScope): readonly Fields[] {
  const matrix = fieldsOf(fillInValue(fieldsOf(strategy)['matrix'], scope));
  const { include, ...axes } = matrix;
  const names = Object.keys(axes);
  const product = names.reduce<Fields[]>(
    (rows, name) => rows.flatMap((row) => listOf(axes[name]).map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
  return names.length > 0 || include === undefined ? product : listOf(include).map(fieldsOf);
}

interface RunningJob {
  readonly key: string;
  readonly fields: Fields;
  readonly workflow: Fields;
  readonly scope: ExpressionScope;
}

async function runOne(
  { key, fields, workflow, scope }: RunningJob,
  occasion: WorkflowOccasion,
  ports: WorkflowPorts,
) {
  if (fields['uses'] !== undefined) {
    const called = { uses: String(fields['uses']), with: fillInAll(fields['with'], scope) };
    return { result: 'success' as const, outputs: {}, called };
  }
  const permissions = fieldsOf(fields['permissions'] ?? workflow['permissions']);
  const { environment, directory, token } = await ports.openJob(key, permissions);
  await mkdir(directory, { recursive: true });
  const eventFile = join(directory, 'event.json');
  await writeFile(eventFile, JSON.stringify(occasion.payload));
  const github = {
    event: occasion.payload,
    event_name: occasion.event,
    token,
    ...Object.fromEntries(
      ['ACTOR', 'SHA', 'REF', 'REF_NAME', 'REPOSITORY', 'HEAD_REF', 'BASE_REF'].map((name) => [
        name.toLowerCase(),
        environment[`GITHUB_${name}`] ?? '',
      ]),
    ),
  };
  const contexts = { ...scope.contexts, github };
  const env = fillInAll({ ...fieldsOf(workflow['env']), ...fieldsOf(fields['env']) }, { ...scope, contexts });
  const job = await runJob({
    environment: { ...environment, ...env, GITHUB_EVENT_PATH: eventFile },
    directory,
    steps: planSteps(listOf(fields['steps']), contexts, ports),
  });
  const outputs = fillInAll(fields['outputs'], {
    contexts: { ...contexts, steps: job.progress.steps },
    failed: false,
  });
  return { result: job.conclusion, outputs, job };
}

/** Outcomes by the key of the job, one for each combination of its matrix. */
export async function runWorkflow(
  workflow: unknown,
  occasion: WorkflowOccasion,
  ports: WorkflowPorts,
): Promise<Readonly<Record<string, readonly JobOutcome[]>>> {
  const document = fieldsOf(workflow);
  const outcomes: Record<string, JobOutcome[]> = {};
  // The examples write their jobs in the order of `needs`.
  for (const [key, value] of Object.entries(fieldsOf(document['jobs']))) {
    const fields = fieldsOf(value);
    const needed = listOf(fields['needs']).map(String);
    const needs = Object.fromEntries(
      needed.map((name) => {
        const [outcome] = outcomes[name] ?? [];
        if (outcome === undefined) throw new Error(`${key} needs ${name}, which is not before it`);
        return [name, { result: outcome.result, outputs: outcome.outputs }];
      }),
    );
    const failed = needed.some((name) => outcomes[name]?.some(({ result }) => result !== 'success'));
    const github = { event: occasion.payload, event_name: occasion.event, actor: 'octocat' };
    const scope = { contexts: { github, inputs: occasion.inputs ?? {}, needs, matrix: {} }, failed };
    if (!isWanted(fields['if'], scope)) {
      outcomes[key] = [{ result: 'skipped', outputs: {} }];
      continue;
    }
    outcomes[key] = [];
    for (const matrix of combinationsOf(fields['strategy'], scope)) {
      const own = { ...scope, contexts: { ...scope.contexts, matrix } };
      outcomes[key].push(await runOne({ key, fields, workflow: document, scope: own }, occasion, ports));
    }
  }
  return outcomes;
}
