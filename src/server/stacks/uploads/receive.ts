/** Takes in a chunk whose items have been read: keeps it, and waits a moment for the work on a batch that is whole. */
import type { Static } from 'typebox';
import type { uploadAnswer } from '../../../api/routes/uploads.ts';
import type { JsonValue } from '../../../base/json.ts';
import { maxItems } from '../../../domain/stacks/limits.ts';
import { stripCredentials } from '../../../domain/stacks/repo-url.ts';
import { type AdmittedJob, isOwnRepository } from '../../access/own-repository.ts';
import type { Answer, Refusal } from '../../http/answer.ts';
import { answer } from '../../http/answer.ts';
import type { Store } from '../../store.ts';
import { tooMany } from './read-items.ts';
import { maxUnfinishedBytes, type Receipt, type UploadKind, unfinishedLifeMs } from './store.ts';
import type { UploadBody } from './upload-body.ts';
import { describeUploader, runOf } from './uploader.ts';
import type { UploadWorker } from './worker.ts';

export interface UploadRequest {
  readonly repo_url?: string | null;
  readonly repo_name?: string | null;
  readonly repo_owner?: string | null;
  readonly repo_host?: string | null;
  readonly batch_id?: string;
  readonly batch_index?: number;
  readonly batch_total?: number;
}

export interface ChunkInput {
  readonly job: AdmittedJob;
  readonly traceId: string;
  readonly kind: UploadKind;
  readonly request: UploadRequest;
  readonly upload: UploadBody;
  readonly content: Uint8Array;
  /** What else stands beside the items and matters. */
  readonly head: Readonly<Record<string, JsonValue>>;
}

const conflicts: Readonly<Record<'run' | 'total' | 'head' | 'content', string>> = {
  run: 'The batch was begun by another job. Each upload needs a batch_id of its own.',
  total: 'The batch was begun with another batch_total.',
  head: 'The chunks of the batch differ in what stands beside the items. It must be the same in all of them.',
  content:
    'The batch has another chunk with this batch_index already. Each upload needs a batch_id of its own.',
};

/** 409 never stands for an overload here, and the client does not try it again (docs/wire.md#retries). */
function refuseReceipt(receipt: Exclude<Receipt, { status: 'received' | 'repeated' }>): Refusal {
  if (receipt.status === 'conflict') {
    return { httpStatus: 409, errorTag: 'BatchConflict', errorMessage: conflicts[receipt.over] };
  }
  if (receipt.over === 'items') return tooMany(`more than ${maxItems} items`);
  const hours = unfinishedLifeMs / 3_600_000;
  return {
    httpStatus: 413,
    errorTag: 'UploadTooLarge',
    errorMessage: `Unfinished batches of this repository would hold more than ${maxUnfinishedBytes} bytes. Finish them, or wait: a batch is dropped ${hours} hour after its last chunk.`,
  };
}

/** The names are the client's word: they stay only where they are the session's repository. */
function describeRepository(
  { repo_owner: owner, repo_name: name, ...rest }: UploadRequest,
  job: AdmittedJob,
) {
  const isOwn = isOwnRepository(`${owner ?? ''}/${name ?? ''}`, job);
  return { repoUrl: isOwn ? stripCredentials(rest.repo_url ?? '') : '', isOwn };
}

const states = { receiving: 'incomplete', whole: 'queued', applied: 'applied', failed: 'failed' } as const;

export async function receiveChunk(
  { job, traceId, kind, request, upload, content, head }: ChunkInput,
  {
    store,
    uploads,
  }: { readonly store: Pick<Store, 'uploads'>; readonly uploads: Pick<UploadWorker, 'settle'> },
): Promise<Answer<Static<typeof uploadAnswer>>> {
  const { batch_id: id, batch_index: index, batch_total: total } = request;
  const fields = [id, index, total].filter((field) => field !== undefined).length;
  if ((fields !== 0 && fields !== 3) || (index ?? 0) >= (total ?? 1)) {
    const errorMessage =
      'A chunk has batch_id, batch_index and batch_total, all three; batch_index counts from 0 and is below batch_total.';
    return { status: 'refused', refusal: { httpStatus: 400, errorTag: 'InvalidRequest', errorMessage } };
  }
  const uploader = describeUploader(job.session, traceId);
  const stream = {
    workspaceId: job.workspace.id,
    repositoryId: job.repository.repositoryId,
    kind,
  };
  const receipt = await store.uploads.receive({
    ...stream,
    batch: id === undefined || index === undefined || total === undefined ? undefined : { id, index, total },
    run: runOf(uploader),
    sha256: upload.sha256,
    bytes: upload.bytes,
    items: upload.count,
    content,
    head: JSON.stringify({ ...head, ...describeRepository(request, job) }),
    uploader,
  });
  if (receipt.status === 'conflict' || receipt.status === 'full') {
    return { status: 'refused', refusal: refuseReceipt(receipt) };
  }
  const { received, total: chunks } = receipt;
  if (receipt.state === 'whole') await uploads.settle();
  const state = receipt.state === 'whole' ? await store.uploads.state(receipt.uploadId) : receipt.state;
  return answer({ state: states[state ?? 'applied'], received, total: chunks });
}
