/** Which two commits are compared. Refuses what no server could use, before anything expensive is done. */
import { ActionError } from '../../src/base/errors.ts';
import { isUploadEvent, planBase, uploadEvents } from '../../src/domain/stacks/plan-base.ts';
import { findCommit } from '../../src/git/find-commit.ts';
import { openHistory } from '../../src/git/history.ts';
import { type Comparison, resolveBase } from '../../src/git/resolve-base.ts';
import { readJobEvent } from '../../src/runner/job-event.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { workingDirectory } from '../../src/runner/stacks-file.ts';
import type { Inputs } from './inputs.ts';

const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function checkEvent(name: string, { upload, base, head }: Inputs): void {
  if (!upload || base !== undefined || head !== undefined || name === '' || isUploadEvent(name)) return;
  throw new ActionError(
    'INPUT_EVENT_UNSUPPORTED',
    `The event ${JSON.stringify(name)} has no check that affected stacks could be attached to; Atmos Pro takes them from ${uploadEvents.join(', ')}.`,
    {
      hint: 'Trigger the workflow by one of these, set `upload: false` to work out only what is affected, or give base or head yourself.',
    },
  );
}

/**
 * Undefined when nothing has to be compared: atmos did it already, and nothing is sent. Throws INPUT_EVENT_UNSUPPORTED,
 * INPUT_BASE_UNKNOWN.
 */
export async function compare(inputs: Inputs, runner: Runner): Promise<Comparison | undefined> {
  const event = await readJobEvent(runner.environment);
  checkEvent(event.name, inputs);
  const { base, head, upload, file } = inputs;
  if (file !== undefined && !upload) return undefined;
  if (base !== undefined && head !== undefined && file !== undefined && fullSha.test(base))
    return { baseSha: base, headSha: head, source: 'the input base' };
  const history = openHistory(
    await workingDirectory(inputs['working-directory'], runner.environment),
    runner.environment,
  );
  const plan = planBase(event);
  const found =
    base === undefined
      ? await resolveBase(plan, { history, logger: runner.logger })
      : {
          baseSha: await findCommit(base, 'base', history),
          headSha: plan.headSha ?? (await findCommit('HEAD', 'head', history)),
          source: 'the input base',
        };
  const comparison = { ...found, headSha: head ?? found.headSha };
  runner.logger.info(`Comparing ${comparison.headSha} with ${comparison.baseSha}: ${comparison.source}.`);
  return comparison;
}
