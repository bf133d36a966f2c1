/** Checks the workflow files that components start: what is missing there, GitHub or the server would refuse at each push. */
import { fillGroups } from '../../../domain/dispatch/concurrency-groups.ts';
import { fitInputs } from '../../../domain/dispatch/fit-inputs.ts';
import { kindOfDeployment } from '../../../domain/dispatch/kinds.ts';
import { maxWorkflowLength } from '../../../domain/dispatch/limits.ts';
import { toCorrelation } from '../../../domain/dispatch/order-key.ts';
import { readTriggers, readWorkflow, type WorkflowFile } from '../../../domain/dispatch/read-workflow.ts';
import type { ClientCalls } from '../../../github/client.ts';
import type { RepositoryHandle } from '../../../github/repository-calls.ts';
import { readWorkflowContent } from '../../../github/workflow-files.ts';
import type { RepositoryConfig } from '../../../server/config/config.ts';
import { type DoctorResult, fail, pass, warn } from '../check.ts';
import type { NamedStart } from '../deployment-facts.ts';

/** Most files of one repository that are read. */
const maxFiles = 20;
/** Most inputs that do not fit that are named of one file. */
const maxMisfits = 3;

export interface WorkflowQuestion {
  readonly repository: RepositoryConfig;
  readonly handle: RepositoryHandle;
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly starts: readonly NamedStart[];
}

interface Group {
  readonly name: string;
  readonly file: string;
  readonly kind: 'plan' | 'change';
}

interface Checked {
  readonly findings: readonly DoctorResult[];
  readonly groups: readonly Group[];
}

/** Of a file that does not fit: what is wrong, each once, with a component that has it. */
function fitStarts(
  { repository, branch }: WorkflowQuestion,
  { file, starts, workflow }: { file: string; starts: readonly NamedStart[]; workflow: WorkflowFile },
): Checked {
  const kinds = new Map(Object.entries(repository.deployments?.dispatch.workflows ?? {}));
  const misfits = new Map<string, DoctorResult>();
  const groups: Group[] = [];
  for (const { stack, component, activity, inputs } of starts) {
    const values = { stack, component, sha: '0'.repeat(40) };
    const correlation = toCorrelation(new Uint8Array(16));
    const fitted = fitInputs({ activity, file, workflow, inputs, values, correlation });
    if (fitted.status === 'refused') {
      const { tag, message } = fitted.refusal;
      const text = `${repository.name}: ${component} in ${stack} cannot start ${file}: ${message}.`;
      if (!misfits.has(message))
        misfits.set(message, fail(tag === 'leftover' ? 'settings-leftover' : 'workflow-inputs', text));
      continue;
    }
    const context = { ref: `refs/heads/${branch}`, path: `.github/workflows/${file}`, inputs: fitted.value };
    const kind = kindOfDeployment(activity, [file], kinds);
    for (const name of fillGroups(workflow, context)) groups.push({ name, file, kind });
  }
  return { findings: [...misfits.values()].slice(0, maxMisfits), groups };
}

async function checkFile(
  question: WorkflowQuestion,
  [file, starts]: readonly [string, readonly NamedStart[]],
  calls: ClientCalls,
): Promise<Checked> {
  const { handle, branch } = question;
  const place = `${handle.name}: .github/workflows/${file}`;
  const content = await readWorkflowContent(calls, handle, { file, branch });
  if (content.status !== 'read') {
    const [{ stack, component } = { stack: '', component: '' }] = starts;
    const message = `${place} does not exist on ${branch}, and ${component} in ${stack} starts it.`;
    return { findings: [fail('workflow-missing', message)], groups: [] };
  }
  // A folder, or a file too large for GitHub's answer, is refused like a file that is too long.
  const text = content.text ?? ' '.repeat(maxWorkflowLength + 1);
  const reading = readWorkflow(text);
  if (reading.status === 'refused')
    return { findings: [fail('workflow-unusable', `${place}: ${reading.refusal.message}.`)], groups: [] };
  const fitted = fitStarts(question, { file, starts, workflow: reading.value });
  const findings = [...fitted.findings];
  if (!reading.value.carriesId)
    findings.push(warn('workflow-no-run-id', `${place} has no \`atmos_pro_run_id\` in its \`run-name\`.`));
  if (readTriggers(text)?.cancelsRuns === true)
    findings.push(warn('workflow-cancels', `${place} has \`cancel-in-progress\`.`));
  return { findings, groups: fitted.groups };
}

/** GitHub cancels the run that waits in a group when the next one comes, so a plan could end an apply that is approved. */
function checkGroups(name: string, groups: readonly Group[]): DoctorResult[] {
  const changes = new Map(groups.filter(({ kind }) => kind === 'change').map((one) => [one.name, one]));
  const shared = groups.find((one) => one.kind === 'plan' && changes.has(one.name));
  const other = shared && changes.get(shared.name);
  if (shared === undefined || other === undefined) return [];
  const message = `${name}: ${shared.file} and ${other.file} share the concurrency group ${JSON.stringify(shared.name)}.`;
  return [warn('workflow-shared-group', message)];
}

/** Rejects with `GitHubFailure`. */
export async function checkWorkflows(
  question: WorkflowQuestion,
  calls: ClientCalls,
): Promise<DoctorResult[]> {
  const { name } = question.repository;
  const files = Map.groupBy(question.starts, ({ file }) => file);
  const findings: DoctorResult[] = [];
  const groups: Group[] = [];
  for (const entry of [...files].slice(0, maxFiles)) {
    const checked = await checkFile(question, entry, calls);
    findings.push(...checked.findings);
    groups.push(...checked.groups);
  }
  findings.push(...checkGroups(name, groups));
  const counted = files.size === 1 ? '1 workflow file' : `${files.size} workflow files`;
  return findings.length > 0 || files.size === 0
    ? findings
    : [pass(`${name}: components start ${counted}, which accept their inputs.`)];
}
