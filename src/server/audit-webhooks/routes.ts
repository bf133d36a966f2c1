/** `GET /webhooks`, `POST /webhooks/{name}/test`: for admins of a workspace whose entries the destination gets. */
import type { FastifyInstance } from 'fastify';
import { listWebhooksRoute, testWebhookRoute } from '../../api/routes/webhooks.ts';
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import { adminActor } from '../access/admin-tokens.ts';
import { admitAdmin } from '../access/admit-admin.ts';
import { registerCallerRoute } from '../access/api-route.ts';
import { refuseJob } from '../access/refuse-job.ts';
import type { AppDependencies } from '../dependencies.ts';
import { answer, refuse } from '../http/answer.ts';
import { sendBatch } from './send-batch.ts';
import type { WebhookState } from './state.ts';

type WebhookDependencies = Pick<
  AppDependencies,
  'config' | 'store' | 'sessions' | 'admins' | 'postWebhook' | 'clock'
>;

function isForWorkspace({ workspaces }: WebhookDestination, id: string): boolean {
  return workspaces === undefined || workspaces.includes(id);
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function show({ name, url, format }: WebhookDestination, state: WebhookState | undefined, sealedEnd: number) {
  const { failures = 0, lastTry, lostEntries = 0, nextTryAt = 0, tryingThroughId } = state ?? {};
  return {
    name,
    host: new URL(url).host,
    format,
    state: failures > 0 ? 'failing' : tryingThroughId === undefined ? 'idle' : 'delivering',
    ...(lastTry === undefined ? {} : { lastTry: { ...lastTry, at: toTime(lastTry.at) } }),
    failures,
    ...(failures === 0 ? {} : { nextTryAt: toTime(nextTryAt) }),
    lostEntries,
    waitingEntries: state === undefined ? 0 : Math.max(0, sealedEnd - state.deliveredThroughId),
  };
}

export function registerWebhookRoutes(app: FastifyInstance, deps: WebhookDependencies): void {
  const { config, store, clock, postWebhook: post } = deps;

  registerCallerRoute(app, deps, listWebhooksRoute, async ({ caller, query, traceId }) => {
    if (caller.kind === 'job') return refuseJob();
    const request = { workspaceId: query.workspace, event: 'webhook.list' as const, traceId };
    const admission = await admitAdmin(caller.admin, request, deps);
    if (admission.status === 'refused') return admission;
    const states = new Map((await store.webhooks.list()).map((state) => [state.name, state]));
    const sealedEnd = (await store.seals.latest()).seal?.lastId ?? 0;
    const mine = config.webhooks.filter((webhook) => isForWorkspace(webhook, admission.workspace.id));
    return answer({ webhooks: mine.map((webhook) => show(webhook, states.get(webhook.name), sealedEnd)) });
  });

  registerCallerRoute(app, deps, testWebhookRoute, async ({ caller, body, params, traceId }) => {
    if (caller.kind === 'job') return refuseJob();
    const request = { workspaceId: body.workspace, event: 'webhook.test' as const, traceId };
    const admission = await admitAdmin(caller.admin, request, deps);
    if (admission.status === 'refused') return admission;
    const { id: workspaceId } = admission.workspace;
    const webhook = config.webhooks.find(
      (one) => one.name === params.name && isForWorkspace(one, workspaceId),
    );
    if (webhook === undefined) {
      return refuse(404, 'WebhookNotFound', `No destination ${params.name} gets entries of ${workspaceId}.`);
    }
    const event = {
      event: 'webhook.test' as const,
      workspaceId,
      actor: adminActor(caller.admin),
      traceId,
    };
    // No entry of the audit has the id 0: a receiver that keeps entries can tell.
    const entry: StoredAuditEntry = { ...event, id: 0, at: clock.now(), outcome: 'allowed', details: {} };
    const sending = { entries: [entry], deliveryId: `test-${traceId}` };
    const { delivered, result } = await sendBatch(sending, webhook, { post, publicUrl: config.publicUrl });
    await store.audit.append({
      ...event,
      outcome: delivered ? 'allowed' : 'failed',
      details: { destination: webhook.name, result },
    });
    return answer({ delivered, result });
  });
}
