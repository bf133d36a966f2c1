/** Asks about the runs of holders for the pages of people: seldom, so that however often they look, GitHub's rate limit is left to jobs. */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/ports.ts';
import type { RunState } from '../../domain/locks/release.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import type { RunStates } from '../repositories/run-states.ts';

/** How long an answer is shown, in milliseconds. */
const shownMs = 60_000;
/** Questions of the pages of one workspace, per minute and process. */
const questionsPerMinute = 60;
const maxRuns = 2_000;

/** Beyond the limit the last answer is shown, or that the state is unknown. */
export function createPageRuns(ports: {
  readonly runs: Pick<RunStates, 'ask'>;
  readonly clock: Pick<Clock, 'now'>;
}): Pick<RunStates, 'ask'> {
  const questions = createRateLimit(questionsPerMinute, ports.clock);
  const known = new LRUCache<string, { readonly state: RunState; readonly at: number }>({ max: maxRuns });
  return {
    async ask(record) {
      const { workspaceId, repositoryId, holder } = record;
      const key = [workspaceId, repositoryId, holder.runId, holder.runAttempt].join('/');
      const last = known.get(key);
      const at = ports.clock.now();
      if (last !== undefined && at - last.at < shownMs) return last.state;
      if (questions.take(workspaceId).status !== 'taken') return last?.state ?? 'unknown';
      const state = await ports.runs.ask(record);
      known.set(key, { state, at });
      return state;
    },
  };
}
