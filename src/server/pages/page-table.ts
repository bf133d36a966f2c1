/** The list of pages, in the order of the navigation: where each is, and the role that it needs. */
import { createAccessPages } from './access-pages.ts';
import { createAuditPages } from './audit-pages.ts';
import { createBatchPages } from './batch-pages.ts';
import { createDraftPolicyPage } from './draft-policy-page.ts';
import { createHealthPage } from './health-page.ts';
import { createInstancePages } from './instance-pages.ts';
import { createLockPages } from './lock-pages.ts';
import { createOverviewPage } from './overview-page.ts';
import type { DashboardPage } from './page.ts';
import type { PagePorts } from './page-ports.ts';
import { createPersonPages } from './person-pages.ts';
import { createProposePolicyPages } from './propose-policy-pages.ts';
import { createDriftPages } from './remediate-pages.ts';
import { createSettingsPage } from './settings-page.ts';
import { createTestDeliveryPage } from './test-delivery-page.ts';
import { createTokenPages } from './token-pages.ts';

export function createPageTable(ports: PagePorts): readonly DashboardPage[] {
  return [
    ...createPersonPages(ports),
    createOverviewPage(ports),
    ...createLockPages(ports),
    ...createBatchPages(ports),
    ...createInstancePages(ports),
    ...createDriftPages(ports),
    ...createAuditPages(ports),
    ...createAccessPages(ports),
    createDraftPolicyPage(ports),
    ...createProposePolicyPages(ports),
    ...createTokenPages(ports),
    createHealthPage(ports),
    createTestDeliveryPage(ports),
    createSettingsPage(ports),
  ];
}
