/**
 * `POST /webhooks/github`: GitHub's deliveries. A delivery is verified and stored, and nothing else happens before the answer:
 * GitHub waits 10 seconds and does not repeat a delivery.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { webhookPath } from '../../github/app-permissions.ts';
import type { RequestRefusal } from '../http/answer.ts';
import { createArrivals } from '../http/arriving-bodies.ts';
import { type BodyRoom, createBodyBudget, createBodyHook } from '../http/body-budget.ts';
import { noteEarlyAnswer } from '../http/early-answer.ts';
import { sendRefusal } from '../http/envelope.ts';
import type { Newcomer } from '../repositories/imported-repository.ts';
import type { WorkLoop } from '../work/run-loop.ts';
import type { DeliveryMetrics } from './metrics.ts';
import { maxDeliveryBytes, packPayload, parsePayload, readPayloadHead } from './payload.ts';
import type { RecordRejected, RejectCause } from './reject-audit.ts';
import type { DeliveryStore } from './store.ts';
import { type DeliveryHeaders, isSigned, readDeliveryHeaders } from './verify-delivery.ts';
import { isWantedDelivery, isWantedSuite } from './wanted.ts';

/** Bodies up to it share a budget of their own, in bytes: large ones, which anybody may begin to send, do not hold them up. */
const smallBodyBytes = 512 * 1024;
const smallBodiesBytes = 64 * smallBodyBytes;
const largeBodiesBytes = 2 * maxDeliveryBytes;
/** Share of a budget that bodies may take while they arrive: the rest is for those that are being verified and stored. */
const arrivingShare = 7 / 8;
/** Most bodies of each size that arrive at once. */
const maxArriving = 500;

const noRoom: RequestRefusal = {
  httpStatus: 503,
  tag: 'Unavailable',
  message: 'The server has no room for further deliveries. Redeliver this one later.',
  retryAfterSeconds: 60,
};

export interface DeliveryRoutePorts {
  /** Of the App's webhook; two while it is rotated. Secrets. */
  readonly secrets: readonly string[];
  readonly deliveries: Pick<DeliveryStore, 'receive'>;
  /** Of this process. */
  readonly queue: Pick<WorkLoop, 'wake'>;
  readonly metrics: DeliveryMetrics;
  readonly recordRejected: RecordRejected;
  /** Whether an id is that of our App. Rejects with `GitHubFailure` when GitHub has to be asked and does not answer. */
  isOurApp(appId: string): Promise<boolean>;
  /** Whether anything may be configured for the repository; asks no one. */
  mayConcern(repository: Newcomer): boolean;
}

const hidden = { schema: { hide: true } };

/** Says nothing about the reason. */
function rejectDelivery(reply: FastifyReply): FastifyReply {
  return reply.code(401).type('text/plain').send('');
}

type BodyHook = ReturnType<typeof createBodyHook>;

function createRoomHook(): BodyHook {
  const room = (capacity: number, maxBytes: number): BodyRoom => ({
    budget: createBodyBudget(capacity),
    maxBytes,
    refusal: noRoom,
    takeArrival: createArrivals({ most: maxArriving, bytes: capacity * arrivingShare }),
  });
  const small = createBodyHook(room(smallBodiesBytes, smallBodyBytes));
  const large = createBodyHook(room(largeBodiesBytes, maxDeliveryBytes));
  return (request, reply) => {
    const declared = Number(request.headers['content-length']);
    return declared <= smallBodyBytes ? small(request, reply) : large(request, reply);
  };
}

async function receiveDelivery(
  body: Buffer,
  headers: DeliveryHeaders,
  ports: DeliveryRoutePorts,
): Promise<'received' | 'repeated' | 'unwanted' | 'refused' | { readonly rejected: RejectCause }> {
  const { guid, event, signature, appId } = headers;
  if (!(await isSigned(body.toString('utf8'), signature, ports.secrets))) return { rejected: 'signature' };
  if (!(await ports.isOurApp(appId))) return { rejected: 'app' };
  const payload = parsePayload(body.toString('utf8'));
  if (payload === undefined) return 'unwanted';
  const { action, installationId, repository } = readPayloadHead(payload);
  if (action === undefined || !isWantedDelivery(event, action)) return 'unwanted';
  if (!isWantedSuite(event, action, payload)) return 'unwanted';
  if (repository === undefined || !ports.mayConcern(repository)) return 'unwanted';
  const receipt = await ports.deliveries.receive({
    guid,
    event,
    action,
    installationId,
    repositoryId: repository.repositoryId,
    source: 'hook',
    payload: await packPayload(body),
  });
  if (receipt === 'received') ports.queue.wake();
  return receipt === 'full' ? 'refused' : receipt;
}

export function registerWebhookRoute(app: FastifyInstance, ports: DeliveryRoutePorts): void {
  const takeRoom = createRoomHook();
  async function reject(reply: FastifyReply, cause: RejectCause, event?: string): Promise<FastifyReply> {
    ports.metrics.counted(undefined, 'rejected');
    await ports.recordRejected(cause, event);
    return rejectDelivery(reply);
  }
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser<Buffer>(
      'application/json',
      { parseAs: 'buffer', bodyLimit: maxDeliveryBytes },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    scope.addHook('preParsing', takeRoom);
    scope.post<{ Body: Buffer }>(webhookPath, {
      ...hidden,
      bodyLimit: maxDeliveryBytes,
      async onRequest(request, reply) {
        if (readDeliveryHeaders(request.headers) !== undefined) return undefined;
        noteEarlyAnswer(request.raw);
        return reject(reply, 'headers');
      },
      async handler(request, reply) {
        const headers = readDeliveryHeaders(request.headers);
        if (headers === undefined) throw new Error('a delivery came without its headers');
        const outcome = await receiveDelivery(request.body, headers, ports);
        if (typeof outcome === 'object') return reject(reply, outcome.rejected, headers.event);
        ports.metrics.counted(headers.event, outcome);
        if (outcome === 'refused') return sendRefusal(reply, noRoom);
        return reply.code(202).send({ outcome });
      },
    });
  });
}
