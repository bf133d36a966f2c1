/** The error of a step whose named repositories were not all granted. */
import { ActionError } from '../../base/errors.ts';
import type { ExcludedSource } from './answer.ts';
import { adviseOnExclusion } from './exclusion-advice.ts';

/** Most repositories that a message names; the summary has all. */
const maxNamed = 10;

/** `owner/name (reason)`, the first ones by name; for an annotation, of which GitHub shows few. */
export function listExclusions(exclusions: readonly ExcludedSource[]): string {
  const names = exclusions.slice(0, maxNamed).map(({ repo, reason }) => `${repo} (${reason})`);
  const more = exclusions.length > maxNamed ? ` and ${exclusions.length - maxNamed} more` : '';
  return names.join(', ') + more;
}

/** `refused` has at least one entry. */
export function describeRefusal(refused: readonly ExcludedSource[], policyName: string): ActionError {
  const [only, ...others] = refused;
  const advice =
    only !== undefined && others.length === 0
      ? adviseOnExclusion(only, policyName)
      : 'The job summary says for each what to do.';
  return new ActionError(
    'DENIED_SOURCES',
    `Named by the workflow and not granted: ${listExclusions(refused)}.`,
    {
      hint: `${advice} To continue without them, set allow-excluded: true.`,
    },
  );
}
