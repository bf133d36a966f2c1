/** Findings about the file as a whole: its name, bytes and YAML. */

import type { FindingRule } from '../finding-rule.ts';

const sound = {};

export const fileRules = {
  'file-name': {
    severity: 'error',
    summary: 'The file is not called `<name>.yaml`, so the server does not read it.',
    description:
      'The server reads `.atmos/pro/sts/<name>.yaml` and nothing else. A policy in a `.yml` file has no effect. Rename it.',
    failing: { file: 'default.yml' },
    passing: { file: 'default.yaml' },
  },
  'file-too-large': {
    severity: 'error',
    summary: 'The file is larger than 32 KiB.',
    description:
      'A larger file is not read at all. Fifty rules take about 10 KiB. Split the rules into several policies.',
    failing: { padding: 32_768 },
    passing: { padding: 16_384 },
  },
  'not-utf8': {
    severity: 'error',
    summary: 'The file is not UTF-8 text.',
    description:
      'Save it as UTF-8. A letter in another encoding is a different pattern, even if it looks the same.',
    failing: { edit: ['"acme/infra"', '"acme/infra" # für alle'], encoding: 'latin1' },
    passing: { edit: ['"acme/infra"', '"acme/infra" # für alle'] },
  },
  'yaml-syntax': {
    severity: 'error',
    summary: 'The file is not YAML 1.2, or indents with tabs.',
    description:
      'Also reported for directives (`%YAML`), for characters that YAML does not allow, and for nesting deeper than a policy can have.',
    failing: { edit: ['"acme/infra"', '"acme/infra'] },
    passing: sound,
  },
  'duplicate-key': {
    severity: 'error',
    summary: 'A mapping has a duplicate key.',
    description: 'Readers of YAML disagree on which of the two counts. Keep one, or write two rules.',
    failing: { rules: '- match:\n    repository: "acme/infra"\n    repository: "acme/platform"\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n- match:\n    repository: "acme/platform"\n' },
  },
  alias: {
    severity: 'error',
    summary: 'Anchors and aliases are not allowed.',
    description:
      'A reader must see the allowed callers on the line itself, and aliases can expand a small file into a huge one. Write the value out.',
    failing: {
      rules:
        '- match: &infra\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n- match: *infra\n  permissions:\n    issues: write\n',
    },
    passing: {
      rules:
        '- match:\n    repository: "acme/infra"\n    ref: "refs/heads/main"\n  permissions:\n    issues: write\n',
    },
  },
  'custom-tag': {
    severity: 'error',
    summary: 'Tags are not allowed.',
    description:
      'A tag makes some readers build something else than text. Quote a value that has to be text.',
    failing: { rules: '- match:\n    repository: !secret acme/infra\n' },
    passing: { rules: '- match:\n    repository: "acme/infra"\n' },
  },
  'multiple-documents': {
    severity: 'error',
    summary: 'The file holds more than one YAML document.',
    description: 'One file is one policy. Put the other into a file of its own.',
    failing: { edit: ['kind: TrustPolicy\n', 'kind: TrustPolicy\n---\n'] },
    passing: sound,
  },
  'schema-comment': {
    severity: 'note',
    summary: 'No comment tells editors where the schema is.',
    description:
      'With the line `# yaml-language-server: $schema=…` editors complete the names of claims and mark a typo while it is written. Also reported if the line names the schema of another version than `apiVersion`.',
    failing: {
      edit: [
        '# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json\n',
        '',
      ],
    },
    passing: sound,
  },
  codeowners: {
    severity: 'warning',
    summary: 'No code owner has to approve changes to the policy.',
    description:
      'Anyone who may change the policy can mint tokens. GitHub reads the first of `.github/CODEOWNERS`, `CODEOWNERS` and `docs/CODEOWNERS`; in it the last pattern that matches decides, and an entry without owners takes them away. A later pattern such as `*` also replaces the owners that an earlier line names for the policies: put that line last. A file over 3 MB is not read. Checked only in a checkout.',
    failing: { codeowners: '/.atmos/ @acme/security\n*.yaml @acme/everyone\n/.atmos/pro/\n' },
    passing: { codeowners: '* @acme/everyone\n/.atmos/pro/sts/ @acme/security\n' },
  },
} as const satisfies Record<string, FindingRule>;
