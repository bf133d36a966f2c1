/** `GET /webhooks`, `POST /webhooks/{name}/test`: for admins of a workspace whose entries the destination gets. */
import type { FastifyInstance } from 'fastify';
import { listWebhooksRoute, testWebhookRoute } from '../../api/routes/webhooks.ts';
import type { Clock } from '../../base/ports.ts';
import { ok } from '../../base/result.ts';
import type { WebhookDestination } from '../../domain/audit/destination.ts';
import type { StoredAuditEntry } from '../../domain/audit/entry.ts';
import type { AuditSeals } from '../../domain/audit/seal.ts';
import { adminActor } from '../access/admin-tokens.ts';
import type { AdmittedAdmin } from '../access/admit.ts';
import type { RegisterRoute } from '../access/register-route.ts';
import type { AuditLog } from '../audit/store.ts';
import type { ServerConfig } from '../config/config.ts';
import { type Answer, refuseRequest } from '../http/answer.ts';
import type { PostWebhook } from './post.ts';
import { sendBatch } from './send-batch.ts';
import type { WebhookState, WebhookStore } from './store.ts';

export interface WebhookRoutePorts {
  readonly config: Pick<ServerConfig, 'webhooks' | 'publicUrl'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly seals: Pick<AuditSeals, 'latest'>;
  readonly webhooks: Pick<WebhookStore, 'list'>;
  readonly post: PostWebhook;
  readonly clock: Pick<Clock, 'now'>;
}

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
    lastTry: lastTry && { ...lastTry, at: toTime(lastTry.at) },
    failures,
    nextTryAt: failures === 0 ? undefined : toTime(nextTryAt),
    lostEntries,
    waitingEntries: state === undefined ? 0 : Math.max(0, sealedEnd - state.deliveredThroughId),
  };
}

export type ShownWebhook = ReturnType<typeof show>;

/** Destinations that get entries of the workspace. */
export async function listWebhooks(
  workspaceId: string,
  { config, webhooks, seals }: Pick<WebhookRoutePorts, 'config' | 'webhooks' | 'seals'>,
): Promise<readonly ShownWebhook[]> {
  const states = new Map((await webhooks.list()).map((state) => [state.name, state]));
  const sealedEnd = (await seals.latest()).seal?.lastId ?? 0;
  const own = config.webhooks.filter((webhook) => isForWorkspace(webhook, workspaceId));
  return own.map((webhook) => show(webhook, states.get(webhook.name), sealedEnd));
}

async function list({ workspace }: AdmittedAdmin, ports: WebhookRoutePorts): Promise<Answer<unknown>> {
  return ok({ webhooks: await listWebhooks(workspace.id, ports) });
}

async function sendTest(
  { admin, workspace: { id: workspaceId } }: AdmittedAdmin,
  { name, traceId }: { readonly name: string; readonly traceId: string },
  { config, audit, post, clock }: WebhookRoutePorts,
): Promise<Answer<unknown>> {
  const webhook = config.webhooks.find((one) => one.name === name && isForWorkspace(one, workspaceId));
  if (webhook === undefined) {
    return refuseRequest(
      404,
      'WebhookNotFound',
      `No destination ${name} receives entries of ${workspaceId}.`,
    );
  }
  const event = { event: 'webhook.test', workspaceId, actor: adminActor(admin), traceId } as const;
  // No stored audit entry has the id 0, so a receiver can tell.
  const entry: StoredAuditEntry = { ...event, id: 0, at: clock.now(), outcome: 'allowed', details: {} };
  const sending = { entries: [entry], deliveryId: `test-${traceId}` };
  const { delivered, result } = await sendBatch(sending, webhook, { post, publicUrl: config.publicUrl });
  const details = { destination: webhook.name, result };
  await audit.append({ ...event, outcome: delivered ? 'allowed' : 'failed', details });
  return ok({ delivered, result });
}

export function registerWebhookRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: WebhookRoutePorts,
): void {
  register(app, listWebhooksRoute, {
    callers: 'admins',
    workspaceOf: ({ query }) => query.workspace,
    denial: 'webhook.list',
    handle: ({ caller }) => list(caller, ports),
  });
  register(app, testWebhookRoute, {
    callers: 'admins',
    workspaceOf: ({ body }) => body.workspace,
    denial: 'webhook.test',
    handle: ({ caller, params, traceId }) => sendTest(caller, { name: params.name, traceId }, ports),
  });
}
