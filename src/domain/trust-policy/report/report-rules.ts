/** Everything that a report can say: the findings in a policy, and those about files around it. */

import { type FindingRule, findingRules } from '../findings.ts';

type FileRule = Pick<FindingRule, 'severity' | 'summary' | 'description'>;

/** Found by who reads files, not by the linter. */
export const readingRules = {
  'file-unusable': {
    severity: 'error',
    summary: 'The path is not a readable regular file.',
    description:
      'A policy, and a file of callers, is a regular file. The server takes a symbolic link or a directory at the path of a policy for a policy that is not valid.',
  },
  'callers-invalid': {
    severity: 'error',
    summary: 'The file of callers does not fit its schema.',
    description:
      'What the file may hold is in `schemas/v1alpha1/policy-callers.json`. None of its callers was asked.',
  },
  'caller-outcome': {
    severity: 'error',
    summary: 'A caller does not get what it must get.',
    description:
      'The file of callers says for each caller whether a policy must allow it, and with which permissions. Correct the policy, or the file if the new outcome is meant.',
  },
} as const satisfies Record<string, FileRule>;

export type FileRuleId = keyof typeof readingRules;

/** All rules by id, those of the language first. */
export const reportRules = { ...findingRules, ...readingRules };
