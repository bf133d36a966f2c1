/** Decides which two commits are compared, and rejects an event that no server accepts. */
import { ActionError } from '../../src/base/errors.ts';
import { isUploadEvent, planBase, uploadEvents } from '../../src/domain/stacks/plan-base.ts';
import { findCommit } from '../../src/git/find-commit.ts';
import { type History, openHistory } from '../../src/git/history.ts';
import { type ResolvedBase, resolveBase } from '../../src/git/resolve-base.ts';
import { type Environment, readVariable } from '../../src/runner/environment.ts';
import { readJobEvent } from '../../src/runner/job-event.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { commitPattern } from './inputs.ts';
import type { Settings } from './settings.ts';

function checkEvent({ destination, base, head }: Settings, environment: Environment): void {
  const name = readVariable('GITHUB_EVENT_NAME', environment) ?? '';
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

/** SHA of the input `base`. */
async function findBase({ base, head, query }: Settings, history: History): Promise<string | undefined> {
  const isTakenAsIs = head !== undefined && query.file !== undefined;
  if (base === undefined || (isTakenAsIs && commitPattern.test(base))) return base;
  return findCommit(base, 'base', history);
}

/** The commits; `undefined` when there is nothing to compare: atmos has done it already, and nothing is sent. */
type Compare = () => Promise<ResolvedBase | undefined>;

/**
 * Checks what the workflow decides, before anything is sent: throws INPUT_EVENT_UNSUPPORTED, and INPUT_BASE_UNKNOWN for the input `base`. The
 * comparison reads the event and may fetch commits. It throws INPUT_BASE_UNKNOWN.
 */
export async function planComparison(settings: Settings, runner: Runner): Promise<Compare> {
  const { head, destination, query } = settings;
  checkEvent(settings, runner.environment);
  if (query.file !== undefined && destination === undefined) return async () => undefined;
  const history = openHistory(query.directory, runner.environment);
  const base = await findBase(settings, history);
  return async () => {
    const plan = planBase(await readJobEvent(runner.environment));
    const found =
      base === undefined
        ? await resolveBase(plan, { history, logger: runner.logger })
        : {
            baseSha: base,
            headSha: head ?? plan.headSha ?? (await findCommit('HEAD', 'head', history)),
            source: 'the input base',
          };
    const comparison = { ...found, headSha: head ?? found.headSha };
    runner.logger.info(`Comparing ${comparison.headSha} with ${comparison.baseSha} (${comparison.source}).`);
    return comparison;
  };
}
