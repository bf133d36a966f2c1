/** GitHub's repository permissions and the levels it publishes for each. */

import type { AccessLevel } from './permissions.ts';

const readWrite = ['read', 'write'] as const;

/** Repository permissions of `app-permissions` in GitHub's REST description; a test compares the two. */
export const permissionCatalog: Readonly<Record<string, readonly AccessLevel[]>> = {
  actions: readWrite,
  administration: readWrite,
  artifact_metadata: readWrite,
  attestations: readWrite,
  checks: readWrite,
  code_quality: readWrite,
  codespaces: readWrite,
  contents: readWrite,
  dependabot_secrets: readWrite,
  deployments: readWrite,
  discussions: readWrite,
  environments: readWrite,
  issues: readWrite,
  merge_queues: readWrite,
  metadata: readWrite,
  packages: readWrite,
  pages: readWrite,
  pull_requests: readWrite,
  repository_custom_properties: readWrite,
  repository_hooks: readWrite,
  repository_projects: ['read', 'write', 'admin'],
  secret_scanning_alerts: readWrite,
  secrets: readWrite,
  security_events: readWrite,
  single_file: readWrite,
  statuses: readWrite,
  vulnerability_alerts: readWrite,
  workflows: ['write'],
};
