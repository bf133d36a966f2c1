/** The first page of a workspace. */
import { ok } from '../../base/result.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { overviewPath, pagePatterns } from '../../web/addresses.ts';
import { renderOverviewPage } from '../../web/pages/overview.ts';
import { nameEntries } from './name-entries.ts';
import type { WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

/** Most locks, batches and entries that it shows. */
const maxShown = 10;

export function createOverviewPage(ports: PagePorts): WorkspacePage {
  const { locks, batches, auditDesk, probe } = ports;
  return {
    scope: 'workspace',
    pattern: pagePatterns.overview,
    role: 'member',
    nav: { text: 'Overview', href: overviewPath },
    topics: ['*'],
    async read({ workspace, role }) {
      const [held, open, latest, now] = await Promise.all([
        locks.list(workspace, { state: 'held', limit: String(maxShown) }),
        batches.list(workspace, { state: 'open', limit: maxShown }),
        auditDesk.search({ workspaceId: workspace.id, limit: maxShown }),
        probe.now(),
      ]);
      if (held.status === 'refused') return held;
      if (open.status === 'refused') return open;
      const { rows, next } = held.value;
      const entries = await nameEntries(workspace, latest.entries, ports);
      return ok(
        renderOverviewPage({
          ...{ workspaceId: workspace.id, now, entries, locks: rows },
          mayFree: includesRole(role, 'admin'),
          hasMore: next !== undefined,
          batches: open.value.batches,
          hasMoreBatches: open.value.hasOlder,
        }),
      );
    },
  };
}
