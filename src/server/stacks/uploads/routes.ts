/** `POST /affected-stacks`, `POST /instances`: who may upload, and whether what arrives can be kept. */
import type { FastifyInstance } from 'fastify';
import { type AffectedStacksRequest, uploadAffectedRoute } from '../../../api/routes/affected-stacks.ts';
import { type InstancesRequest, uploadInstancesRoute } from '../../../api/routes/instances.ts';
import type { AdmittedJob } from '../../access/admit.ts';
import type { RouteContext } from '../../access/api-route.ts';
import type { RegisterRoute } from '../../access/register-route.ts';
import type { Answer } from '../../http/answer.ts';
import { type NormalForm, readAffectedChunk, readInstanceChunk } from './normal-form.ts';
import { type ReceivePorts, receiveChunk, type UploadRequest } from './receive.ts';
import type { UploadKind } from './store.ts';
import { registerUploadScopes, type UploadBody } from './upload-body.ts';

interface KindOfUpload<Request extends UploadRequest> {
  readonly kind: UploadKind;
  read(upload: UploadBody, request: Request, job: AdmittedJob): Promise<Answer<NormalForm>>;
}

async function take<Request extends UploadRequest>(
  { caller: job, body, traceId, upload }: Upload<Request>,
  { kind, read }: KindOfUpload<Request>,
  ports: ReceivePorts,
): Promise<Answer<unknown>> {
  if (upload === undefined) throw new Error('an upload came without its list');
  const form = await read(upload, body, job);
  upload.release();
  if (form.status === 'refused') return form;
  const { content, head } = form.value;
  return receiveChunk({ job, traceId, kind, request: body, upload, content, head }, ports);
}

interface Upload<Request> extends Pick<RouteContext<Request>, 'body' | 'traceId'> {
  readonly caller: AdmittedJob;
  readonly upload: UploadBody | undefined;
}

const affected: KindOfUpload<AffectedStacksRequest> = { kind: 'affected', read: readAffectedChunk };
const instances: KindOfUpload<InstancesRequest> = {
  kind: 'instances',
  read: (upload, request, { workspace }) => readInstanceChunk(upload, request, workspace.inventory),
};
const uploading = { callers: 'jobs', auditsRefusals: true } as const;

export function registerUploadRoutes(
  app: FastifyInstance,
  register: RegisterRoute,
  ports: ReceivePorts,
): void {
  registerUploadScopes(app, [
    {
      key: 'stacks',
      register: (scope) =>
        register(scope, uploadAffectedRoute, {
          ...uploading,
          permissions: ['ws:affected-stacks:create'],
          denial: 'affected-stacks.upload',
          handle: (context, { request: { upload } }) => take({ ...context, upload }, affected, ports),
        }),
    },
    {
      key: 'instances',
      register: (scope) =>
        register(scope, uploadInstancesRoute, {
          ...uploading,
          permissions: ['ws:instances:create'],
          denial: 'instances.upload',
          handle: (context, { request: { upload } }) => take({ ...context, upload }, instances, ports),
        }),
    },
  ]);
}
