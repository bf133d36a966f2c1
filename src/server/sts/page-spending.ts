/** How much of GitHub's rate limits pages of people may spend: little, and nothing of what jobs need. */
import type { Clock } from '../../base/ports.ts';
import { toTimestamp } from '../../base/text.ts';
import type { Budget } from '../../github/budgets.ts';
import { createRateLimit } from '../http/rate-limit.ts';

/** Questions to GitHub of the pages of one workspace, per minute and process. */
const questionsPerMinute = 60;
/** Share of each rate limit of an installation that pages leave to jobs. */
const leftShare = 0.5;

/** Why the page does not ask GitHub now; `undefined`: it may, once. */
export type RefusePageSpending = (
  workspaceId: string,
  installationId: number,
  resource: 'core' | 'graphql',
) => string | undefined;

export function createPageSpending(ports: {
  readonly clock: Pick<Clock, 'now'>;
  budgetsOf(installationId: number): readonly Budget[];
}): RefusePageSpending {
  const questions = createRateLimit(questionsPerMinute, ports.clock);
  return (workspaceId, installationId, asked) => {
    const spent = ports
      .budgetsOf(installationId)
      .find(({ resource, limit, remaining }) => resource === asked && remaining <= limit * leftShare);
    if (spent !== undefined) {
      const { resource, remaining, limit, resetAt } = spent;
      return `The rest of GitHub's rate limit (${resource}, ${remaining} of ${limit}) is left to jobs until ${toTimestamp(resetAt)}.`;
    }
    return questions.take(workspaceId).status === 'taken'
      ? undefined
      : `Pages of this workspace asked GitHub ${questionsPerMinute} times within a minute. Reload the page later.`;
  };
}
