/** `POST /affected-stacks`, `POST /instances`: who may upload, and whether what arrives can be kept. */
import type { FastifyInstance } from 'fastify';
import { type AffectedStacksRequest, uploadAffectedRoute } from '../../../api/routes/affected-stacks.ts';
import { type InstancesRequest, uploadInstancesRoute } from '../../../api/routes/instances.ts';
import type { PermissionId } from '../../../domain/permissions/rows.ts';
import { admitJob, type JobDemand } from '../../access/admit-job.ts';
import { registerSessionRoute, type SessionContext } from '../../access/api-route.ts';
import type { AdmittedJob } from '../../access/own-repository.ts';
import { buildRefusedEntry } from '../../access/session-entry.ts';
import type { AppDependencies } from '../../dependencies.ts';
import type { Answer, Refusal } from '../../http/answer.ts';
import type { UploadEvent } from './audit.ts';
import { type NormalForm, readAffectedChunk, readInstanceChunk } from './normal-form.ts';
import { receiveChunk, type UploadRequest } from './receive.ts';
import type { UploadKind } from './store.ts';
import { registerUploadScopes, type UploadBody } from './upload-body.ts';

export type UploadDependencies = Pick<
  AppDependencies,
  'config' | 'store' | 'sessions' | 'repositories' | 'uploads'
>;

interface KindOfUpload<Request extends UploadRequest> {
  readonly kind: UploadKind;
  readonly permission: PermissionId;
  readonly feature: JobDemand['feature'];
  readonly event: UploadEvent;
  read(upload: UploadBody, request: Request, job: AdmittedJob): Promise<NormalForm>;
}

async function take<Request extends UploadRequest>(
  { session, body, traceId }: SessionContext<Request>,
  upload: UploadBody | undefined,
  { kind, permission, feature, event, read }: KindOfUpload<Request>,
  deps: UploadDependencies,
): Promise<Answer<unknown>> {
  if (upload === undefined) throw new Error('an upload came without its list');
  const refuse = async (refusal: Refusal): Promise<Answer<never>> => {
    await deps.store.audit.append(buildRefusedEntry(session, event, { traceId, refusal }));
    return { status: 'refused', refusal };
  };
  const demand = {
    feature,
    permissions: [permission],
    forJobs: 'Uploads come from GitHub Actions jobs only.',
  };
  const admission = await admitJob(session, demand, deps);
  if (admission.status === 'refused') return refuse(admission.refusal);
  const job = { ...admission, session };
  const form = await read(upload, body, job);
  upload.release();
  if (form.status === 'refused') return refuse(form.refusal);
  const { content, head } = form;
  const received = await receiveChunk({ job, traceId, kind, request: body, upload, content, head }, deps);
  return received.status === 'refused' ? refuse(received.refusal) : received;
}

export function registerUploadRoutes(app: FastifyInstance, deps: UploadDependencies): void {
  registerUploadScopes(app, [
    {
      key: 'stacks',
      register: (scope) =>
        registerSessionRoute(scope, deps, uploadAffectedRoute, (context, reply) =>
          take<AffectedStacksRequest>(
            context,
            reply.request.upload,
            {
              kind: 'affected',
              permission: 'ws:affected-stacks:create',
              feature: 'affected_stacks',
              event: 'affected-stacks.upload',
              read: readAffectedChunk,
            },
            deps,
          ),
        ),
    },
    {
      key: 'instances',
      register: (scope) =>
        registerSessionRoute(scope, deps, uploadInstancesRoute, (context, reply) =>
          take<InstancesRequest>(
            context,
            reply.request.upload,
            {
              kind: 'instances',
              permission: 'ws:instances:create',
              feature: 'instances',
              event: 'instances.upload',
              read: (upload, request, { workspace }) =>
                readInstanceChunk(upload, request, workspace.inventory),
            },
            deps,
          ),
        ),
    },
  ]);
}
