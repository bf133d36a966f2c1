/** The pages of batches: the list, one batch with its graph, releasing and retrying it, and the runs. */
import { createHash } from 'node:crypto';
import { maxCommandReasonLength } from '../../api/routes/batches.ts';
import { ok } from '../../base/result.ts';
import { dispatchFilterStates } from '../../domain/dispatch/dispatch-filter.ts';
import { holdReasons } from '../../domain/dispatch/hold.ts';
import { isRetried } from '../../domain/dispatch/retry.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { batchesPath, batchPath, pagePatterns, runsPath } from '../../web/addresses.ts';
import { nameInstance } from '../../web/batches/batch-parts.ts';
import { renderBatchPage } from '../../web/pages/batch.ts';
import { renderBatchesPage } from '../../web/pages/batches.ts';
import { renderReleaseBatchPage, renderRetryBatchPage } from '../../web/pages/command-batch.ts';
import { renderRunsPage } from '../../web/pages/runs.ts';
import { deploymentStateNames } from '../../web/parts/states.ts';
import type { CommandCaller } from '../deployments/index.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import type { PageRequest, WorkspacePage, WorkspaceRequest } from './page.ts';
import type { PagePorts } from './page-ports.ts';
import { readRowId } from './page-query.ts';

/** Batches and runs of a page. */
const maxShownRows = 50;
/** First words of the events that change batches and their runs. */
const topics = ['batch', 'deployment', 'workflow', 'order', 'pull_request'];

const numberShape = /^[0-9]{1,7}$/;

function readNumber(text: string | null | undefined): number | undefined {
  return numberShape.test(text ?? '') ? Number(text) : undefined;
}

/** A field that is empty is left out. */
function readText(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function createBatchesPage({ batches, probe }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.batches,
    role: 'member',
    nav: { text: 'Batches', href: batchesPath },
    topics,
    async read({ workspace, query }) {
      const filter = {
        repository: readText(query['repository']),
        pull: readText(query['pull']),
        state: readText(query['state']),
      };
      const [older, newer] = [readRowId(query['older']), readRowId(query['newer'])];
      const [found, now] = await Promise.all([
        batches.list(workspace, { ...filter, older, newer, limit: maxShownRows }),
        probe.now(),
      ]);
      const none = { batches: [], hasOlder: false, hasNewer: false };
      return ok(
        renderBatchesPage({
          ...{ workspaceId: workspace.id, now, filter },
          ...(found.status === 'ok' ? found.value : none),
          problem: found.status === 'ok' ? undefined : found.refusal.message,
        }),
      );
    },
  };
}

function readView(query: PageRequest['query']) {
  return {
    view: query['view'] === 'waterfall' ? ('waterfall' as const) : ('graph' as const),
    stack: readText(query['stack']),
    state: deploymentStateNames.find((known) => known === query['state']),
    from: readNumber(query['from']) ?? 0,
  };
}

function createBatchPage({ batches }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.batch,
    role: 'member',
    topics,
    async read({ workspace, role, params, query }) {
      const found = await batches.show(workspace, params['batch'] ?? '');
      if (found.status === 'refused') return found;
      return ok(
        renderBatchPage({
          ...found.value,
          ...{ workspaceId: workspace.id, view: readView(query) },
          mayCommand: includesRole(role, 'admin'),
        }),
      );
    },
  };
}

/** The reason of a form, which every command has. */
function readReason(form: URLSearchParams): Answer<string> {
  const reason = (form.get('reason') ?? '').trim();
  // PostgreSQL takes no NUL in text.
  const isFit = reason !== '' && reason.length <= maxCommandReasonLength && !reason.includes('\0');
  if (isFit) return ok(reason);
  const message = `A reason of at most ${maxCommandReasonLength} characters is required. Go back and enter one.`;
  return refuseRequest(400, 'InvalidRequest', message);
}

function callerOf({ workspace, person: { id, login } }: WorkspaceRequest): CommandCaller {
  return { workspace, actor: { login, id }, door: 'page' };
}

