/** What the linter says about the policies of the published documentation, and about this project's recipes. */

import { describe, expect, test } from '@jest/globals';
import { lintTrustPolicy } from '../../../../src/domain/trust-policy/lint-policy.ts';
import { readProjectFile } from '../../../support/source-files.ts';

const modeline = '# yaml-language-server: $schema=https://atmos-pro.com/schemas/v1alpha1/trust-policy.json\n';
const head = (name = 'default') => `apiVersion: atmos-pro.com/v1alpha1
kind: TrustPolicy
metadata:
  name: ${name}
spec:
  rules:
`;

/** Name, file, text as it is published, and every finding with its place. */
const published: [string, string, string, string[]][] = [
  [
    'anybody',
    'default.yaml',
    `# .atmos/pro/sts/default.yaml — broad opt-in, read-only
${modeline}${head()}    - match:
        subject: "*"
`,
    ['match-all 10:18'],
  ],
  [
    'an owner',
    'default.yaml',
    `# only callers in repos owned by \`acme\` may read this repo
${head()}    - match:
        repository_owner: "acme"
`,
    ['schema-comment 1:1'],
  ],
  [
    'the main branch of a repository',
    'default.yaml',
    `# only acme/infra's main-branch workflows may read this repo
${head()}    - match:
        subject: "repo:acme/infra:ref:refs/heads/main" # exact; for any branch use "repo:acme/infra:*"
`,
    ['schema-comment 1:1'],
  ],
  [
    'an environment of an owner',
    'default.yaml',
    `# any acme repo, but only from the protected \`production\` environment
${head()}    - match:
        repository_owner: "acme"
        environment: "production"
`,
    ['schema-comment 1:1'],
  ],
  [
    'any of three rules',
    'default.yaml',
    `${head()}    - match:
        subject: "repo:acme/infra:ref:refs/heads/main"
    - match:
        repository: "acme/platform-*"
    - match:
        repository_owner: "acme-labs"
`,
    ['schema-comment 1:1'],
  ],
  [
    'permissions',
    'default.yaml',
    `${head()}    - match:
        repository_owner: "acme"
      permissions:
        contents: read
        pull_requests: write # e.g. let a matched consumer open PRs
`,
    ['schema-comment 1:1'],
  ],
  [
    'another name',
    'ci.yaml',
    `# .atmos/pro/sts/ci.yaml
${head('ci')}    - match:
        repository: "acme/*"
`,
    ['schema-comment 1:1'],
  ],
];

test.each(published)('the published policy for %s has exactly its findings', (_, file, text, expected) => {
  const findings = lintTrustPolicy({ content: Buffer.from(text), file: `.atmos/pro/sts/${file}` });
  expect(findings.map(({ id, range }) => `${id} ${range.start.line}:${range.start.column}`)).toEqual(
    expected,
  );
});

describe('docs/trust-policies.md', () => {
  const [guide = ''] = readProjectFile('docs/trust-policies.md').split('## Findings\n');
  const policies = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

  test.each(policies)('has no finding in\n%s', (text) => {
    const name = /^ {2}name: (\w+)/m.exec(text)?.[1];
    expect(lintTrustPolicy({ content: Buffer.from(text), file: `${name}.yaml` })).toEqual([]);
  });

  test('has recipes', () => {
    expect(policies.length).toBeGreaterThanOrEqual(7);
  });
});
