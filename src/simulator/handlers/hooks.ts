/** The App's webhook: where it delivers, and the deliveries of the last three days. */
import type { components } from '@octokit/openapi-types';
import { apiRoute, type OperationRequest } from '../api/api-route.ts';
import { readJsonBody } from '../api/body.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { SimulatorResponse } from '../api/handler.ts';
import { apiError, json, notFound } from '../api/responses.ts';
import { isLoopbackHost } from '../world/loopback.ts';
import type { WebhookDelivery } from '../world/webhooks.ts';
import type { App } from '../world/world.ts';

type AppRequest = OperationRequest<Extract<ApiCaller, { kind: 'app' }>>;

/** How long GitHub lists a delivery, in milliseconds. */
const keptMs = 3 * 24 * 60 * 60 * 1000;
const defaultPageSize = 30;
const maxPageSize = 100;
const page = '/apps/webhooks';

function showConfig({ webhook }: App): components['schemas']['webhook-config'] {
  return webhook === undefined
    ? { content_type: 'json', insecure_ssl: '0' }
    : {
        content_type: 'json',
        insecure_ssl: '0',
        ...(webhook.secret === undefined ? {} : { secret: '********' }),
        url: webhook.url,
      };
}

function updateConfig({ request, caller }: AppRequest): SimulatorResponse {
  const read = readJsonBody(request);
  if (read.status === 'refused') return read.response;
  const { webhook } = caller.app;
  if (webhook === undefined) return notFound(page);
  const { url, secret } = read.value;
  if (url !== undefined) {
    const hostname = typeof url === 'string' ? URL.parse(url)?.hostname : undefined;
    // GitHub takes any address; the simulator stays on this machine.
    if (hostname === undefined || !isLoopbackHost(hostname)) {
      return apiError(422, 'Validation Failed', {
        page,
        errors: [{ resource: 'Hook', field: 'url', code: 'invalid' }],
      });
    }
    webhook.url = String(url);
  }
  if (typeof secret === 'string') webhook.secret = secret === '' ? undefined : secret;
  return json(200, showConfig(caller.app));
}

/** Newest first. */
function deliveriesOf({ world, caller }: AppRequest): WebhookDelivery[] {
  const oldest = world.clock.now() - keptMs;
  return world.deliveries
    .filter(({ appId, deliveredAt }) => appId === caller.app.id && deliveredAt > oldest)
    .sort((left, right) => right.id - left.id);
}

function showItem(delivery: WebhookDelivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.deliveredAt).toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.durationMs / 1000,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action ?? null,
    installation_id: delivery.installationId ?? null,
    repository_id: delivery.repositoryId ?? null,
    throttled_at: null,
  } satisfies components['schemas']['hook-delivery-item'];
}

function showDelivery(delivery: WebhookDelivery): components['schemas']['hook-delivery'] {
  const { requestHeaders: headers, payload, response } = delivery;
  return {
    ...showItem(delivery),
    url: delivery.url,
    request: { headers, payload: JSON.parse(payload) },
    response: { headers: response?.headers ?? null, payload: response?.payload ?? null },
  };
}

/** The cursor is the id of the last delivery of the page before. */
function list(api: AppRequest): SimulatorResponse {
  const { query, world } = api;
  const asked = Number(query.get('per_page') ?? defaultPageSize);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, maxPageSize) : defaultPageSize;
  const cursor = query.get('cursor');
  const before = cursor === null ? Number.POSITIVE_INFINITY : Number(/^v1_(\d+)$/.exec(cursor)?.[1]);
  if (Number.isNaN(before)) return apiError(422, 'Invalid cursor', { page });
  const status = query.get('status');
  const found = deliveriesOf(api).filter(
    ({ id, status: outcome }) =>
      id < before && (status === null || (outcome === 'OK') === (status === 'success')),
  );
  const items = found.slice(0, size);
  const last = items.at(-1);
  if (last === undefined || found.length <= size) return json(200, items.map(showItem));
  const next = new URLSearchParams(query);
  next.set('cursor', `v1_${last.id}`);
  return json(200, items.map(showItem), {
    link: `<${world.urls.api}/app/hook/deliveries?${next}>; rel="next"`,
  });
}

function onDelivery(
  api: AppRequest,
  work: (delivery: WebhookDelivery) => SimulatorResponse,
): SimulatorResponse {
  const found = deliveriesOf(api).find(({ id }) => String(id) === api.param('delivery_id'));
  return found === undefined ? notFound(page) : work(found);
}

const deliveries = '/app/hook/deliveries';

export const hookRoutes = [
  apiRoute({
    id: 'apps/get-webhook-config-for-app',
    method: 'GET',
    path: '/app/hook/config',
    caller: 'app',
    handle: ({ caller }) => json(200, showConfig(caller.app)),
  }),
  apiRoute({
    id: 'apps/update-webhook-config-for-app',
    method: 'PATCH',
    path: '/app/hook/config',
    caller: 'app',
    handle: updateConfig,
  }),
  apiRoute({
    id: 'apps/list-webhook-deliveries',
    method: 'GET',
    path: deliveries,
    caller: 'app',
    handle: list,
  }),
  apiRoute({
    id: 'apps/get-webhook-delivery',
    method: 'GET',
    path: `${deliveries}/{delivery_id}`,
    caller: 'app',
    handle: (api) => onDelivery(api, (delivery) => json(200, showDelivery(delivery))),
  }),
  apiRoute({
    id: 'apps/redeliver-webhook-delivery',
    method: 'POST',
    path: `${deliveries}/{delivery_id}/attempts`,
    caller: 'app',
    handle: (api) =>
      onDelivery(api, (delivery) => {
        api.world.courier?.redeliver(delivery);
        return json(202, {});
      }),
  }),
];
