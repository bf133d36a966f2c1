/** `GET /w/:workspace/events`: a stream that says that something changed, never what. */
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { pagePatterns } from '../../web/addresses.ts';
import { admitPerson } from '../access/admit-person.ts';
import type { RequestRefusal } from '../http/answer.ts';
import type { SignedIn } from '../people/index.ts';
import type { ChangeFeed } from './change-feed.ts';
import { identifyViewer, type ServePorts, sendProblem } from './serve-pages.ts';

/** Most open streams of this process, and of one person in it. */
const streamLimits = { total: 200, perPerson: 5 } as const;
/** Longest silence, in milliseconds: below what proxies and the server's own limit allow. The role is looked up again then. */
const beatMs = 15_000;
/** When a browser comes back after an end, in milliseconds. */
const retryMs = 3_000;

interface OpenStream {
  readonly personId: string;
  readonly stream: PassThrough;
}

export interface EventStreamPorts
  extends Pick<ServePorts, 'assets' | 'people' | 'workspaces' | 'pace' | 'recordDenial'> {
  readonly feed: ChangeFeed;
}

function isWanted(topics: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.includes('*') || wanted.some((topic) => topics.has(topic));
}

interface Subscription {
  readonly workspaceId: string;
  readonly wanted: readonly string[];
  /** Whether the person may still see the workspace. */
  isAllowed(): Promise<boolean>;
}

/** Until the browser goes, the session or the role ends, or the server stops. */
function keepStreamOpen(
  opened: OpenStream,
  { workspaceId, wanted, isAllowed }: Subscription,
  { open, feed }: { readonly open: Set<OpenStream>; readonly feed: ChangeFeed },
): void {
  const { stream } = opened;
  open.add(opened);
  const endWatch = feed.watch(workspaceId, (topics) => {
    if (isWanted(topics, wanted)) stream.write('event: change\ndata: \n\n');
  });
  const beat = setInterval(async () => {
    if (await isAllowed().catch(() => false)) stream.write(': \n\n');
    else stream.end();
  }, beatMs).unref();
  stream.once('close', () => {
    open.delete(opened);
    clearInterval(beat);
    endWatch();
  });
  stream.write(`retry: ${retryMs}\n\n`);
}

function isFull(open: ReadonlySet<OpenStream>, personId: string): boolean {
  const own = [...open].filter((one) => one.personId === personId).length;
  return open.size >= streamLimits.total || own >= streamLimits.perPerson;
}

/** Why the person gets no stream. */
async function refuseStream(
  person: SignedIn | undefined,
  workspaceId: string,
  { workspaces, people }: Pick<EventStreamPorts, 'workspaces' | 'people'>,
): Promise<RequestRefusal | undefined> {
  if (person === undefined)
    return { httpStatus: 401, tag: 'SessionMissing', message: 'Your session has ended.' };
  const demand = { workspaceId, role: 'member', isAct: false } as const;
  const admitted = await admitPerson(person, demand, { workspaces, roleIn: people.roleIn });
  return admitted.status === 'refused' ? admitted.refusal : undefined;
}

const tooMany = { httpStatus: 429, message: 'Too many pages are open. Close some of them.' } as const;

export function registerEvents(scope: FastifyInstance, ports: EventStreamPorts): void {
  const { assets, people, feed, pace } = ports;
  const open = new Set<OpenStream>();
  // An open stream would keep the stop waiting until it cuts connections.
  scope.addHook('preClose', async () => {
    for (const { stream } of open) stream.end();
  });
  scope.get<{ Params: { workspace: string } }>(pagePatterns.events, {
    schema: { hide: true },
    // The stream of an answer without a body would never end.
    exposeHeadRoute: false,
    config: { isStream: true },
    handler: async (request, reply) => {
      const { workspace: workspaceId } = request.params;
      // The browser opens it again by itself, and it asks by itself: the session ends though a page is open.
      const identify = () => identifyViewer(request, people, 'page');
      const person = await identify();
      const refused = await refuseStream(person, workspaceId, ports);
      if (refused !== undefined) {
        if (person !== undefined && refused.httpStatus === 403) {
          const denial = { person, page: pagePatterns.events, workspaceId, isAct: false };
          await ports.recordDenial({ ...denial, traceId: request.id, refusal: refused });
        }
        return sendProblem(reply, refused, { assets });
      }
      const personId = person?.id ?? '';
      const limited = pace.take({ id: personId }, false);
      if (limited !== undefined) return sendProblem(reply, limited, { assets });
      if (isFull(open, personId)) return sendProblem(reply, tooMany, { assets });
      const stream = new PassThrough();
      const wanted = (new URLSearchParams(request.url.replace(/^[^?]*\??/s, '')).get('topics') ?? '*').split(
        ',',
      );
      const isAllowed = async () => {
        return (await refuseStream(await identify(), workspaceId, ports)) === undefined;
      };
      keepStreamOpen({ personId, stream }, { workspaceId, wanted, isAllowed }, { open, feed });
      return reply
        .type('text/event-stream; charset=utf-8')
        .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
        .send(stream);
    },
  });
}
