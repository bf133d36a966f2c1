/** Findings about the callers that a rule allows: more than its author may expect, or none. */

import type { FindingRule } from '../finding-rule.ts';

export const callerRules = {
  'match-all': {
    severity: 'warning',
    summary: 'Any verified caller meets the rule.',
    description:
      'Every job of every repository that the server verifies, pull requests included, may mint a token. Fine for a repository that everybody in the workspace may read; name the callers otherwise.',
    failing: { rules: '- match:\n    subject: "*"\n' },
    passing: { rules: '- match:\n    repository_owner: "acme"\n' },
  },
  'wildcard-before-slash': {
    severity: 'warning',
    summary: 'A wildcard in the name of the owner.',
    description:
      '`*` also stands for `/`, so `acme*` matches `acme-evil/anything`, and anyone can register `acme-evil`. Put the wildcard behind the slash. Not reported when another claim of the rule pins the owner.',
    failing: { rules: '- match:\n    repository: "acme*"\n' },
    passing: { rules: '- match:\n    repository: "acme/*"\n' },
  },
  'no-caller-anchor': {
    severity: 'warning',
    summary: 'The rule does not say which repository may call.',
    description:
      'Without `subject`, `repository` or `repository_owner` any repository with such a branch, environment or workflow meets the rule. A pattern that matches every repository restricts nothing.',
    failing: { rules: '- match:\n    environment: "production"\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "production"\n' },
  },
  'pull-request-reachable': {
    severity: 'warning',
    summary: 'The subject admits runs for pull requests.',
    description:
      'A subject such as `repo:acme/infra:*` is met by branches and also by `…:pull_request`, where the code has not been reviewed. Say `:ref:refs/heads/main`, add `ref` or `environment`, or write `:pull_request` out if it is meant. Only `subject` is checked; `repository` on its own says every run of the repository.',
    failing: { rules: '- match:\n    subject: "repo:acme/infra:*"\n' },
    passing: { rules: '- match:\n    subject: "repo:acme/infra:ref:refs/heads/*"\n' },
  },
  'workflow-any-ref': {
    severity: 'warning',
    summary: 'The workflow file is trusted on any branch.',
    description:
      '`workflow_ref` ends in `@` and the ref that the file was taken from. A glob that ends before or at it accepts the file as anybody has changed it on a branch. Name the ref, or pin `ref` in the same rule.',
    failing: {
      rules:
        '- match:\n    repository: "acme/infra"\n    workflow_ref: "acme/infra/.github/workflows/deploy.yml@*"\n',
    },
    passing: {
      rules:
        '- match:\n    repository: "acme/infra"\n    workflow_ref: "acme/infra/.github/workflows/deploy.yml@refs/heads/main"\n',
    },
  },
  'actor-without-repository': {
    severity: 'note',
    summary: 'An actor is a name that can change hands.',
    description:
      'A login can be released and registered by another person, and the actor stays the first one when another person runs the job again. Say in the same rule which repository may call.',
    failing: { rules: '- match:\n    repository_owner: "acme"\n    actor: "octocat"\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    actor: "octocat"\n' },
  },
  'unreachable-rule': {
    severity: 'warning',
    summary: 'No run can meet the rule.',
    description:
      'Two claims of the rule never hold together. A job with an environment has the subject `…:environment:NAME` and not `…:ref:…`, and a colon in the name is `%3A` there. Reported only when it is certain, with GitHub’s usual form of the subject.',
    failing: {
      rules: '- match:\n    subject: "repo:acme/infra:ref:refs/heads/main"\n    environment: "production"\n',
    },
    passing: {
      rules:
        '- match:\n    subject: "repo:acme/infra:environment:production"\n    environment: "production"\n',
    },
  },
  'foreign-workflow': {
    severity: 'warning',
    summary: 'The workflow is in another repository than the caller.',
    description:
      '`workflow_ref` is the file that started the run, and that file is in the calling repository, even if the job calls a reusable workflow of another one. Only a workflow that a ruleset of an organization requires is elsewhere. The reusable workflow is the claim `job_workflow_ref`, which `atmos-pro.com/v1alpha2` has.',
    failing: {
      rules:
        '- match:\n    repository: "acme/app"\n    workflow_ref: "acme/shared/.github/workflows/plan.yml@refs/heads/main"\n',
    },
    passing: {
      rules:
        '- match:\n    repository: "acme/app"\n    workflow_ref: "acme/app/.github/workflows/plan.yml@refs/heads/main"\n',
    },
  },
  'shadowed-rule': {
    severity: 'note',
    summary: 'Another rule already lets in the same callers.',
    description:
      'Every job that matches this rule also matches the other one, which grants at least as much. Delete this rule, or narrow the other one. The order of rules does not matter.',
    failing: {
      rules:
        '- match:\n    repository: "acme/*"\n- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n',
    },
    passing: {
      rules:
        '- match:\n    repository: "acme/*"\n- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n  permissions:\n    issues: write\n',
    },
  },
  'duplicate-rule': {
    severity: 'note',
    summary: 'The policy has a duplicate rule.',
    description: 'Same callers, same permissions. Remove one.',
    failing: {
      rules: '- match:\n    repository: "acme/infra"\n- match:\n    repository: "acme/infra"\n',
    },
    passing: { rules: '- match:\n    repository: "acme/infra"\n- match:\n    repository: "acme/platform"\n' },
  },
} as const satisfies Record<string, FindingRule>;
