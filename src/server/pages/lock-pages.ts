/** The pages of locks: the list, one lock with its history, and freeing it. */

import { maxReasonLength } from '../../api/routes/locks.ts';
import { ok } from '../../base/result.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { lockPath, locksPath, pagePatterns } from '../../web/addresses.ts';
import { renderFreeLockPage } from '../../web/pages/free-lock.ts';
import { renderLockPage } from '../../web/pages/lock.ts';
import { renderLocksPage } from '../../web/pages/locks.ts';
import { refuseRequest } from '../http/answer.ts';
import { describePerson } from '../people/index.ts';
import type { PageRequest, WorkspacePage } from './page.ts';
import type { PagePorts } from './page-ports.ts';

/** Locks and entries of a page. */
const pageLength = 100;
const maxHistory = 50;

type LocksQuery = Parameters<PagePorts['locks']['list']>[1];

function createLocksPage({ locks, probe }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.locks,
    role: 'member',
    nav: { text: 'Locks', href: locksPath },
    topics: ['lock'],
    async read({ workspace, role, query }) {
      const { repository, prefix, state = 'held' } = query;
      const page = await locks.list(workspace, readLocksQuery({ ...query, state }));
      if (page.status === 'refused') return page;
      return ok(
        renderLocksPage({
          ...{
            workspaceId: workspace.id,
            now: await probe.now(),
            rows: page.value.rows,
            next: page.value.next,
          },
          mayFree: includesRole(role, 'admin'),
          filter: { repository, prefix, state },
        }),
      );
    },
  };
}

/** The filter of the address, as the API's query has it: a field that is empty is left out. */
function readLocksQuery({ repository, prefix, after, state }: PageRequest['query']): LocksQuery {
  return {
    ...(state === 'free' || state === 'held' ? { state } : {}),
    // The API's query has no `undefined`.
    ...(repository ? { repository } : {}),
    ...(prefix ? { prefix } : {}),
    ...(after ? { after } : {}),
    limit: String(pageLength),
  };
}

function placeOf({ params }: PageRequest) {
  return { repositoryId: params['repository'] ?? '', path: params['*'] ?? '' };
}

function createLockPage({ locks, auditDesk }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.lock,
    role: 'member',
    topics: ['lock'],
    async read(request) {
      const { workspace, role } = request;
      const place = placeOf(request);
      const found = await locks.show(workspace, place);
      if (found.status === 'refused') return found;
      const { repositoryId, path: lockedPath } = place;
      const { entries, next } = await auditDesk.search({
        ...{ workspaceId: workspace.id, repositoryId, lockPath: lockedPath, limit: maxHistory },
      });
      return ok(
        renderLockPage({
          ...found.value,
          ...{ workspaceId: workspace.id, history: entries, isComplete: next === undefined },
          mayFree: includesRole(role, 'admin'),
        }),
      );
    },
  };
}

function createFreePage({ locks }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.freeLock,
    role: 'admin',
    async read(request) {
      const found = await locks.show(request.workspace, placeOf(request));
      if (found.status === 'refused') return found;
      return ok(renderFreeLockPage({ ...found.value, workspaceId: request.workspace.id }));
    },
    async act(request, form) {
      const { workspace, person, traceId } = request;
      const place = placeOf(request);
      const reason = (form.get('reason') ?? '').trim();
      if (reason === '' || reason.length > maxReasonLength) {
        const message = `A reason of at most ${maxReasonLength} characters is required. Go back and enter one.`;
        return refuseRequest(400, 'InvalidRequest', message);
      }
      const freed = await locks.free(
        { ...place, id: form.get('id') ?? '', reason },
        { actor: person.login, by: { person: describePerson(person) }, workspace, traceId },
      );
      if (freed.status === 'ok') return ok(lockPath(workspace.id, place));
      if (freed.refusal.tag !== 'LockNotFound') return freed;
      const message =
        'The lock was released, or has another holder by now. Nothing was freed. Open the lock again.';
      return refuseRequest(409, 'LockNotFound', message);
    },
  };
}

export function createLockPages(ports: PagePorts): readonly WorkspacePage[] {
  return [createLocksPage(ports), createLockPage(ports), createFreePage(ports)];
}
