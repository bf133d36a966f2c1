/** An explanation in plain words, for a person who was denied. */

import { quoteText } from '../../base/text.ts';
import type { ClaimExplanation, Explanation, NearMiss, RuleExplanation } from './decision.ts';
import { orderByDistance } from './explain.ts';

/** Most rules that are listed, the closest first. */
const maxShownRules = 10;

function renderNearMiss(miss: NearMiss): string {
  switch (miss.kind) {
    case 'case':
      return 'It would match if upper and lower case were the same. Claims are compared as they are.';
    case 'environment-subject':
      return `The job runs in the environment ${quoteText(miss.environment)}, so its subject ends in ":environment:…", not in ":ref:…".`;
    case 'pull-request':
      return 'The run is for a pull request: its subject ends in ":pull_request", and its ref is "refs/pull/N/merge".';
    case 'other-ids':
      return 'The pattern pins ids, and the repository of that name has other ids: it was recreated or transferred.';
    case 'custom-subject':
      return 'The repository has a customized subject, which is compared as is. Match on "repository" instead.';
    case 'encoded-colon':
      return 'GitHub writes a colon in the name of an environment as "%3A" in the subject. Write "%3A" in the pattern.';
    case 'glob-in-regex':
      return 'The expression would match as a glob. In an expression "*" repeats the character before it: write ".*", or a plain string for a glob.';
    case 'other-workflow':
      return miss.claim === 'workflow_ref'
        ? 'It would match workflow_ref, the workflow file that started the run. job_workflow_ref is the reusable workflow that the job runs.'
        : 'It would match job_workflow_ref, the reusable workflow that the job runs (apiVersion v1alpha2). workflow_ref is the file that started the run.';
    case 'full-ref':
      return 'The claim is the short name of a branch, such as "main". Remove "refs/heads/" from the pattern.';
    case 'prefix':
      return 'The value starts with this text but is longer. A pattern matches the whole value. To allow any ending, append "*".';
  }
}

function renderClaim(explained: ClaimExplanation): string[] {
  const { claim, matcher, pattern, outcome, value, nearMisses } = explained;
  const written = `${matcher === 'regex' ? 'the expression ' : ''}${quoteText(pattern)}`;
  const lines: Record<ClaimExplanation['outcome'], string> = {
    matched: `ok: ${claim} ${quoteText(value ?? '')} matches ${written}`,
    'not-matched': `no: ${claim} ${quoteText(value ?? '')} does not match ${written}`,
    absent: `no: ${claim} is absent from the ID token, and ${written} is asked for`,
    'too-long': `no: ${claim} is longer than 1,024 characters, which matches nothing`,
  };
  return [`  ${lines[outcome]}`, ...nearMisses.map((miss) => `      ${renderNearMiss(miss)}`)];
}

function renderRule(rule: RuleExplanation): string[] {
  const verdict = rule.matched ? 'matched' : 'did not match';
  return [`Rule ${rule.rule + 1} (line ${rule.line}) ${verdict}:`, ...rule.claims.flatMap(renderClaim)];
}

const openings: Readonly<Record<Explanation['reason'], string>> = {
  'no-rule-matched': 'has no rule that matches this caller.',
  'contents-not-installed':
    'allows this caller, but the GitHub App is not allowed to read contents there. Grant it the contents permission.',
  'rule-matched': 'allows this caller.',
};

/** Several lines of plain text, no markup, at most some 30 KiB; the rules that came closest first. */
export function renderExplanation(explanation: Explanation): string {
  const ordered = orderByDistance(explanation.rules);
  const hidden = ordered.length - maxShownRules;
  return [
    `The trust policy ${quoteText(explanation.policyName)} ${openings[explanation.reason]}`,
    ...ordered.slice(0, maxShownRules).flatMap(renderRule),
    ...(hidden > 0 ? [`${hidden} more ${hidden === 1 ? 'rule' : 'rules'} did not come closer.`] : []),
  ].join('\n');
}
