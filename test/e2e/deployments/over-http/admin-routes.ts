/** The admin routes of a server, as a program of an operator reads them: with a token, one page after the other. */
import type { AuditEntryData } from '../../../../src/api/routes/audit.ts';
import type { BatchData, BatchDetails } from '../../../../src/api/routes/batches.ts';
import type { DeliveryData } from '../../../../src/api/routes/deliveries.ts';
import type { LockData } from '../../../../src/api/routes/locks.ts';
import type { LockDetails } from '../../../../src/api/routes/locks-read.ts';
import { workspaceId } from '../seed.ts';

type Query = Readonly<Record<string, string>>;

/** Entries of a page: fewer requests than with the default. */
const limits = { batches: '200', deliveries: '200', locks: '200', audit: '500' };

export interface AdminRoutes {
  /** Newest first. */
  listBatches(filter?: { readonly state: 'open' }): Promise<readonly BatchData[]>;
  /** With all of its deployments. */
  showBatch(id: number): Promise<Pick<BatchDetails, 'pullRequests' | 'deployments'>>;
  /** Newest first. */
  listDeliveries(filter?: { readonly state: 'new' }): Promise<readonly DeliveryData[]>;
  /** Such as `lock.*`; oldest first. */
  listAudit(event: string): Promise<readonly AuditEntryData[]>;
  listLocks(): Promise<readonly LockData[]>;
  showLock(id: string): Promise<LockDetails>;
}

/** `limits`: of pages. */
export function createAdminRoutes(url: () => string, token: string, pageLimits = limits): AdminRoutes {
  async function get<Data>(path: string, query: Query = {}): Promise<Data> {
    const asked = new URLSearchParams({ workspace: workspaceId, ...query });
    const answer = await fetch(`${url()}/api/v1${path}?${asked}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`GET ${path} was answered with ${answer.status}: ${text}`);
    return (JSON.parse(text) as { readonly data: Data }).data;
  }

  async function getAll<Page extends { readonly next?: string | undefined }, Item>(
    path: string,
    query: Query,
    itemsOf: (page: Page) => readonly Item[],
  ): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let after: Query = {}; ; ) {
      const page = await get<Page>(path, { ...query, ...after });
      items.push(...itemsOf(page));
      if (page.next === undefined) return items;
      after = { after: page.next };
    }
  }

  return {
    listBatches: (filter) =>
      getAll(
        '/batches',
        { ...filter, limit: pageLimits.batches },
        (page: { readonly batches: readonly BatchData[]; readonly next?: string }) => page.batches,
      ),
    async showBatch(id) {
      let newest: BatchDetails | undefined;
      const deployments = await getAll(
        `/batches/${id}`,
        { limit: pageLimits.batches },
        (page: BatchDetails) => {
          newest = page;
          return page.deployments;
        },
      );
      return { ...newest, deployments: [...deployments] };
    },
    listDeliveries: (filter) =>
      getAll(
        '/deliveries',
        { ...filter, limit: pageLimits.deliveries },
        (page: { readonly deliveries: readonly DeliveryData[]; readonly next?: string }) => page.deliveries,
      ),
    async listAudit(event) {
      const entries = await getAll(
        '/audit',
        { event, limit: pageLimits.audit },
        (page: { readonly entries: readonly AuditEntryData[]; readonly next?: string }) => page.entries,
      );
      return entries.toReversed();
    },
    listLocks: () =>
      getAll(
        '/locks',
        { limit: pageLimits.locks },
        (page: { readonly locks: readonly LockData[]; readonly next?: string }) => page.locks,
      ),
    showLock: (id) => get(`/locks/${id}`),
  };
}
