/**
 * Registers routes. The allowed callers of a route are data: a job is admitted, or its denial audited, before its body is read,
 * and demands of the request itself are decided before the feature runs.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';
import type { PermissionId } from '../../domain/permissions/rows.ts';
import type { Answer, RequestRefusal, Streamed } from '../http/answer.ts';
import { noteEarlyAnswer } from '../http/early-answer.ts';
import { sendAnswer, sendRefusal } from '../http/envelope.ts';
import {
  type AdmitPorts,
  type AdmittedAdmin,
  type AdmittedJob,
  admitJob,
  admitRequest,
  type Callers,
  type JobDemand,
} from './admit.ts';
import { type ApiRoute, type ContextOf, describeRoute, type Handler, type Security } from './api-route.ts';
import { buildAdminDenial, buildJobDenial, type EntryDetails } from './denial-entry.ts';
import { type IdentifyPorts, type Identity, identify } from './identify.ts';
import type { SessionClaims } from './session.ts';

export interface RegisterPorts extends IdentifyPorts, AdmitPorts {
  /** Appends to the audit. */
  recordDenial(entry: AuditEntry): Promise<void>;
}

type CallerOf<Kind extends Callers> = Kind extends 'jobs'
  ? AdmittedJob
  : Kind extends 'admins'
    ? AdmittedAdmin
    : AdmittedJob | AdmittedAdmin;

declare module 'fastify' {
  interface FastifyRequest {
    admittedJob: AdmittedJob | undefined;
  }
}

/** The allowed callers of a route, and its handler. */
interface Registration<Context, Kind extends Callers> extends JobDemand {
  readonly callers: Kind;
  /** That a job needs besides for what its request asks for. */
  readonly furtherPermissions?: ((context: Context) => readonly PermissionId[]) | undefined;
  /** The workspace that a request names. An admin has to name one. */
  readonly workspaceOf?: ((context: Context) => string | undefined) | undefined;
  /** Event of the audit entry when a caller is refused. */
  readonly denial: AuditEvent;
  /** Details of such an entry about a job, without `context` if the request was not read; the attempt of its run unless given. */
  readonly describeDenial?:
    | ((session: SessionClaims, context: Context | undefined) => EntryDetails)
    | undefined;
  /** Whether what the feature refuses is audited in the same way. */
  readonly auditsRefusals?: boolean | undefined;
  readonly handle: Handler<Context & { readonly caller: CallerOf<Kind> }>;
}

export type RegisterRoute = <Route extends ApiRoute, Kind extends Callers>(
  app: FastifyInstance,
  route: Route,
  registration: Registration<ContextOf<Route>, Kind>,
) => void;

function contextOf<Route extends ApiRoute>(request: FastifyRequest): ContextOf<Route> {
  const { body, query, params }: { body: unknown; query: unknown; params: unknown } = request;
  // Fastify has validated all three against the schemas that the types are made from.
  return { body, query, params, traceId: request.id } as ContextOf<Route>;
}

const securities: Readonly<Record<Callers, Security>> = {
  jobs: [{ session: [] }],
  // A job is told that the route is for admins.
  admins: [{ session: [] }, { admin: [] }],
  both: [{ session: [] }, { admin: [] }],
};

/** A request that fits no rule is not a denial, and a job's read requests are not audited. */
function isAudited(identity: Identity, method: ApiRoute['method'], { tag }: RequestRefusal): boolean {
  return tag !== 'InvalidRequest' && (identity.kind === 'admin' || method !== 'GET');
}

interface Refused<Context> {
  readonly identity: Identity;
  readonly traceId: string;
  /** `undefined`: refused before it was read. */
  readonly context: Context | undefined;
  readonly refusal: RequestRefusal;
}

function buildDenial<Context, Kind extends Callers>(
  { identity, traceId, context, refusal }: Refused<Context>,
  registration: Registration<Context, Kind>,
  ports: RegisterPorts,
): AuditEntry {
  const { denial: event, describeDenial, workspaceOf } = registration;
  const denial = { event, traceId, refusal };
  if (identity.kind === 'admin') {
    const id = (context && workspaceOf?.(context)) ?? '';
    const exists = ports.config.workspaces.some((workspace) => workspace.id === id);
    return buildAdminDenial(identity.admin, denial, { id, exists });
  }
  const { session } = identity;
  const details = describeDenial?.(session, context) ?? { runAttempt: session.claims.run_attempt };
  return buildJobDenial(session, denial, details);
}

