/** Findings about single patterns: globs and regular expressions. */

import type { FindingRule } from '../finding-rule.ts';

/** 260 characters. */
const longPattern = `acme/${'infra'.repeat(51)}`;

export const patternRules = {
  'regex-invalid': {
    severity: 'error',
    summary: 'A regular expression that is not accepted.',
    description:
      'The syntax is RE2: no backreferences and no lookaround, so that matching takes linear time. Very costly expressions are refused too.',
    failing: {
      rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "refs/heads/(?!main).*"}\n',
    },
    passing: {
      rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "refs/heads/(main|release/.+)"}\n',
    },
  },
  'pattern-empty': {
    severity: 'error',
    summary: 'An empty pattern.',
    description: 'An empty claim matches nothing. Leave the claim out if any value will do.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n    environment: ""\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "production"\n' },
  },
  'pattern-too-long': {
    severity: 'error',
    summary: 'A pattern of more than 256 characters.',
    description: 'Split it into several rules.',
    failing: { rules: `- match:\n    repository: "${longPattern}"\n` },
    passing: { rules: '- match:\n    repository: "acme/infra"\n' },
  },
  unmatchable: {
    severity: 'mistake',
    summary: 'No run can have such a value.',
    description:
      'A ref begins with `refs/heads/`, `refs/tags/` or `refs/pull/`, a repository is `owner/name` without a scheme, and a colon in the name of an environment is `%3A` in the subject. The rule is valid and never matches, so the jobs that it is for are denied. A list in one pattern, such as `"acme/infra, acme/apps"`, is one value too: write a rule for each. In `v1alpha2`, an id is a decimal number, and `base_ref` and `head_ref` are short names such as `main`. Reported only when it is certain.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n    ref: "main"\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n' },
  },
  'regex-looks-like-glob': {
    severity: 'warning',
    summary: 'A regular expression that reads like a glob.',
    description:
      'In a regular expression `*` repeats the character before it, so `refs/tags/*` matches `refs/tags` and `refs/tags//` but not `refs/tags/v1`. Write a plain string for a glob, or `.*` for any run of characters.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "refs/tags/*"}\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/tags/*"\n' },
  },
  'glob-looks-like-regex': {
    severity: 'warning',
    summary: 'A glob that reads like a regular expression.',
    description:
      'In a plain string only `*` and `?` are special; `^`, `$`, `(`, `|` and the rest are themselves, and hardly any claim holds them. Write `{regex: …}`, or one rule per alternative.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "^(staging|production)$"\n' },
    passing: {
      rules: '- match:\n    repository: "acme/infra"\n    environment: {regex: "staging|production"}\n',
    },
  },
  'redundant-anchor': {
    severity: 'note',
    summary: '`^` and `$` do nothing in a regular expression.',
    description:
      'An expression always has to match the whole value, each alternative of it. Without the anchors it says the same.',
    failing: {
      rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "^refs/heads/(main|dev)$"}\n',
    },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    ref: {regex: "refs/heads/(main|dev)"}\n' },
  },
} as const satisfies Record<string, FindingRule>;
