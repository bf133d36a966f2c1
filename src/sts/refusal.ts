/** The error of a step whose named repositories were not all granted. */
import { ActionError } from '../errors.ts';
import type { ExcludedSource } from './answer.ts';
import { adviseOnExclusion } from './exclusion-advice.ts';

/** Most repositories that the message names; the summary has all. */
const maxNamed = 10;

/** `refused` has at least one entry. */
export function describeRefusal(refused: readonly ExcludedSource[], policyName: string): ActionError {
  const names = refused.slice(0, maxNamed).map(({ repo, reason }) => `${repo} (${reason})`);
  const more = refused.length > maxNamed ? ` and ${refused.length - maxNamed} more` : '';
  const [only, ...others] = refused;
  const advice =
    only !== undefined && others.length === 0
      ? adviseOnExclusion(only, policyName)
      : 'The job summary says for each what to do.';
  return new ActionError(
    'DENIED_SOURCES',
    `Named by the workflow and not granted: ${names.join(', ')}${more}.`,
    {
      hint: `${advice} Set allow-excluded: true to go on without.`,
    },
  );
}
