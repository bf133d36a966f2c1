/** Serves pages: finds out who asks, admits by role, reads what the page shows, and answers in HTML, failures included. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../base/result.ts';
import { isStorable } from '../../base/text.ts';
import { includesRole } from '../../domain/roles/decide-role.ts';
import { path, withQuery } from '../../web/html.ts';
import type { AssetPaths, Viewer } from '../../web/layout.ts';
import { renderProblemPage } from '../../web/pages/problem.ts';
import { type AdmittedPerson, admitPerson } from '../access/admit-person.ts';
import type { WorkspaceConfig } from '../config/config.ts';
import { type Answer, type RequestRefusal, refuseRequest } from '../http/answer.ts';
import { toRefusal } from '../http/errors.ts';
import type { PeopleAccess, SessionUser, SignedIn } from '../people/index.ts';
import { sendDownload, sendPage, sendSeeOther } from './answer-html.ts';
import type { RecordPageDenial } from './denials.ts';
import type { DashboardPage, PageRequest, WorkspacePage } from './page.ts';
import type { PersonPace } from './person-pace.ts';
import { isFromOwnPage } from './same-origin.ts';

export interface ServePorts {
  readonly publicUrl: string;
  readonly workspaces: readonly WorkspaceConfig[];
  readonly assets: AssetPaths;
  readonly people: PeopleAccess;
  readonly pages: readonly DashboardPage[];
  readonly recordDenial: RecordPageDenial;
  readonly pace: PersonPace;
}

/** Longest value in the query of a page, in characters. */
const maxQueryLength = 500;
/** Largest form, in bytes. */
const maxFormBytes = 16 * 1024;

/** Of the requests with which an open page updates itself. */
const updateHeader = 'x-atmos-pro-update';

/** A request with a bearer token belongs to the API: its cookie is not read. */
export async function identifyViewer(
  { headers }: FastifyRequest,
  people: Pick<PeopleAccess, 'identify'>,
  by: SessionUser = headers[updateHeader] === undefined ? 'person' : 'page',
): Promise<SignedIn | undefined> {
  return headers.authorization === undefined ? people.identify(headers.cookie, by) : undefined;
}

/** Each field once, and no longer than a filter is. No text of the address or the form is one that a database refuses. */
function readQuery(
  request: FastifyRequest,
  params: PageRequest['params'],
  form: URLSearchParams,
): Answer<PageRequest['query']> {
  const fields = new URLSearchParams(request.url.replace(/^[^?]*\??/s, ''));
  if (![...fields.values(), ...form.values(), ...Object.values(params)].every(isStorable))
    return refuseRequest(400, 'InvalidRequest', 'The address or the form has a NUL character. Remove it.');
  for (const value of fields.values())
    if (value.length > maxQueryLength)
      return refuseRequest(400, 'InvalidRequest', `A filter is longer than ${maxQueryLength} characters.`);
  return { status: 'ok', value: Object.fromEntries([...fields].reverse()) };
}

function describeViewer(
  { login }: SignedIn,
  admitted: AdmittedPerson | undefined,
  { pages, pattern }: { readonly pages: readonly DashboardPage[]; readonly pattern: string },
): Viewer {
  if (admitted === undefined) return { login, nav: [] };
  const { workspace, role } = admitted;
  const nav = pages.flatMap((page) => {
    if (page.scope !== 'workspace' || page.nav === undefined || !includesRole(role, page.role)) return [];
    return [{ text: page.nav.text, href: page.nav.href(workspace.id), isCurrent: page.pattern === pattern }];
  });
  return { login, nav, workspace: { id: workspace.id, name: workspace.name, role } };
}

interface ProblemFrame {
  readonly assets: AssetPaths;
  readonly viewer?: Viewer | undefined;
  /** Where a sign-in returns to, if not to the page itself. */
  readonly signInTo?: string | undefined;
}

/** Sends why there is not a page. Only someone who is not signed in is asked to. */
export async function sendProblem(
  reply: FastifyReply,
  refusal: Pick<RequestRefusal, 'httpStatus' | 'message' | 'retryAfterSeconds'>,
  { assets, viewer, signInTo: named }: ProblemFrame,
): Promise<FastifyReply> {
  const { request } = reply;
  const { httpStatus: status, message, retryAfterSeconds } = refusal;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  const asked = status === 401 && request.method === 'GET' ? request.url : undefined;
  const signInTo = named ?? asked;
  const content = renderProblemPage({ status, message, traceId: request.id, signInTo });
  return sendPage(reply, content, { status, assets, viewer });
}

const notSignedIn = {
  httpStatus: 401,
  tag: 'SessionMissing',
  message: 'You are not signed in, or your session has ended.',
} as const;
const forged: RequestRefusal = {
  httpStatus: 403,
  tag: 'InvalidRequest',
  message: 'The request does not come from a page of this server. Open the page and send the form again.',
};

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly isAct: boolean;
}

