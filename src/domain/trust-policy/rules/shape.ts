/** Findings about the structure of a policy: keys, types, sizes. */

import type { FindingRule } from '../finding-rule.ts';

const sound = {};

export const shapeRules = {
  'wrong-type': {
    severity: 'error',
    summary: 'A mapping or a list is expected here.',
    description: 'Mostly a `-` too few or too many. Several values for one claim are several rules.',
    failing: { rules: '- match:\n    repository: ["acme/infra", "acme/platform"]\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n- match:\n    repository: "acme/platform"\n' },
  },
  'api-version': {
    severity: 'error',
    summary: '`apiVersion` is neither `atmos-pro.com/v1alpha1` nor `atmos-pro.com/v1alpha2`.',
    description:
      'The version of the language. The second one has [nine more claims](trust-policies-v1alpha2.md), and the hosted Atmos Pro does not read it.',
    failing: { edit: ['atmos-pro.com/v1alpha1\nkind', 'atmos-pro.com/v1\nkind'] },
    passing: sound,
  },
  extension: {
    severity: 'note',
    summary: 'The hosted Atmos Pro does not read `atmos-pro.com/v1alpha2`.',
    description:
      'This server does. On the hosted Atmos Pro the whole file is invalid, so it denies every job. Use `v1alpha1` unless a rule needs one of the [claims of v1alpha2](trust-policies-v1alpha2.md).',
    failing: { rules: '- match:\n    repository_id: "42"\n    event_name: "push"\n', version: 'v1alpha2' },
    passing: sound,
  },
  'other-dialect': {
    severity: 'error',
    summary: 'The file is a policy of another broker.',
    description:
      'An octo-sts policy names `issuer`, `subject` and `claim_pattern` at the top level. `atmos-pro policy convert FILE` prints the equivalent policy, with a comment for everything that has none.',
    failing: {
      text: 'issuer: https://token.actions.githubusercontent.com\nsubject: repo:acme/infra:ref:refs/heads/main\npermissions:\n  contents: read\n',
    },
    passing: sound,
  },
  kind: {
    severity: 'error',
    summary: '`kind` is not `TrustPolicy`.',
    description: 'Upper and lower case count.',
    failing: { edit: ['kind: TrustPolicy', 'kind: trust-policy'] },
    passing: sound,
  },
  'metadata-name': {
    severity: 'error',
    summary: '`metadata.name` is not the name of the file.',
    description:
      'The file is found by its name, and the name inside says that it was meant to be found there: a copied file does not become a policy by accident. Letters, digits, dots, hyphens and underscores, at most 64.',
    failing: { edit: ['name: default', 'name: default'], file: 'ci.yaml' },
    passing: { edit: ['name: default', 'name: ci'], file: 'ci.yaml' },
  },
  'rules-missing': {
    severity: 'error',
    summary: '`spec.rules` holds no rule.',
    description: 'To deny every job, delete the file.',
    failing: { rules: '[]\n' },
    passing: sound,
  },
  'too-many-rules': {
    severity: 'error',
    summary: '`spec.rules` holds more than 50 rules.',
    description: 'Put other callers into another policy; they ask for it by its name.',
    failing: {
      rules: Array.from({ length: 51 }, (_, n) => `- match: {repository: "acme/app-${n}"}\n`).join(''),
    },
    passing: {
      rules: Array.from({ length: 50 }, (_, n) => `- match: {repository: "acme/app-${n}"}\n`).join(''),
    },
  },
  'unknown-key': {
    severity: 'error',
    summary: 'A key that the policy language does not have.',
    description: 'No key is ignored: a misspelled `permission` would silently grant less than intended.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n  permission:\n    issues: write\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n  permissions:\n    issues: write\n' },
  },
  'not-a-string': {
    severity: 'error',
    summary: 'A value that YAML reads as something else than text.',
    description: 'Numbers, `true`, `null` and nothing at all are not text. Put the value in quotes.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n    environment: 2026\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "2026"\n' },
  },
  'empty-match': {
    severity: 'error',
    summary: 'A rule without claims, which could never match.',
    description: 'To allow every caller, write `subject: "*"`.',
    failing: { rules: '- match: {}\n' },
    passing: { rules: '- match:\n    repository_owner: "acme"\n' },
  },
  'unknown-claim': {
    severity: 'error',
    summary: 'A claim that a policy cannot match on.',
    description:
      'There are nine: `subject`, `repository`, `repository_owner`, `ref`, `ref_type`, `actor`, `workflow_ref`, `environment`, `sha`. `atmos-pro.com/v1alpha2` has [nine more](trust-policies-v1alpha2.md). The issuer is always enforced.',
    failing: { rules: '- match:\n    repositoryowner: "acme"\n' },
    passing: { rules: '- match:\n    repository_owner: "acme"\n' },
  },
  'ambiguous-scalar': {
    severity: 'warning',
    summary: 'A value that other readers of YAML do not read as text.',
    description:
      'Without quotes `yes`, `on`, `1_000`, `12:30` and `2026-01-01` are text in YAML 1.2, and booleans, numbers and dates in YAML 1.1, which many tools still read. Put them in quotes.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n    environment: on\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n    environment: "on"\n' },
  },
} as const satisfies Record<string, FindingRule>;
