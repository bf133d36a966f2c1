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
      'Without `subject`, `repository` or `repository_owner` any repository with such a branch, environment or workflow meets the rule. A pattern that matches every repository restricts nothing. In `v1alpha2`, the id of a repository or an owner will do. `job_workflow_ref` alone will not: every caller of a reusable workflow chooses its inputs.',
    failing: { rules: '- match:\n    environment: "production"\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "production"\n' },
  },
  'pull-request-reachable': {
    severity: 'warning',
    summary: 'The subject admits runs for pull requests.',
    description:
      'A subject such as `repo:acme/infra:*` is met by branches and also by `…:pull_request`, where the code has not been reviewed. Say `:ref:refs/heads/main`, add `ref` or `environment`, or write `:pull_request` out if it is meant. `:environment:*` does not exclude pull requests either: their jobs can name any environment, and GitHub creates one that does not exist. In `v1alpha2`, `event_name` can exclude pull requests too, or name them. Only `subject` is checked; `repository` on its own says every run of the repository.',
    failing: { rules: '- match:\n    subject: "repo:acme/infra:*"\n' },
    passing: { rules: '- match:\n    subject: "repo:acme/infra:ref:refs/heads/*"\n' },
  },
  'workflow-any-ref': {
    severity: 'warning',
    summary: 'The workflow file is trusted on any branch.',
    description:
      '`workflow_ref` ends in `@` and the ref that the file was taken from. A glob that ends before or at it accepts the file as anybody has changed it on a branch. Name the ref, or pin `ref` in the same rule. The same holds for `job_workflow_ref` in `v1alpha2`.',
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
      'A login can be released and registered by another person, and the actor stays the first one when another person runs the job again. Say in the same rule which repository may call. In `v1alpha2`, `actor_id` and `repository_id` do not change hands.',
    failing: { rules: '- match:\n    repository_owner: "acme"\n    actor: "octocat"\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    actor: "octocat"\n' },
  },
  'unreachable-rule': {
    severity: 'warning',
    summary: 'No run can meet the rule.',
    description:
      'Two claims of the rule never hold together. A job with an environment has the subject `…:environment:NAME` and not `…:ref:…`, and a colon in the name is `%3A` there. In `v1alpha2`, a run of the event `push` has no ref of a pull request and no `base_ref`. Reported only when it is certain, with GitHub’s usual form of the subject.',
    failing: {
      rules: '- match:\n    subject: "repo:acme/infra:ref:refs/heads/main"\n    environment: "production"\n',
    },
    passing: {
      rules:
        '- match:\n    subject: "repo:acme/infra:environment:production"\n    environment: "production"\n',
    },
  },
  'pull-request-ref': {
    severity: 'warning',
    summary: 'A rule for pull requests names the ref of a branch.',
    description:
      'A run for a pull request has the ref `refs/pull/N/merge` and a subject that ends in `:pull_request`. [Only a run that the merge starts](https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context) (`types: [closed]`) has the ref of the branch that it was merged into. For pull requests into a branch use `base_ref`.',
    failing: {
      rules:
        '- match:\n    repository: "acme/infra"\n    event_name: "pull_request"\n    ref: "refs/heads/main"\n',
      version: 'v1alpha2',
      also: ['extension'],
    },
    passing: { rules: '- match:\n    subject: "repo:acme/infra:pull_request"\n' },
  },
  'id-wildcard': {
    severity: 'warning',
    summary: 'A wildcard in an id.',
    description:
      'GitHub numbers the repositories and accounts of everybody in one sequence, so `42*` also matches those of strangers. An id that begins with such digits can be had by creating repositories. Write the whole id, and a rule for each.',
    failing: {
      rules: '- match:\n    repository_id: "42*"\n',
      version: 'v1alpha2',
      also: ['extension', 'no-caller-anchor'],
    },
    passing: { rules: '- match:\n    subject: "repo:acme@7/infra@42:ref:refs/heads/main"\n' },
  },
  'outsider-event': {
    severity: 'warning',
    summary: 'An event that people without write access can cause.',
    description:
      'Anyone who can see a public repository can open a pull request, comment, star or fork. `pull_request_target`, `issue_comment`, `issues`, `discussion`, `discussion_comment`, `fork`, `watch` and `workflow_run` then run with the ID token of the default branch, often on text or code from outside. Not reported if the rule names an `environment` (not any, as `*` does), an `actor` or an `actor_id`.',
    failing: {
      rules: '- match:\n    repository: "acme/infra"\n    event_name: "pull_request_target"\n',
      version: 'v1alpha2',
      also: ['extension'],
    },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "production"\n' },
  },
  'head-ref-chosen': {
    severity: 'warning',
    summary: 'The rule trusts the name of the branch of a pull request.',
    description:
      '`head_ref` is the name that the author of the pull request gave to the branch, also in a fork. It says what a run is about, not who may start it. Not reported if the rule names an `environment` (not any, as `*` does), an `actor` or an `actor_id`.',
    failing: {
      rules: '- match:\n    repository: "acme/infra"\n    head_ref: "release/*"\n',
      version: 'v1alpha2',
      also: ['extension'],
    },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/release/*"\n' },
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