async function admitTo(
  page: WorkspacePage,
  person: SignedIn,
  { request, isAct, ports }: Pick<Asked, 'request' | 'isAct'> & { readonly ports: ServePorts },
): Promise<Answer<AdmittedPerson>> {
  const { workspace: workspaceId = '' } = request.params as Readonly<Record<string, string>>; // of the pattern
  const demand = { workspaceId, role: page.role, isAct };
  const admitted = await admitPerson(person, demand, { ...ports, roleIn: ports.people.roleIn });
  if (admitted.status === 'refused' && admitted.refusal.httpStatus === 403) {
    const { refusal } = admitted;
    const denial = { person, page: page.pattern, workspaceId, isAct, traceId: request.id, refusal };
    await ports.recordDenial(denial);
  }
  return admitted;
}

function findDownload(page: DashboardPage, { format }: PageRequest['query']): WorkspacePage['download'] {
  if (page.scope === 'person' || format === undefined) return undefined;
  return page.download?.format === format ? page.download : undefined;
}

/** Of the pages that are updated at once. */
function eventsOf(page: DashboardPage, workspaceId: string | undefined) {
  if (page.scope === 'person' || page.topics === undefined || workspaceId === undefined) return undefined;
  return withQuery(path`/w/${workspaceId}/events`, { topics: page.topics.join(',') });
}

async function servePage(page: DashboardPage, asked: Asked, ports: ServePorts): Promise<FastifyReply> {
  const { request, reply, isAct } = asked;
  const { assets, people, pages } = ports;
  const person = await identifyViewer(request, people);
  if (person === undefined) return sendProblem(reply, notSignedIn, { assets });
  const limited = ports.pace.take(person, isAct);
  if (limited !== undefined)
    return sendProblem(reply, limited, { assets, viewer: { login: person.login, nav: [] } });
  // Each parameter of a pattern is a text.
  const params = request.params as Readonly<Record<string, string>>;
  const form = new URLSearchParams(String(request.body ?? ''));
  const query = readQuery(request, params, form);
  const download = query.status === 'ok' && !isAct ? findDownload(page, query.value) : undefined;
  const demanded = page.scope === 'workspace' ? { ...page, role: download?.role ?? page.role } : undefined;
  const admitted = demanded && (await admitTo(demanded, person, { ...asked, ports }));
  const held = admitted?.status === 'ok' ? admitted.value : undefined;
  const viewer = describeViewer(person, held, { pages, pattern: page.pattern });
  if (admitted?.status === 'refused') return sendProblem(reply, admitted.refusal, { assets, viewer });
  if (query.status === 'refused') return sendProblem(reply, query.refusal, { assets, viewer });
  const base = { person, params, query: query.value, traceId: request.id };
  if (isAct && page.scope === 'workspace' && held !== undefined && page.act !== undefined) {
    const done = await page.act({ ...base, ...held }, form);
    return done.status === 'ok'
      ? sendSeeOther(reply, String(done.value))
      : sendProblem(reply, done.refusal, { assets, viewer });
  }
  if (download !== undefined && held !== undefined) {
    const file = await download.read({ ...base, ...held });
    if (file.status === 'refused') return sendProblem(reply, file.refusal, { assets, viewer });
    return sendDownload(reply, file, download.fileName);
  }
  const read =
    page.scope === 'person'
      ? await page.read(base)
      : held === undefined
        ? refuse(notSignedIn)
        : await page.read({ ...base, ...held });
  return read.status === 'ok'
    ? sendPage(reply, read.value, { assets, viewer, events: eventsOf(page, held?.workspace.id) })
    : sendProblem(reply, read.refusal, { assets, viewer });
}

/** Forms and errors of pages, in a scope of their own: the API stays JSON alone. */
export function preparePageScope(
  scope: FastifyInstance,
  { assets, publicUrl }: Pick<ServePorts, 'assets' | 'publicUrl'>,
): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: maxFormBytes },
    (_request, body, done) => done(null, body),
  );
  scope.setErrorHandler(async (error, request, reply) => {
    const refusal = toRefusal(error, maxFormBytes);
    if (refusal.httpStatus >= 500) request.log.error({ err: error }, 'page failed');
    return sendProblem(reply, refusal, { assets });
  });
  scope.addHook('onRequest', async (request, reply) => {
    if (['GET', 'HEAD'].includes(request.method) || isFromOwnPage(request.headers, publicUrl))
      return undefined;
    return sendProblem(reply, forged, { assets });
  });
}

export function registerPages(scope: FastifyInstance, ports: ServePorts): void {
  const hidden = { hide: true };
  for (const page of ports.pages) {
    scope.get(page.pattern, {
      schema: hidden,
      handler: (request, reply) => servePage(page, { request, reply, isAct: false }, ports),
    });
    if (page.scope === 'workspace' && page.act !== undefined) {
      scope.post(page.pattern, {
        schema: hidden,
        bodyLimit: maxFormBytes,
        handler: (request, reply) => servePage(page, { request, reply, isAct: true }, ports),
      });
    }
  }
  // Below the pages, every other address.
  scope.get('/w/*', {
    schema: hidden,
    handler: async (request, reply) => {
      const person = await identifyViewer(request, ports.people);
      const viewer = person && describeViewer(person, undefined, { pages: ports.pages, pattern: '' });
      const missing = { httpStatus: 404, message: 'This address has no page.' };
      return sendProblem(reply, missing, { assets: ports.assets, viewer });
    },
  });
}