function createReleasePage({ batches, probe }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.releaseBatch,
    role: 'admin',
    async read({ workspace, params }) {
      const found = await batches.find(workspace, params['batch'] ?? '');
      if (found.status === 'refused') return found;
      const now = await probe.now();
      return ok(renderReleaseBatchPage({ workspaceId: workspace.id, now, batch: found.value }));
    },
    async act(request, form) {
      const { workspace, params, traceId } = request;
      const found = await batches.find(workspace, params['batch'] ?? '');
      if (found.status === 'refused') return found;
      const reason = readReason(form);
      if (reason.status === 'refused') return reason;
      // What the person saw: another hold that came meanwhile stays.
      const hold = holdReasons.find((known) => known === form.get('hold'));
      if (hold === undefined) return refuseRequest(400, 'InvalidRequest', 'The form names no hold.');
      const { id } = found.value;
      const caller = callerOf(request);
      const done = await batches.command({
        ...{ command: 'release', hold, id: String(id), caller, reason: reason.value, traceId },
      });
      return done.status === 'refused' ? done : ok(batchPath(workspace.id, id));
    },
  };
}

const refuseChanged = refuseRequest(
  409,
  'NothingToRetry',
  'Other deployments would run again by now. Nothing was started. Open the page again.',
);

type FoundBatch = Extract<Awaited<ReturnType<PagePorts['batches']['show']>>, { status: 'ok' }>['value'];

/** What a retry of the batch, or of one deployment of it, runs again by itself. */
function findAgain({ batch: { retry }, deployments }: FoundBatch, deployment: number | undefined) {
  if (retry === undefined) return [];
  return deployments.filter(
    ({ number, row }) => (deployment === undefined || number === deployment) && isRetried(row, retry),
  );
}

/** Names what a page showed: nothing else is run again by its form. */
function digestOfAgain(again: ReturnType<typeof findAgain>): string {
  const numbers = again.map(({ number }) => number);
  return createHash('sha256').update(JSON.stringify(numbers)).digest('base64url');
}

function createRetryPage({ batches }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.retryBatch,
    role: 'admin',
    async read({ workspace, params, query }) {
      const found = await batches.show(workspace, params['batch'] ?? '');
      if (found.status === 'refused') return found;
      const { batch, now } = found.value;
      const deployment = readNumber(query['deployment']);
      const again = findAgain(found.value, deployment);
      const names = again.map(({ row }) => nameInstance(row));
      const digest = digestOfAgain(again);
      return ok(renderRetryBatchPage({ workspaceId: workspace.id, now, batch, deployment, names, digest }));
    },
    async act(request, form) {
      const { workspace, params, traceId } = request;
      const found = await batches.show(workspace, params['batch'] ?? '');
      if (found.status === 'refused') return found;
      const reason = readReason(form);
      if (reason.status === 'refused') return reason;
      const given = form.get('deployment');
      const deployment = readNumber(given);
      // Never all of the batch where one deployment was meant.
      if (given !== null && deployment === undefined)
        return refuseRequest(400, 'InvalidRequest', 'The form names no deployment.');
      const again = findAgain(found.value, deployment);
      // That there is nothing to run again, the command says.
      if (again.length > 0 && form.get('again') !== digestOfAgain(again)) return refuseChanged;
      const { id } = found.value.batch;
      const caller = callerOf(request);
      const done = await batches.command({
        ...{ command: 'retry', deployment, id: String(id), caller, reason: reason.value, traceId },
      });
      return done.status === 'refused' ? done : ok(batchPath(workspace.id, id));
    },
  };
}

function createRunsPage({ batches, probe }: PagePorts): WorkspacePage {
  return {
    scope: 'workspace',
    pattern: pagePatterns.runs,
    role: 'member',
    nav: { text: 'Runs', href: runsPath },
    topics,
    async read({ workspace, query }) {
      const filter = {
        repository: readText(query['repository']),
        state: dispatchFilterStates.find((known) => known === query['state']),
      };
      const [beforeId, afterId] = [readRowId(query['before']), readRowId(query['after'])];
      const [found, now] = await Promise.all([
        batches.listDispatches(workspace, { ...filter, beforeId, afterId, limit: maxShownRows }),
        probe.now(),
      ]);
      return ok(renderRunsPage({ ...found, workspaceId: workspace.id, now, filter }));
    },
  };
}

export function createBatchPages(ports: PagePorts): readonly WorkspacePage[] {
  return [
    createBatchesPage(ports),
    createBatchPage(ports),
    createReleasePage(ports),
    createRetryPage(ports),
    createRunsPage(ports),
  ];
}
