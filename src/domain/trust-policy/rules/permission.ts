/** Findings about what a rule grants. */

import type { FindingRule } from '../finding-rule.ts';

export const permissionRules = {
  'permission-unknown': {
    severity: 'error',
    summary: 'Not a repository permission of GitHub Apps.',
    description: 'GitHub would refuse the whole token. The names are those of GitHub Apps, with underscores.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    pull-requests: write\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    pull_requests: write\n' },
  },
  'permission-unlisted': {
    severity: 'warning',
    summary: 'A permission that the installation holds, and the linter does not know.',
    description:
      'The name is not in the list that this version was built with, but the installation of the GitHub App holds it, so it is new at GitHub and granted. Reported where the permissions of the installation are known: by the server and by `atmos-pro doctor`.',
    failing: {
      rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    a_new_permission: write\n',
      heldPermissions: ['a_new_permission'],
    },
    passing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: write\n' },
  },
  'permission-level': {
    severity: 'error',
    summary: 'A level that this permission does not have.',
    description:
      'Levels are `read`, `write` and `admin`; `workflows` begins at `write`, and `codespaces_metadata` ends at `read`.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: wrtie\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: write\n' },
  },
  'permissions-size': {
    severity: 'error',
    summary: '`permissions` is empty or has more than 40 entries.',
    description: 'Leave it out for reading contents and metadata only.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n  permissions: {}\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n' },
  },
  'write-covers-policy': {
    severity: 'warning',
    summary: 'The caller may edit this very policy.',
    description:
      'With `contents: write` the caller can push a change of `.atmos/pro/sts/` and allow any other caller, unless a ruleset stops it. The server refuses the grant until a ruleset of the repository [protects the directory](#protect-trust-policies). With `administration: write` or `repository_custom_properties: write` the caller can remove a protection, so they are always refused. `sts.guard_policy_directory: false` in the workspace of the server allows all of them. Grant `pull_requests: write` if it only has to open pull requests from a fork or a branch that exists.',
    failing: {
      rules:
        '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n  permissions:\n    contents: write\n',
    },
    passing: {
      rules:
        '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n  permissions:\n    contents: read\n    pull_requests: write\n',
    },
  },
  'admin-grant': {
    severity: 'warning',
    summary: 'The rule grants `admin`.',
    description:
      'Hardly any job needs it, and GitHub has the level for few permissions; elsewhere it means everything that the App holds.',
    failing: {
      rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    repository_projects: admin\n',
    },
    passing: {
      rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    repository_projects: write\n',
    },
  },
  'broad-write': {
    severity: 'warning',
    summary: 'A rule that allows too many callers grants write access.',
    description:
      'The rule has one of `match-all`, `wildcard-before-slash`, `no-caller-anchor`, `pull-request-reachable`, `workflow-any-ref`, `id-wildcard`, `outsider-event` or `head-ref-chosen`, and grants `write` or more. Split it: a wide rule that reads, a narrow one that writes. The example has the other finding too.',
    failing: {
      rules: '- match:\n    subject: "repo:acme/infra:*"\n  permissions:\n    issues: write\n',
      also: ['pull-request-reachable'],
    },
    passing: {
      rules:
        '- match:\n    subject: "repo:acme/infra:ref:refs/heads/main"\n  permissions:\n    issues: write\n',
    },
  },
} as const satisfies Record<string, FindingRule>;
