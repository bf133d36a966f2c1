/** Decides which two commits are compared, and rejects an event that no server accepts before anything expensive runs. */
import { ActionError } from '../../src/base/errors.ts';
import { isUploadEvent, planBase, uploadEvents } from '../../src/domain/stacks/plan-base.ts';
import { findCommit } from '../../src/git/find-commit.ts';
import { openHistory } from '../../src/git/history.ts';
import { type ResolvedBase, resolveBase } from '../../src/git/resolve-base.ts';
import { readJobEvent } from '../../src/runner/job-event.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { commitPattern } from './inputs.ts';
import type { Settings } from './settings.ts';

function checkEvent(name: string, { destination, base, head }: Settings): void {
  if (
    destination === undefined ||
    base !== undefined ||
    head !== undefined ||
    name === '' ||
    isUploadEvent(name)
  )
    return;
  throw new ActionError(
    'INPUT_EVENT_UNSUPPORTED',
    `Atmos Pro does not accept affected stacks for the event ${JSON.stringify(name)}, only for ${uploadEvents.join(', ')}.`,
    { hint: 'Run the workflow on one of these events, set `upload: false`, or set `base` or `head`.' },
  );
}

/**
 * `undefined` when there is nothing to compare: atmos has done it already, and nothing is sent. Throws INPUT_EVENT_UNSUPPORTED,
 * INPUT_BASE_UNKNOWN.
 */
export async function compare(settings: Settings, runner: Runner): Promise<ResolvedBase | undefined> {
  const event = await readJobEvent(runner.environment);
  checkEvent(event.name, settings);
  const { base, head, destination, query } = settings;
  if (query.file !== undefined && destination === undefined) return undefined;
  if (base !== undefined && head !== undefined && query.file !== undefined && commitPattern.test(base))
    return { baseSha: base, headSha: head, source: 'the input base' };
  const history = openHistory(query.directory, runner.environment);
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
  runner.logger.info(`Comparing ${comparison.headSha} with ${comparison.baseSha} (${comparison.source}).`);
  return comparison;
}
