/** Advice for a repository that was not granted. */
import type { ExcludedSource } from './answer.ts';

/** Reason of a named repository that the server neither granted nor excluded. */
export const noAnswerReason = 'no_answer';

/** One sentence for the reader of the job; reasons that are not known here get a general one. */
export function adviseOnExclusion({ repo, reason, message }: ExcludedSource, policyName: string): string {
  const path = `.atmos/pro/sts/${policyName}.yaml`;
  switch (reason) {
    case 'no_trust_policy':
      return `Commit ${path} with a rule for this job to the default branch of ${repo}.`;
    case 'trust_policy_denied':
      return message === undefined
        ? `No rule of ${path} in ${repo} matches this job. Compare its rules with the claims of this job, which are in the log and the job summary.`
        : `No rule of ${path} in ${repo} matches this job: the explanation in the job summary says which claim did not, and what to change.`;
    case 'trust_policy_invalid':
      return `Correct ${path} in ${repo}; \`atmos-pro policy lint\` names the line.`;
    case 'not_installed_in_workspace':
      return `Check the spelling of ${repo}, import it into the workspace and install the GitHub App on it.`;
    case 'installation_suspended':
      return `An owner of the account must unsuspend the GitHub App for ${repo}.`;
    case noAnswerReason:
      return `The server said nothing about ${repo}: check its spelling and ask the server's operator.`;
    default:
      return `Ask the operator of the server why ${repo} is excluded.`;
  }
}
