/** Audit entries of people who ask for what their role does not allow. A page can be asked for again and again, so these are sampled. */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/ports.ts';
import type { AuditLog } from '../audit/store.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import type { RequestRefusal } from '../http/answer.ts';
import { buildPersonEntry, type WebPerson } from '../people/index.ts';

/** How often the same page is recorded for the same person, in milliseconds. */
const pauseMs = 10 * 60_000;
const maxRemembered = 10_000;
/** Longest id of a workspace that is kept, in characters. */
const maxIdLength = 128;

interface PageDenial {
  readonly person: WebPerson;
  /** Pattern of the route. */
  readonly page: string;
  readonly workspaceId: string;
  readonly isAct: boolean;
  readonly traceId: string;
  readonly refusal: RequestRefusal;
}

export type RecordPageDenial = (denial: PageDenial) => Promise<void>;

export function createPageDenials(ports: {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly workspaces: readonly WorkspaceConfig[];
}): RecordPageDenial {
  const recordedAt = new LRUCache<string, number>({ max: maxRemembered });
  return async ({ person, page, workspaceId, isAct, traceId, refusal }) => {
    const exists = ports.workspaces.some(({ id }) => id === workspaceId);
    // Of names that are made up there is no end: all of them are one.
    const key = `${person.id} ${page} ${exists ? workspaceId : ''}`;
    const now = ports.clock.now();
    const isRecent = now - (recordedAt.get(key) ?? Number.NEGATIVE_INFINITY) < pauseMs;
    if (isRecent && !(isAct && exists)) return;
    recordedAt.set(key, now);
    const entry = buildPersonEntry(person, {
      event: 'page.denied',
      outcome: 'denied',
      // Filed under a workspace only where it exists.
      workspaceId: exists ? workspaceId : undefined,
      traceId,
      details: {
        page,
        refusal: refusal.tag,
        message: refusal.message,
        workspace: workspaceId.slice(0, maxIdLength),
      },
    });
    await ports.audit.append(entry);
  };
}
