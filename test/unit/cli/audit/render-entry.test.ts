import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { renderAuditEntry } from '../../../../src/cli/audit/render-entry.ts';
import type { StoredAuditEntry } from '../../../../src/domain/audit/entry.ts';

function render(details: StoredAuditEntry['details']): string {
  const entry: StoredAuditEntry = {
    id: 1,
    at: 0,
    event: 'server_token.mint',
    outcome: 'allowed',
    workspaceId: undefined,
    traceId: 'trace',
    details,
  };
  return stripVTControlCharacters(renderAuditEntry(entry));
}

test.each([
  [
    'its repositories by name',
    { repositories: ['acme/a', 'acme/b'], repositoryIds: [1, 2] },
    'acme/a, acme/b',
  ],
  ['all repositories', { repositoryIds: 'all' }, 'all repositories'],
  ['its repositories by ID, without names', { repositoryIds: [7, 8] }, 'repository ID 7, 8'],
  ['neither, in an entry of an older server', {}, 'repositories that were not recorded'],
])('a token, minted or intended, is shown with %s', (_what, scope, shown) => {
  const permissions = { contents: 'read' };
  const expiresAt = '2026-01-01T00:00:00Z';
  const token = { ...scope, sha256: 'a'.repeat(64), expiresAt, installationId: 5, permissions };
  const lines = render({ tokens: [token], intended: [token], until: expiresAt }).split('\n');
  expect(lines).toContain(`    token sha256 aaaaaaaaaaaaaaaa… for ${shown}, until ${expiresAt}`);
  expect(lines).toContain(`    installation 5: ${shown} contents: read, until ${expiresAt}`);
});
