/** Registers routes. The allowed callers of a route are data: the caller is admitted, or its denial audited, before the feature runs. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { AuditEvent } from '../../domain/audit/events.ts';
import type { PermissionId } from '../../domain/permissions/rows.ts';
import type { FeatureName } from '../config/features.ts';
import type { Answer, RequestRefusal, Streamed } from '../http/answer.ts';
import { sendAnswer } from '../http/envelope.ts';
import { type AdmitPorts, type AdmittedAdmin, type AdmittedJob, admitCaller, type Callers } from './admit.ts';
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

/** The allowed callers of a route, and its handler. */
interface Registration<Context, Kind extends Callers> {
  readonly callers: Kind;
  /** That a job needs where `permissions` names none. */
  readonly feature?: FeatureName | undefined;
  /** That a job needs, all of them, each with its feature. */
  readonly permissions?:
    | readonly PermissionId[]
    | ((context: Context) => readonly PermissionId[])
    | undefined;
  /** Whether the feature itself refuses pull requests from forks; admission does by default. */
  readonly judgesForks?: boolean | undefined;
  /** The workspace that a request names. An admin has to name one. */
  readonly workspaceOf?: ((context: Context) => string | undefined) | undefined;
  /** Event of the audit entry when a caller is refused. */
  readonly denial: AuditEvent;
  /** Details of such an entry about a job; the attempt of its run unless given. */
  readonly describeDenial?: ((context: Context, session: SessionClaims) => EntryDetails) | undefined;
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
  readonly context: Context & { readonly traceId: string };
  readonly refusal: RequestRefusal;
}

function buildDenial<Context, Kind extends Callers>(
  { identity, context, refusal }: Refused<Context>,
  registration: Registration<Context, Kind>,
  ports: RegisterPorts,
): AuditEntry {
  const { denial: event, describeDenial, workspaceOf } = registration;
  const denial = { event, traceId: context.traceId, refusal };
  if (identity.kind === 'admin') {
    const id = workspaceOf?.(context) ?? '';
    const exists = ports.config.workspaces.some((workspace) => workspace.id === id);
    return buildAdminDenial(identity.admin, denial, { id, exists });
  }
  const { session } = identity;
  const details = describeDenial?.(context, session) ?? { runAttempt: session.claims.run_attempt };
  return buildJobDenial(session, denial, details);
}

async function admitAndHandle<Route extends ApiRoute, Kind extends Callers>(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    route,
    registration,
    ports,
  }: {
    readonly route: Route;
    readonly registration: Registration<ContextOf<Route>, Kind>;
    readonly ports: RegisterPorts;
  },
): Promise<Answer<unknown> | Streamed> {
  const { identity } = request;
  if (identity === undefined) throw new Error('a route ran without its hook');
  const {
    callers,
    feature,
    permissions = [],
    judgesForks,
    workspaceOf,
    auditsRefusals,
    handle,
  } = registration;
  const context = contextOf<Route>(request);
  const demand = {
    callers,
    feature,
    permissions: typeof permissions === 'function' ? permissions(context) : permissions,
    judgesForks,
    workspaceId: workspaceOf?.(context),
  };
  const admission = await admitCaller(identity, demand, ports);
  if (admission.status === 'refused') {
    const { refusal } = admission;
    if (isAudited(identity, route.method, refusal)) {
      await ports.recordDenial(buildDenial({ identity, context, refusal }, registration, ports));
    }
    return admission;
  }
  // Admission accepts only the kinds of callers that the registration names.
  const caller = admission.value as CallerOf<Kind>;
  const answer = await handle({ ...context, caller }, reply);
  if (auditsRefusals === true && answer.status === 'refused') {
    const { refusal } = answer;
    await ports.recordDenial(buildDenial({ identity, context, refusal }, registration, ports));
  }
  return answer;
}

export function createRegisterRoute(ports: RegisterPorts): RegisterRoute {
  return (app, route, registration) => {
    const { callers } = registration;
    app.route({
      ...describeRoute(route, securities[callers]),
      onRequest: (request, reply) => identify(request, reply, { ...ports, takesAdmins: callers !== 'jobs' }),
      handler: async (request, reply) =>
        sendAnswer(reply, await admitAndHandle(request, reply, { route, registration, ports })),
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
