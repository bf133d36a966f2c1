/** Acts on workflows: run one by hand, as with the button "Run workflow". */
import { createWorkflowRun } from '../workflows/create-run.ts';
import { readWorkflowAt } from '../workflows/find-workflows.ts';
import { fitDispatchInputs } from '../workflows/fit-inputs.ts';
import { type Act, ActRefusal, readRepository } from './place.ts';

/** On the head of the default branch. */
const runWorkflow: Act = async (place) => {
  const { world, person, fields } = place;
  const repository = readRepository(place, 'write');
  const path = `.github/workflows/${fields.text('workflow')}`;
  const given = fields.texts('inputs');
  fields.finish();
  const ref = `refs/heads/${repository.git.defaultBranch()}`;
  const sha = await repository.git.resolveRef(`${ref}^{commit}`);
  const read = sha === undefined ? undefined : await readWorkflowAt(repository, sha, path);
  if (sha === undefined || read?.status !== 'ok') throw new ActRefusal(404, 'Not Found');
  const file = read.value;
  if (!file.triggers.has('workflow_dispatch'))
    throw new ActRefusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  const inputs = fitDispatchInputs(file.inputs, given);
  if (inputs.status === 'refused') throw new ActRefusal(422, inputs.refusal.message);
  const texts = Object.entries(inputs.value).map(([name, value]) => [name, String(value)]);
  const run = createWorkflowRun(world, {
    ...{ repository, ref, sha, file, path },
    event: 'workflow_dispatch',
    actorId: person.id,
    inputs: inputs.value,
    payload: { inputs: Object.fromEntries(texts), ref, workflow: path },
    title: file.name ?? path,
  });
  if (run === undefined) throw new ActRefusal(422, 'Too many workflow runs were triggered at once.');
  return { run: run.id };
};

export const workflowActs = { run_workflow: runWorkflow } satisfies Record<string, Act>;