interface Registered<Route extends ApiRoute, Kind extends Callers> {
  readonly route: Route;
  readonly registration: Registration<ContextOf<Route>, Kind>;
  readonly ports: RegisterPorts;
}

async function auditRefused<Route extends ApiRoute, Kind extends Callers>(
  refused: Refused<ContextOf<Route>>,
  { route, registration, ports }: Registered<Route, Kind>,
): Promise<void> {
  if (!isAudited(refused.identity, route.method, refused.refusal)) return;
  await ports.recordDenial(buildDenial(refused, registration, ports));
}

/** Sets `request.admittedJob`, or answers before the body is read. An admin is admitted when the request is read. */
async function admitUnread<Route extends ApiRoute, Kind extends Callers>(
  request: FastifyRequest,
  reply: FastifyReply,
  registered: Registered<Route, Kind>,
): Promise<FastifyReply | undefined> {
  const { registration, ports } = registered;
  const takesAdmins = registration.callers !== 'jobs';
  const unknown = await identify(request, reply, { ...ports, takesAdmins });
  if (unknown !== undefined) return unknown;
  const { identity } = request;
  if (identity?.kind !== 'job') return undefined;
  const admission = await admitJob(identity.session, registration, ports);
  if (admission.status === 'ok') {
    request.admittedJob = admission.value;
    return undefined;
  }
  const { refusal } = admission;
  await auditRefused({ identity, traceId: request.id, context: undefined, refusal }, registered);
  return sendRefusal(reply, refusal);
}

/** Node reads and discards the body of a request that was answered, so that the client can read the answer. */
async function admitBeforeBody<Route extends ApiRoute, Kind extends Callers>(
  request: FastifyRequest,
  reply: FastifyReply,
  registered: Registered<Route, Kind>,
): Promise<FastifyReply | undefined> {
  let isAdmitted = false;
  try {
    const refused = await admitUnread(request, reply, registered);
    isAdmitted = refused === undefined;
    return refused;
  } finally {
    if (!isAdmitted && !request.raw.readableEnded) noteEarlyAnswer(request.raw);
  }
}

async function admitAndHandle<Route extends ApiRoute, Kind extends Callers>(
  request: FastifyRequest,
  reply: FastifyReply,
  registered: Registered<Route, Kind>,
): Promise<Answer<unknown> | Streamed> {
  const { registration, ports } = registered;
  const { identity, id: traceId } = request;
  const known = identity?.kind === 'admin' ? identity : request.admittedJob;
  if (identity === undefined || known === undefined) throw new Error('a route ran without its hook');
  const { furtherPermissions, workspaceOf, auditsRefusals, handle } = registration;
  const context = contextOf<Route>(request);
  const demand = { permissions: furtherPermissions?.(context) ?? [], workspaceId: workspaceOf?.(context) };
  const admission = admitRequest(known, demand, ports);
  if (admission.status === 'refused') {
    await auditRefused({ identity, traceId, context, refusal: admission.refusal }, registered);
    return admission;
  }
  // Admission accepts only the kinds of callers that the registration names.
  const caller = admission.value as CallerOf<Kind>;
  const answer = await handle({ ...context, caller }, reply);
  if (auditsRefusals === true && answer.status === 'refused') {
    const { refusal } = answer;
    await ports.recordDenial(buildDenial({ identity, traceId, context, refusal }, registration, ports));
  }
  return answer;
}

export function createRegisterRoute(ports: RegisterPorts): RegisterRoute {
  return (app, route, registration) => {
    const registered = { route, registration, ports };
    app.route({
      ...describeRoute(route, securities[registration.callers]),
      onRequest: (request, reply) => admitBeforeBody(request, reply, registered),
      handler: async (request, reply) => sendAnswer(reply, await admitAndHandle(request, reply, registered)),
    });
  };
}

/** A route that needs no identity. `onRequest` checks a request before its body is read, and may answer it. */
export function registerPublicRoute<Route extends ApiRoute>(
  app: FastifyInstance,
  route: Route,
  {
    handle,
    onRequest,
  }: {
    readonly handle: Handler<ContextOf<Route>>;
    readonly onRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;
  },
): void {
  app.route({
    ...describeRoute(route, []),
    onRequest,
    handler: async (request, reply) => sendAnswer(reply, await handle(contextOf<Route>(request), reply)),
  });
}
