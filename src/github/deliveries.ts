/** Reads what GitHub delivered, or tried to deliver, to the App's webhook, and asks for it again: https://docs.github.com/rest/apps/webhooks. */
import { cleanLine, isRecord } from '../base/text.ts';
import type { ClientCalls } from './client.ts';
import { readLargeAnswer, unparsed } from './large-answer.ts';
import { pageSize } from './pages.ts';

/** An attempt of GitHub at a delivery; several have the same GUID. */
export interface ListedDelivery {
  /** In decimal: it has more digits than a number can hold. */
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  /** Immutable id, in decimal; `undefined` where GitHub names none. */
  readonly repositoryId: string | undefined;
  /** By GitHub's clock, in milliseconds. */
  readonly deliveredAt: number;
  /** HTTP status of the answer; 0: GitHub names none. */
  readonly statusCode: number;
  /** In GitHub's words, such as `OK`. */
  readonly outcome: string;
}

export interface DeliveryPage {
  /** Newest first. */
  readonly deliveries: readonly ListedDelivery[];
  /** Of the page with older ones; `undefined`: there are none. */
  readonly next: string | undefined;
}

export interface SentDelivery {
  readonly guid: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export const deliveryIdPattern = /^[1-9][0-9]{0,19}$/;
export const deliveryGuidPattern = /^[0-9A-Za-z-]{8,64}$/;
/** Longest text about an answer that is kept, in characters. */
const maxOutcomeLength = 200;
/** Longest cursor that is kept, in characters. */
const maxCursorLength = 500;

/** A number beyond the safe ones arrives as a `bigint`. */
function readId(value: unknown): string | undefined {
  const isId = typeof value === 'bigint' || typeof value === 'number';
  return isId && deliveryIdPattern.test(String(value)) ? String(value) : undefined;
}

function readListed(value: unknown): ListedDelivery | undefined {
  if (!isRecord(value)) return undefined;
  const { guid, event, action, delivered_at: at, status, status_code: code } = value;
  const id = readId(value['id']);
  const deliveredAt = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (id === undefined || typeof guid !== 'string' || !deliveryGuidPattern.test(guid)) return undefined;
  if (typeof event !== 'string' || !Number.isFinite(deliveredAt)) return undefined;
  return {
    ...{ id, guid, event, deliveredAt, repositoryId: readId(value['repository_id']) },
    action: typeof action === 'string' ? action : undefined,
    statusCode: typeof code === 'number' ? code : 0,
    outcome: typeof status === 'string' ? cleanLine(status).slice(0, maxOutcomeLength) : '',
  };
}

function readNext(link: string | undefined): string | undefined {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  const cursor = url === undefined ? null : URL.parse(url)?.searchParams.get('cursor');
  return cursor && cursor.length <= maxCursorLength ? cursor : undefined;
}

/** One page of the last 3 days. Without a cursor it is the newest one. Rejects with `GitHubFailure`. */
export async function fetchDeliveryPage(
  calls: ClientCalls,
  cursor: string | undefined,
): Promise<DeliveryPage> {
  const { client, ...options } = calls;
  const { data, headers } = await client.asApp((send, request) => {
    const from = cursor === undefined ? {} : { cursor };
    return send('GET /app/hook/deliveries', { per_page: pageSize, ...from, request });
  }, options);
  return {
    deliveries: data.flatMap((delivery: unknown) => readListed(delivery) ?? []),
    next: readNext(headers.link),
  };
}

/** What was sent. `undefined`: GitHub shows no content of it. Rejects with `GitHubFailure`. */
export async function fetchDelivery(
  calls: ClientCalls,
  { id }: Pick<ListedDelivery, 'id'>,
): Promise<SentDelivery | undefined> {
  const { client, ...options } = calls;
  // The id is part of the path: as a parameter it would have to be a number.
  const { data } = await client.asApp(
    (send, request) => send(`GET /app/hook/deliveries/${id}`, { request: { ...request, ...unparsed } }),
    options,
  );
  const shown = await readLargeAnswer(data);
  if (!isRecord(shown)) return undefined;
  const { guid, event, request } = shown;
  const payload = isRecord(request) ? request['payload'] : undefined;
  if (typeof guid !== 'string' || typeof event !== 'string' || !isRecord(payload)) return undefined;
  return { guid, event, payload };
}

/** GitHub sends what it sent then once more, with the same GUID. Nothing is known of the outcome yet. Rejects with `GitHubFailure`. */
export async function requestRedelivery(
  calls: ClientCalls,
  { id }: Pick<ListedDelivery, 'id'>,
): Promise<void> {
  const { client, ...options } = calls;
  await client.asApp(
    (send, request) => send(`POST /app/hook/deliveries/${id}/attempts`, { request }),
    options,
  );
}
